import { useState } from 'react';
import { Purpose } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, Checkbox, Panel, Select, TextField, useNotify } from '../../ui/index.ts';

/** Stands in while no client is chosen; it is never asked about. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const PURPOSES = Purpose.options.filter((one) => one !== 'unknown');

/** What the forms do not say is said once, and then the client's new answers become candidates. */
export function TakePanel({ clientId, onClose }: { readonly clientId: string | null; readonly onClose: () => void }) {
  const { t, say } = useText();
  const notify = useNotify();
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const [chosen, setChosen] = useState(clientId);
  const client = clients.find(({ id }) => id === chosen) ?? (clients.length === 1 ? clients[0] : undefined);
  const [source, setSource] = useState(t('applicantsScreen.take.sourceDefault'));
  const [purpose, setPurpose] = useState<(typeof PURPOSES)[number]>('job_offers');
  const [consented, setConsented] = useState(false);
  const prepared = useRead('leads.prepare', { clientId: client?.id ?? NOBODY }, { enabled: client !== undefined });
  const take = useWrite('leads.take');
  const waiting = prepared.data?.leads ?? 0;
  return (
    <Panel
      id="take-leads"
      title={t('applicantsScreen.take.title')}
      subtitle={t('applicantsScreen.take.lead')}
      onClose={onClose}
      width={440}
      footer={
        <>
          <span className="push" />
          <Button
            needs="writing"
            variant="primary"
            isDisabled={client === undefined || waiting === 0 || source.trim() === '' || take.isPending}
            onPress={() => {
              if (client === undefined) return;
              take.mutate(
                {
                  clientId: client.id,
                  declaration: { source: source.trim(), purpose, consent: consented ? 'granted' : 'unknown' },
                },
                {
                  onSuccess: (counts) => {
                    notify.done(t('applicantsScreen.take.done', { count: counts.new }));
                    onClose();
                  },
                  onError: notify.failed,
                },
              );
            }}
          >
            {t('applicantsScreen.take.go', { count: waiting })}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Select
          label={t('applicantsScreen.form.client')}
          value={client?.id ?? null}
          placeholder={t('applicantsScreen.take.chooseClient')}
          options={clients.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosen}
        />
        {client !== undefined && (
          <Await reading={prepared}>
            {({ leads, counts }) => (
              <p role="status">
                {t('applicantsScreen.take.counts', {
                  leads,
                  fresh: counts.new,
                  changed: counts.changed,
                  unchanged: counts.unchanged,
                  rejected: counts.rejected + counts.duplicate,
                })}
              </p>
            )}
          </Await>
        )}
        <TextField label={t('applicantsScreen.form.source')} value={source} onChange={setSource} maxLength={80} isRequired />
        <Select
          label={say('candidates.field.purpose')}
          value={purpose}
          options={PURPOSES.map((value) => ({ value, label: say(`candidates.purpose.${value}`) }))}
          onChange={setPurpose}
        />
        <Checkbox value={consented} onChange={setConsented}>
          {t('applicantsScreen.take.consented')}
        </Checkbox>
      </div>
    </Panel>
  );
}
