import { useState } from 'react';
import { Scale } from 'lucide-react';
import { RightsLaw, RightsOutcome, type RightsRequest } from '../../../core/contract/index.ts';
import { isDay } from '../../../core/kernel/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Await, Button, EmptyState, Menu, Panel, Select, StatusBadge, TextField, useNotify } from '../../ui/index.ts';

/** Requests by their last day: open ones first, the most urgent at the top. */
export function Requests({ onOpen }: { readonly onOpen: () => void }) {
  const { t, say, day } = useText();
  const reading = useRead('privacy.requests', {});
  return (
    <Await reading={reading}>
      {({ requests }) =>
        requests.length === 0 ? (
          <EmptyState
            icon={<Scale size={20} aria-hidden />}
            title={t('privacyScreen.requests.none')}
            action={<Button onPress={onOpen}>{t('privacyScreen.requests.open')}</Button>}
          >
            {t('privacyScreen.requests.noneHelp')}
          </EmptyState>
        ) : (
          <table className="table" aria-label={t('privacyScreen.tab.requests')}>
            <thead>
              <tr>
                <th scope="col">{t('privacyScreen.requests.reference')}</th>
                <th scope="col">{t('privacyScreen.requests.law')}</th>
                <th scope="col">{t('privacyScreen.requests.received')}</th>
                <th scope="col">{t('privacyScreen.requests.due')}</th>
                <th scope="col">{t('privacyScreen.requests.state')}</th>
                <th scope="col">{t('privacyScreen.requests.client')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('privacyScreen.requests.answer')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {requests.map((request) => (
                <tr key={request.id}>
                  <td>{request.reference}</td>
                  <td>{say(`privacyScreen.law.${request.law}`)}</td>
                  <td>{day(request.receivedOn)}</td>
                  <td>
                    {day(request.dueOn)} {request.extended && <span className="small quiet">{t('privacyScreen.requests.extended')}</span>}
                  </td>
                  <td>
                    <State request={request} />
                  </td>
                  <td>{request.clientName}</td>
                  <td>{request.state === 'open' && <Answer request={request} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Await>
  );
}

const SOON = 3;

function State({ request }: { readonly request: RightsRequest }) {
  const { t, say } = useText();
  if (request.outcome !== null)
    return (
      <StatusBadge tone="good" icon="check">
        {say(`privacyScreen.outcome.${request.outcome}`)}
      </StatusBadge>
    );
  const { daysLeft } = request;
  return (
    <StatusBadge tone={daysLeft < 0 ? 'bad' : daysLeft <= SOON ? 'warn' : 'info'} icon={daysLeft < 0 ? 'alert' : 'clock'}>
      {daysLeft < 0 ? t('privacyScreen.requests.late', { days: -daysLeft }) : t('privacyScreen.requests.left', { days: daysLeft })}
    </StatusBadge>
  );
}

function Answer({ request }: { readonly request: RightsRequest }) {
  const { t, say, day } = useText();
  const notify = useNotify();
  const answer = useWrite('privacy.answerRequest');
  const extend = useWrite('privacy.extendRequest');
  const settle = { onError: notify.failed };
  return (
    <Menu
      label={t('privacyScreen.requests.answer')}
      groups={[
        {
          id: 'outcomes',
          entries: RightsOutcome.options.map((outcome) => ({
            id: outcome,
            label: say(`privacyScreen.outcome.${outcome}`),
            onAction: () => answer.mutate({ requestId: request.id, outcome }, settle),
          })),
        },
        ...(request.extended
          ? []
          : [
              {
                id: 'extension',
                entries: [
                  {
                    id: 'extend',
                    label: t('privacyScreen.requests.extend', { day: day(request.latestOn) }),
                    onAction: () => extend.mutate({ requestId: request.id }, settle),
                  },
                ],
              },
            ]),
      ]}
    >
      <Button>{t('privacyScreen.requests.answer')}</Button>
    </Menu>
  );
}

/** A new request; its last day shows while it is being written. */
export function RequestPanel({
  clientId,
  today,
  onClose,
}: {
  readonly clientId: string | null;
  readonly today: string;
  readonly onClose: () => void;
}) {
  const { t, say, day } = useText();
  const notify = useNotify();
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const [law, setLaw] = useState<RightsLaw>('co_query');
  const [received, setReceived] = useState(today);
  const [reference, setReference] = useState('');
  const [client, setClient] = useState<string>(clientId ?? '');
  const open = useWrite('privacy.openRequest');
  const valid = isDay(received) && received <= today;
  const due = useRead('privacy.dueDate', { law, receivedOn: valid ? received : today });
  return (
    <Panel
      id="rights-request"
      title={t('privacyScreen.requests.open')}
      onClose={onClose}
      width={420}
      footer={
        <>
          <span className="push" />
          <Button
            needs="writing"
            variant="primary"
            isDisabled={!valid || reference.trim() === '' || open.isPending}
            onPress={() =>
              open.mutate(
                { clientId: client === '' ? null : client, law, receivedOn: received, reference },
                { onSuccess: onClose, onError: notify.failed },
              )
            }
          >
            {t('privacyScreen.requests.register')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <TextField
          label={t('privacyScreen.requests.reference')}
          hint={t('privacyScreen.requests.referenceHint')}
          value={reference}
          onChange={setReference}
          maxLength={40}
          autoFocus
        />
        <Select
          label={t('privacyScreen.requests.law')}
          value={law}
          options={RightsLaw.options.map((value) => ({ value, label: say(`privacyScreen.law.${value}`) }))}
          onChange={setLaw}
        />
        <TextField
          label={t('privacyScreen.requests.received')}
          value={received}
          onChange={setReceived}
          error={valid ? null : t('privacyScreen.requests.dayInvalid')}
        />
        <Select
          label={t('privacyScreen.requests.client')}
          value={client}
          options={[
            { value: '', label: t('privacyScreen.requests.noClient') },
            ...clients.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setClient}
        />
        {valid && due.data !== undefined && (
          <p role="status">
            {t('privacyScreen.requests.dueBy', { due: day(due.data.dueOn, 'long'), latest: day(due.data.latestOn, 'long') })}
          </p>
        )}
      </div>
    </Panel>
  );
}
