import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RateFields } from '../../../core/contract/index.ts';
import { RATE_SHAPE } from '../../../core/kernel/index.ts';
import { useNow, useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, IconButton, Section, Table, TextField, useNotify } from '../../ui/index.ts';
import { DayField } from '../../ui/grid/index.ts';
import { rateText } from './rate-text.ts';

/** What one currency is worth in another, by day, as people recorded it. */
export function ExchangeRates() {
  const { t, number, day } = useText();
  const rates = useRead('exchange.list', {});
  const remove = useWrite('exchange.remove');
  const notify = useNotify();
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={t('exchange.title')}
      aside={
        <Button needs="writing" icon={<Plus size={15} aria-hidden />} onPress={() => setAdding(true)}>
          {t('exchange.add')}
        </Button>
      }
    >
      <p className="quiet">{t('exchange.help')}</p>
      {adding && <RateForm onClose={() => setAdding(false)} />}
      <Await reading={rates}>
        {(data) =>
          data.rates.length === 0 ? (
            <p className="quiet">{t('exchange.none')}</p>
          ) : (
            <Table
              label={t('exchange.title')}
              rows={data.rates}
              keyOf={({ id }) => id}
              columns={[
                { id: 'pair', title: t('exchange.pair'), cell: (row) => t('exchange.pairValue', { from: row.from }) },
                {
                  id: 'rate',
                  title: t('exchange.rate'),
                  align: 'end',
                  cell: (row) => `${number(Number(row.rate), 10)} ${row.to}`,
                },
                { id: 'day', title: t('exchange.day'), cell: (row) => day(row.day) },
                { id: 'source', title: t('exchange.source'), cell: (row) => row.source },
                {
                  id: 'remove',
                  title: '',
                  cell: (row) => (
                    <IconButton
                      needs="writing"
                      label={t('exchange.remove', { from: row.from, to: row.to, day: day(row.day) })}
                      icon={<Trash2 size={15} aria-hidden />}
                      onPress={() => remove.mutate({ rateId: row.id }, { onError: notify.failed })}
                    />
                  ),
                },
              ]}
            />
          )
        }
      </Await>
    </Section>
  );
}

function RateForm({ onClose }: { readonly onClose: () => void }) {
  const { t, error } = useText();
  const notify = useNotify();
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const set = useWrite('exchange.set');
  const [fields, setFields] = useState<RateFields>({ from: 'USD', to: 'COP', rate: '', day: today, source: '' });
  const rate = rateText(fields.rate);
  const change = (part: Partial<RateFields>): void => setFields({ ...fields, ...part });
  return (
    <form
      className="client-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (rate === null) return;
        set.mutate({ fields: { ...fields, rate } }, { onSuccess: () => (notify.done(t('exchange.saved')), onClose()) });
      }}
    >
      <TextField
        label={t('exchange.from')}
        value={fields.from}
        maxLength={3}
        autoFocus
        onChange={(from) => change({ from: from.toUpperCase() })}
      />
      <TextField label={t('exchange.to')} value={fields.to} maxLength={3} onChange={(to) => change({ to: to.toUpperCase() })} />
      <TextField
        label={t('exchange.rate')}
        hint={fields.rate !== '' && rate === null ? t('exchange.badRate') : t('exchange.rateHint')}
        value={fields.rate}
        onChange={(text) => change({ rate: text })}
        isRequired
      />
      <DayField label={t('exchange.day')} value={fields.day} max={today} onChange={(day) => change({ day: day ?? today })} />
      <TextField label={t('exchange.source')} value={fields.source} maxLength={120} onChange={(source) => change({ source })} />
      {set.error !== null && (
        <p role="alert" className="field-error client-form-wide">
          {error(set.error).what} {error(set.error).fix}
        </p>
      )}
      <div className="row client-form-wide">
        <Button
          needs="writing"
          variant="primary"
          type="submit"
          isDisabled={rate === null || !RATE_SHAPE.test(rate) || fields.from.length !== 3 || fields.to.length !== 3 || set.isPending}
        >
          {t('common.save')}
        </Button>
        <Button variant="plain" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
