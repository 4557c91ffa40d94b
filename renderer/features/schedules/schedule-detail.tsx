import { Laptop } from 'lucide-react';
import type { Schedule, ScheduleRun } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, Button, Panel, StatusBadge, type StatusIcon, type Tone } from '../../ui/index.ts';
import { useStanding } from './use-standing.ts';
import { STATES, isComing, useScheduleWords } from './words.ts';

const KINDS: Readonly<Record<ScheduleRun['kind'], readonly [Tone, StatusIcon]>> = {
  ran: ['good', 'check'],
  failed: ['bad', 'cross'],
  missed: ['warn', 'alert'],
  skipped: ['quiet', 'ban'],
  taken: ['quiet', 'check'],
};
const SHOWN = 100;
const MINUTE_MS = 60_000;

/** One schedule: its rule in words, what happens when it is late, and what became of every time. */
export function ScheduleDetail({
  schedule,
  onEdit,
  onClose,
}: {
  readonly schedule: Schedule;
  readonly onEdit: () => void;
  readonly onClose: () => void;
}) {
  const { t, number, day } = useText();
  const { what, moment } = useScheduleWords();
  const off = useSendingOff();
  const { pause, resume } = useStanding();
  const { rule, state } = schedule;
  const [tone, icon] = STATES[state];
  const offReason = off === null ? undefined : t(off);
  const paused = state === 'paused';
  return (
    <Panel
      id="schedule"
      title={schedule.name}
      subtitle={
        <span className="row-wrap">
          <StatusBadge tone={tone} icon={icon} boxed>
            {t(`schedulesScreen.state.${state}`)}
          </StatusBadge>
          {what(schedule)}
        </span>
      }
      onClose={onClose}
      width={440}
      footer={
        isComing(schedule) ? (
          <>
            <Button offReason={offReason} onPress={() => (paused ? resume(schedule.id) : pause(schedule.id))}>
              {t(paused ? 'schedulesScreen.resumeIt' : 'schedulesScreen.pauseIt')}
            </Button>
            <span className="push" />
            <Button variant="primary" offReason={offReason} onPress={onEdit}>
              {t('schedulesScreen.edit')}
            </Button>
          </>
        ) : undefined
      }
    >
      <dl className="schedule-facts">
        {schedule.nextAt !== null && (
          <>
            <dt>{t('schedulesScreen.detail.next')}</dt>
            <dd>{moment(schedule.nextAt, rule.timeZone)}</dd>
          </>
        )}
        <dt>{t('schedulesScreen.detail.rule')}</dt>
        <dd>
          {t(`schedulesScreen.repeat.${rule.repeat}`)} · {rule.at.slice(11)} · {rule.timeZone}
        </dd>
        {rule.until !== null && (
          <>
            <dt>{t('schedulesScreen.detail.until')}</dt>
            <dd>{day(rule.until)}</dd>
          </>
        )}
        <dt>{t('schedulesScreen.detail.grace')}</dt>
        <dd>{t('schedulesScreen.detail.graceText', { minutes: rule.graceMinutes, shown: number(rule.graceMinutes) })}</dd>
        <dt>{t('schedulesScreen.detail.author')}</dt>
        <dd>{schedule.author}</dd>
        {schedule.explained.length > 0 && (
          <>
            <dt>{t('schedulesScreen.detail.explained')}</dt>
            <dd>
              {[...new Set(schedule.explained.map(({ reason, by }) => t('schedulesScreen.detail.explainedBy', { reason, name: by })))].join(
                ' · ',
              )}
            </dd>
          </>
        )}
      </dl>
      {schedule.needsMachine && isComing(schedule) && (
        <p className="small quiet row">
          <Laptop size={15} aria-hidden /> {t('schedulesScreen.detail.needsMachine')}
        </p>
      )}
      <section className="schedule-history" aria-label={t('schedulesScreen.history')}>
        <h3>{t('schedulesScreen.history')}</h3>
        <History schedule={schedule} />
      </section>
    </Panel>
  );
}

function History({ schedule }: { readonly schedule: Schedule }) {
  const { t } = useText();
  const reading = useRead('schedules.runs', { scheduleId: schedule.id, limit: SHOWN });
  return (
    <Await reading={reading}>
      {({ runs }) =>
        runs.length === 0 ? (
          <p className="quiet">{t('schedulesScreen.history.none')}</p>
        ) : (
          <ol className="schedule-runs">
            {runs.map((run, index) => (
              <RunLine key={`${run.day}-${run.kind}-${index}`} run={run} timeZone={schedule.rule.timeZone} />
            ))}
          </ol>
        )
      }
    </Await>
  );
}

function RunLine({ run, timeZone }: { readonly run: ScheduleRun; readonly timeZone: string }) {
  const { t, number } = useText();
  const { moment, outcome } = useScheduleWords();
  const [tone, icon] = KINDS[run.kind];
  const lateMinutes = run.dueAt === null ? 0 : Math.floor((Date.parse(run.at) - Date.parse(run.dueAt)) / MINUTE_MS);
  const notes = [
    run.dueAt !== null && lateMinutes > 0 ? t('schedulesScreen.history.due', { at: moment(run.dueAt, timeZone) }) : null,
    run.kind === 'ran' && lateMinutes > 0 ? t('schedulesScreen.history.late', { minutes: number(lateMinutes) }) : null,
    run.letGo > 0 ? t('schedulesScreen.history.letGo', { count: run.letGo, shown: number(run.letGo) }) : null,
    run.person === null ? null : t('schedulesScreen.history.by', { name: run.person }),
  ].filter((note) => note !== null);
  return (
    <li>
      <div className="row">
        <StatusBadge tone={tone} icon={icon}>
          {t(run.kind === 'missed' && run.outcome !== null ? 'schedulesScreen.history.asked' : `schedulesScreen.history.${run.kind}`)}
        </StatusBadge>
        <time dateTime={run.at} className="push small quiet num">
          {moment(run.at, timeZone)}
        </time>
      </div>
      {run.outcome !== null && <p className="small">{outcome(run.outcome)}</p>}
      {notes.length > 0 && <p className="small quiet">{notes.join(' · ')}</p>}
    </li>
  );
}
