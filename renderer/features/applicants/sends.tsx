import { Send } from 'lucide-react';
import { useState } from 'react';
import type { Batch, Lane } from '../../../core/contract/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import {
  Age,
  Await,
  Button,
  Dialog,
  EmptyState,
  NetworkMark,
  Panel,
  Section,
  StatusBadge,
  useNotify,
  type StatusIcon,
  type Tone,
} from '../../ui/index.ts';
import { PAGE, type ApplicantsView, type Change } from './view.ts';
import { Pages, reasonText, SendBadge } from './words.tsx';

interface Props {
  readonly clientId: string | null;
  readonly view: ApplicantsView;
  readonly change: Change;
}

/** What waits, what does not go and why, and each delivery with its receipts. */
export function Sends({ clientId, view, change }: Props) {
  const { t } = useText();
  const lanes = useRead('conversions.overview', { clientId });
  const batches = useRead('conversions.batches', { clientId, offset: view.page * PAGE, limit: PAGE });
  return (
    <>
      <Section title={t('applicantsScreen.lanes')}>
        <Await reading={lanes}>
          {(overview) =>
            overview.lanes.length === 0 ? (
              <EmptyState title={t('applicantsScreen.lanes.none')}>{t('applicantsScreen.lanes.noneHelp')}</EmptyState>
            ) : (
              <Lanes lanes={overview.lanes} />
            )
          }
        </Await>
      </Section>
      <Section title={t('applicantsScreen.batches')}>
        <Await reading={batches}>
          {({ rows, total }) =>
            rows.length === 0 ? (
              <EmptyState icon={<Send size={20} aria-hidden />} title={t('applicantsScreen.batches.none')} />
            ) : (
              <>
                <Batches rows={rows} onOpen={(batch) => change({ batch })} />
                <Pages page={view.page} total={total} toPage={(page) => change({ page })} />
              </>
            )
          }
        </Await>
      </Section>
    </>
  );
}

function Lanes({ lanes }: { readonly lanes: readonly Lane[] }) {
  const text = useText();
  const { t, say, number, instant } = text;
  return (
    <table className="table" aria-label={t('applicantsScreen.lanes')}>
      <thead>
        <tr>
          <th scope="col">{t('applicantsScreen.lane.account')}</th>
          {(['queued', 'accepted', 'refused', 'unsure'] as const).map((column) => (
            <th key={column} scope="col" className="num">
              {t(`applicantsScreen.lane.${column}`)}
            </th>
          ))}
          <th scope="col">{t('applicantsScreen.lane.held')}</th>
          <th scope="col">{t('applicantsScreen.lane.last')}</th>
        </tr>
      </thead>
      <tbody>
        {lanes.toSorted(busiestFirst).map((lane) => (
          <tr key={lane.accountId}>
            <td>
              <NetworkMark id={lane.network} /> {lane.accountName} <span className="small quiet">{lane.clientName}</span>
            </td>
            <td className="num">{number(lane.queued + lane.sending)}</td>
            <td className="num">{number(lane.accepted)}</td>
            <td className="num">{number(lane.refused)}</td>
            <td className="num">{number(lane.unsure)}</td>
            <td className="small">
              {lane.held.map(({ reason, count }) => (
                <div key={reason}>{t('applicantsScreen.lane.why', { count, reason: reasonText(text, reason) })}</div>
              ))}
            </td>
            <td>
              {lane.lastSentAt === null ? <span className="quiet">{t('applicantsScreen.lane.never')}</span> : <Age at={lane.lastSentAt} />}
              {lane.failure !== null && <div className="small">{say(`applicantsScreen.failure.${lane.failure}`, {}, lane.failure)}</div>}
              {lane.nextTryAt !== null && (
                <div className="small quiet">{t('applicantsScreen.lane.next', { at: instant(lane.nextTryAt) })}</div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Accounts with something in their queue come before those without; else as they come. */
function busiestFirst(left: Lane, right: Lane): number {
  return Number(isBusy(right)) - Number(isBusy(left));
}

function isBusy({ queued, sending, accepted, refused, unsure, held }: Lane): boolean {
  return queued + sending + accepted + refused + unsure + held.length > 0;
}

const MARKS: Readonly<Record<Batch['state'], readonly [Tone, StatusIcon]>> = {
  sending: ['warn', 'waiting'],
  done: ['good', 'check'],
  failed: ['quiet', 'clock'],
  unsure: ['warn', 'unknown'],
};

function Batches({ rows, onOpen }: { readonly rows: readonly Batch[]; readonly onOpen: (batchId: string) => void }) {
  const { t, number, instant } = useText();
  return (
    <table className="table" aria-label={t('applicantsScreen.batches')}>
      <thead>
        <tr>
          <th scope="col">{t('applicantsScreen.batch.when')}</th>
          <th scope="col">{t('applicantsScreen.lane.account')}</th>
          <th scope="col">{t('applicantsScreen.batch.state')}</th>
          {(['events', 'tries'] as const).map((column) => (
            <th key={column} scope="col" className="num">
              {t(`applicantsScreen.batch.${column}`)}
            </th>
          ))}
          <th scope="col" className="num">
            {t('applicantsScreen.lane.accepted')}
          </th>
          <th scope="col" className="num">
            {t('applicantsScreen.lane.refused')}
          </th>
          <th scope="col">
            <span className="visually-hidden">{t('applicantsScreen.col.action')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((batch) => (
          <tr key={batch.id}>
            <td title={instant(batch.createdAt)}>
              <Age at={batch.createdAt} />
            </td>
            <td>
              <NetworkMark id={batch.network} /> {batch.accountName} <span className="small quiet">{batch.clientName}</span>
            </td>
            <td>
              <StatusBadge tone={MARKS[batch.state][0]} icon={MARKS[batch.state][1]}>
                {t(`applicantsScreen.batch.state.${batch.state}`)}
              </StatusBadge>
              {batch.progress !== null && (
                <div className="small quiet">
                  {t(`applicantsScreen.batch.progress.${batch.progress.state}`, { taken: batch.progress.taken ?? 0 })}
                </div>
              )}
            </td>
            <td className="num">{number(batch.events)}</td>
            <td className="num">{number(batch.tries)}</td>
            <td className="num">{number(batch.accepted)}</td>
            <td className="num">{number(batch.refused)}</td>
            <td>
              <Button variant="plain" onPress={() => onOpen(batch.id)}>
                {t('applicantsScreen.batch.receipts')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Row by row what the network said of one delivery, and the decision that only a person may take. */
export function ReceiptsPanel({
  batchId,
  clientId,
  onClose,
}: {
  readonly batchId: string;
  readonly clientId: string | null;
  readonly onClose: () => void;
}) {
  const text = useText();
  const { t, say, day } = text;
  const notify = useNotify();
  const [page, setPage] = useState(0);
  const [asking, setAsking] = useState(false);
  const batch = useRead('conversions.batches', { clientId, offset: 0, limit: 1000 }).data?.rows.find(({ id }) => id === batchId);
  const reading = useRead('conversions.receipts', { batchId, offset: page * PAGE, limit: PAGE });
  const settle = useWrite('conversions.settleBatch');
  const open = batch !== undefined && (batch.state === 'unsure' || (batch.state === 'done' && batch.refused > 0));
  function decide(decision: 'again' | 'leave'): void {
    setAsking(false);
    settle.mutate(
      { batchId, decision },
      { onSuccess: ({ events }) => notify.done(t('applicantsScreen.batch.turned', { events })), onError: notify.failed },
    );
  }
  return (
    <Panel
      id="receipts"
      title={t('applicantsScreen.batch.receiptsOf', { account: batch?.accountName ?? '' })}
      onClose={onClose}
      width={520}
      footer={
        open ? (
          <>
            <Button needs="writing" isDisabled={settle.isPending} onPress={() => decide('leave')}>
              {t('applicantsScreen.batch.leave')}
            </Button>
            <span className="push" />
            <Button
              needs="sending"
              variant="primary"
              isDisabled={settle.isPending}
              // What was refused was not counted; what is unsure may have been.
              onPress={() => (batch.state === 'unsure' ? setAsking(true) : decide('again'))}
            >
              {t('applicantsScreen.batch.again')}
            </Button>
          </>
        ) : undefined
      }
    >
      <Await reading={reading}>
        {({ rows, total }) => (
          <>
            <table className="table" aria-label={t('applicantsScreen.batch.receipts')}>
              <thead>
                <tr>
                  <th scope="col">{t('applicantsScreen.col.date')}</th>
                  <th scope="col">{t('applicantsScreen.col.kind')}</th>
                  <th scope="col">{t('applicantsScreen.receipt.state')}</th>
                  <th scope="col">{t('applicantsScreen.receipt.reason')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.eventId}>
                    <td>{day(row.occurredAt.slice(0, 10))}</td>
                    <td>
                      {say(`conversions.kind.${row.kind}`)}
                      {row.vacancyTitle !== null && <div className="small quiet">{row.vacancyTitle}</div>}
                    </td>
                    <td>
                      <SendBadge state={row.state} />
                    </td>
                    <td className="small quiet">{reasonText(text, row.reason)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <Pages page={page} total={total} toPage={setPage} />
          </>
        )}
      </Await>
      <Dialog
        tone="danger"
        title={t('applicantsScreen.batch.sure')}
        isOpen={asking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => decide('leave')}>{t('applicantsScreen.batch.leave')}</Button>
            <Button variant="danger" onPress={() => decide('again')}>
              {t('applicantsScreen.batch.again')}
            </Button>
          </>
        }
      >
        <p>{t('applicantsScreen.batch.sureHelp')}</p>
      </Dialog>
    </Panel>
  );
}
