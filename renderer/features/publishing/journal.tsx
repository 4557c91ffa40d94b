import { OctagonPause } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import type { NetworkForecast, Run } from '../../../core/contract/index.ts';
import { useSendingOff, useWritingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState, useGo } from '../../navigation/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { Age, Await, Button, Dialog, EmptyState, NetworkMark, StatusBadge, useNotify, type StatusIcon, type Tone } from '../../ui/index.ts';
import { Steps } from './steps.tsx';
import { CanaryState } from './canary.tsx';
import { FinishLine, NetworkFinish } from './finish.tsx';
import './publishing.css';

const State = z.object({ run: z.string().nullable().default(null) });
const RUNS = 30;
/** Not with every answer of a network: the estimate sums up a whole journal. */
const FINISH_EVERY_MS = 5_000;
const STATES: Readonly<Record<Run['state'], readonly [Tone, StatusIcon]>> = {
  running: ['info', 'working'],
  waiting: ['warn', 'waiting'],
  done: ['good', 'check'],
  done_with_problems: ['bad', 'alert'],
  stopped: ['quiet', 'pause'],
};

/** What was sent, what each network answered, and what nobody knows yet. */
export function Journal() {
  const { t } = useText();
  const [{ run }, set] = useUrlState(State);
  const runs = useRead('publishing.runs', { limit: RUNS });
  return (
    <div className="journal">
      <div className="journal-head">
        <p className="small quiet measure">{t('publishing.journal.lead')}</p>
        <EmergencyPause />
      </div>
      <Await reading={runs}>
        {(data) => {
          const open = data.runs.find(({ id }) => id === run) ?? data.runs[0];
          if (open === undefined) return <EmptyState title={t('publishing.none')}>{t('publishing.noneLead')}</EmptyState>;
          return (
            <div className="journal-columns">
              <ul className="runs" aria-label={t('publishing.runs')}>
                {data.runs.map((one) => (
                  <RunRow key={one.id} run={one} isOpen={one.id === open.id} onOpen={() => set({ run: one.id })} />
                ))}
              </ul>
              <RunDetail key={open.id} run={open} />
            </div>
          );
        }}
      </Await>
    </div>
  );
}

function sum(run: Run, key: 'total' | 'confirmed' | 'unknown' | 'needsPerson' | 'rejected'): number {
  return run.networks.reduce((total, network) => total + network[key], 0);
}

function RunRow({ run, isOpen, onOpen }: { readonly run: Run; readonly isOpen: boolean; readonly onOpen: () => void }) {
  const { t, number } = useText();
  const [tone, icon] = STATES[run.state];
  return (
    <li>
      <button type="button" className="run-row" aria-current={isOpen} onClick={onOpen}>
        <span className="row">
          <StatusBadge tone={tone} icon={icon}>
            {t(`publishing.run.${run.state}`)}
          </StatusBadge>
          <span className="push small quiet">
            <Age at={run.startedAt} />
          </span>
        </span>
        <span className="small quiet">
          {run.canary !== undefined &&
            run.canary.state !== 'released' &&
            `${t('publishing.canary.rest', { count: run.canary.rest, shown: number(run.canary.rest) })} · `}
          {run.actor} · {t('common.progress.of', { done: number(sum(run, 'confirmed')), total: number(sum(run, 'total')) })}
        </span>
      </button>
    </li>
  );
}

function RunDetail({ run }: { readonly run: Run }) {
  const { t, number, instant } = useText();
  const notify = useNotify();
  const stop = useWrite('publishing.stop');
  const undo = useWrite('changes.undoPublish');
  const go = useGo();
  const open = run.state === 'running' || run.state === 'waiting';
  const off = useWritingOff();
  const offReason = off === null ? undefined : t(off);
  const outlook = useRead('publishing.finish', { runId: run.id }, { enabled: open, everyMs: FINISH_EVERY_MS }).data;
  /** Writes the opposite as drafts: they are looked at and published like any other change. */
  function proposeUndo(): void {
    undo.mutate(
      { runId: run.id },
      {
        onError: notify.failed,
        onSuccess: ({ reverted, archived }) => {
          notify.done(t('publishing.undo.done', { count: reverted + archived, shown: number(reverted + archived) }));
          go('changes', {});
        },
      },
    );
  }
  return (
    <section className="run" aria-label={t('publishing.run.title', { at: instant(run.startedAt) })}>
      <div className="row run-title">
        <h2>{t('publishing.run.title', { at: instant(run.startedAt) })}</h2>
        {open && (
          <span className="push">
            <Button
              variant="danger"
              offReason={offReason}
              isDisabled={stop.isPending}
              onPress={() => stop.mutate({ runId: run.id }, { onError: notify.failed })}
            >
              {t('publishing.stop')}
            </Button>
          </span>
        )}
        {!open && (
          <span className="push">
            <Button offReason={offReason} isDisabled={undo.isPending} onPress={proposeUndo}>
              {t('publishing.undo')}
            </Button>
          </span>
        )}
      </div>
      <CanaryState run={run} />
      {open && outlook !== undefined && <FinishLine outlook={outlook} />}
      <ul className="run-networks">
        {run.networks.map((network) => (
          <li key={network.network}>
            <NetworkMark id={network.network} />
            <div
              className="run-track"
              role="img"
              aria-label={t('publishing.confirmedOf', { done: number(network.confirmed), total: number(network.total) })}
            >
              <span className="run-good" style={{ flexGrow: network.confirmed }} />
              <span className="run-unknown" style={{ flexGrow: network.unknown }} />
              <span className="run-bad" style={{ flexGrow: network.rejected + network.needsPerson }} />
              <span
                style={{
                  flexGrow: Math.max(0, network.total - network.confirmed - network.unknown - network.rejected - network.needsPerson),
                }}
              />
            </div>
            <span className="small quiet num">
              {t('publishing.confirmedOf', { done: number(network.confirmed), total: number(network.total) })}
              {open && <Through forecast={outlook?.networks.find((one) => one.network === network.network)} />}
              {network.waitsUntil !== null && (
                <>
                  {' · '}
                  {t('publishing.waits')} <Age at={network.waitsUntil} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Steps runId={run.id} />
    </section>
  );
}

/** What a network still needs and by when it is through; nothing once nothing of it moves by itself. */
function Through({ forecast }: { readonly forecast: NetworkForecast | undefined }) {
  if (forecast === undefined) return null;
  return (
    <>
      {' · '}
      <NetworkFinish forecast={forecast} />
    </>
  );
}

/** Pauses everything that is live, first in the queue; asks once, with what it stops. */
function EmergencyPause() {
  const { t, number } = useText();
  const notify = useNotify();
  const { clientId } = useClient();
  const clients = useRead('clients.list', {});
  const overview = useRead('home.overview', { clientId });
  const pause = useWrite('publishing.emergencyPause');
  const off = useSendingOff();
  const [asking, setAsking] = useState(false);
  const name = clients.data?.clients.find(({ id }) => id === clientId)?.name ?? t('frame.clients.all');
  const live = overview.data?.live;
  return (
    <>
      <Button
        variant="danger"
        icon={<OctagonPause size={16} aria-hidden />}
        offReason={off === null ? undefined : t(off)}
        onPress={() => setAsking(true)}
      >
        {t('publishing.emergency')}
      </Button>
      <Dialog
        title={t('publishing.emergency.title', { name })}
        tone="danger"
        isOpen={asking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button
              needs="sending"
              variant="danger"
              isDisabled={pause.isPending}
              onPress={() =>
                pause.mutate(
                  { clientId, network: null },
                  {
                    onError: notify.failed,
                    onSuccess: ({ objects }) => (
                      setAsking(false),
                      notify.done(t('publishing.emergency.done', { count: objects, shown: number(objects) }))
                    ),
                  },
                )
              }
            >
              {t('publishing.emergency.confirm', { count: live?.ads ?? 0, shown: number(live?.ads ?? 0) })}
            </Button>
          </>
        }
      >
        <p>{t('publishing.emergency.lead', { campaigns: number(live?.campaigns ?? 0), ads: number(live?.ads ?? 0) })}</p>
      </Dialog>
    </>
  );
}
