import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Client, ClientFields } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, Money, MoneyField, NumberField, Section, Table, TextField, useNotify } from '../../ui/index.ts';

const NEW: ClientFields = { name: '', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 1 };

/** The clients, what they may spend a month, and how many people must approve. */
export function ClientSettings() {
  const { t } = useText();
  const clients = useRead('clients.list', {});
  const [editing, setEditing] = useState<Client | 'new' | null>(null);
  return (
    <Section
      title={t('frame.clients.title')}
      aside={
        <Button needs="writing" icon={<Plus size={15} aria-hidden />} onPress={() => setEditing('new')}>
          {t('settings.client.add')}
        </Button>
      }
    >
      {editing !== null && (
        <ClientForm
          key={editing === 'new' ? 'new' : editing.id}
          client={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      <Await reading={clients}>
        {(data) =>
          data.clients.length === 0 ? (
            <p className="quiet">{t('settings.client.none')}</p>
          ) : (
            <Table
              label={t('frame.clients.title')}
              rows={data.clients}
              keyOf={({ id }) => id}
              onOpen={setEditing}
              columns={[
                { id: 'name', title: t('settings.client.name'), cell: (row) => row.name },
                {
                  id: 'cap',
                  title: t('settings.client.cap'),
                  align: 'end',
                  cell: (row) =>
                    row.monthlyCap === null ? <span className="faint">{t('home.pacing.noCap')}</span> : <Money value={row.monthlyCap} />,
                },
                {
                  id: 'approvals',
                  title: t('settings.client.approvals'),
                  cell: (row) => t('settings.client.approvalsShort', { count: row.approvalsNeeded }),
                },
                {
                  id: 'zone',
                  title: t('settings.client.zone'),
                  cell: (row) => row.timeZone,
                },
              ]}
            />
          )
        }
      </Await>
    </Section>
  );
}

function ClientForm({ client, onClose }: { readonly client: Client | null; readonly onClose: () => void }) {
  const { t, error } = useText();
  const notify = useNotify();
  const [fields, setFields] = useState<ClientFields>(
    client === null
      ? NEW
      : {
          name: client.name,
          country: client.country,
          currency: client.currency,
          timeZone: client.timeZone,
          monthlyCap: client.monthlyCap,
          approvalsNeeded: client.approvalsNeeded,
        },
  );
  const create = useWrite('clients.create');
  const update = useWrite('clients.update');
  const failure = create.error ?? update.error;
  function change(part: Partial<ClientFields>): void {
    setFields({ ...fields, ...part });
  }
  function save(): void {
    const saved = { onSuccess: ({ name }: Client) => (notify.done(t('settings.client.saved', { name })), onClose()) };
    if (client === null) create.mutate({ fields }, saved);
    else update.mutate({ clientId: client.id, fields }, saved);
  }
  return (
    <form
      className="client-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        label={t('settings.client.name')}
        value={fields.name}
        onChange={(name) => change({ name })}
        maxLength={120}
        isRequired
        autoFocus
      />
      <MoneyField
        label={t('settings.client.cap')}
        hint={t('settings.client.capHint')}
        value={fields.monthlyCap}
        currency={fields.currency}
        onChange={(monthlyCap) => change({ monthlyCap })}
      />
      <NumberField
        label={t('settings.client.approvals')}
        hint={t('settings.client.approvalsHint')}
        value={fields.approvalsNeeded}
        min={0}
        max={3}
        onChange={(value) => change({ approvalsNeeded: value ?? 0 })}
      />
      <TextField
        label={t('settings.client.currency')}
        value={fields.currency}
        maxLength={3}
        onChange={(currency) => change({ currency: currency.toUpperCase(), monthlyCap: null })}
      />
      <TextField
        label={t('settings.client.country')}
        value={fields.country}
        maxLength={2}
        onChange={(country) => change({ country: country.toUpperCase() })}
      />
      <TextField label={t('settings.client.zone')} value={fields.timeZone} onChange={(timeZone) => change({ timeZone })} />
      {failure !== null && (
        <p role="alert" className="field-error client-form-wide">
          {error(failure).what} {error(failure).fix}
        </p>
      )}
      <div className="row client-form-wide">
        <Button
          needs="writing"
          variant="primary"
          type="submit"
          isDisabled={fields.name.trim() === '' || create.isPending || update.isPending}
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
