import { CirclePause, CirclePlay, Trash2 } from 'lucide-react';
import type { Schedule } from '../../../core/contract/index.ts';
import { useSendingOff } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { Age, IconButton, StatusBadge, Table, type Column } from '../../ui/index.ts';
import { useStanding } from './use-standing.ts';
import { STATES, isComing, useScheduleWords } from './words.ts';

export function ScheduleList({
  schedules,
  clientName,
  onOpen,
}: {
  readonly schedules: readonly Schedule[];
  readonly clientName: (clientId: string) => string;
  readonly onOpen: (scheduleId: string) => void;
}) {
  const { t } = useText();
  const { what, moment } = useScheduleWords();
  if (schedules.length === 0) return <p className="quiet">{t('schedulesScreen.noneShown')}</p>;
  const columns: readonly Column<Schedule>[] = [
    { id: 'what', title: t('schedulesScreen.column.what'), width: '22%', cell: (schedule) => schedule.name },
    {
      id: 'when',
      title: t('schedulesScreen.column.when'),
      cell: ({ nextAt, missedAt, rule }) => (
        <span className="stack-tight schedule-when">
          <span>{nextAt === null && missedAt === null ? '–' : moment(nextAt ?? missedAt ?? '', rule.timeZone)}</span>
          <span className="small quiet">{t(`schedulesScreen.repeat.${rule.repeat}`)}</span>
        </span>
      ),
    },
    {
      id: 'does',
      title: t('schedulesScreen.form.kind'),
      width: '26%',
      cell: (schedule) => (
        <span className="stack-tight">
          <span>{what(schedule)}</span>
          <span className="small quiet">{clientName(schedule.clientId)}</span>
        </span>
      ),
    },
    {
      id: 'state',
      title: t('schedulesScreen.column.state'),
      cell: ({ state }) => (
        <StatusBadge tone={STATES[state][0]} icon={STATES[state][1]}>
          {t(`schedulesScreen.state.${state}`)}
        </StatusBadge>
      ),
    },
    { id: 'last', title: t('schedulesScreen.column.last'), cell: (schedule) => <Last schedule={schedule} /> },
    { id: 'actions', title: t('schedulesScreen.column.actions'), align: 'end', cell: (schedule) => <Actions schedule={schedule} /> },
  ];
  return (
    <Table label={t('frame.screen.schedules')} rows={schedules} columns={columns} keyOf={({ id }) => id} onOpen={({ id }) => onOpen(id)} />
  );
}

function Last({ schedule: { lastRunAt, lastOutcome } }: { readonly schedule: Schedule }) {
  const { t } = useText();
  const { outcome } = useScheduleWords();
  if (lastOutcome === null) return <span className="quiet">{t('schedulesScreen.never')}</span>;
  const went = lastOutcome === 'done' || lastOutcome === 'skipped';
  return (
    <span className="stack-tight">
      <StatusBadge
        tone={lastOutcome === 'done' ? 'good' : went ? 'quiet' : 'bad'}
        icon={lastOutcome === 'done' ? 'check' : went ? 'ban' : 'cross'}
      >
        {t(
          lastOutcome === 'done'
            ? 'schedulesScreen.history.ran'
            : went
              ? 'schedulesScreen.history.skipped'
              : 'schedulesScreen.history.failed',
        )}
      </StatusBadge>
      <span className="small quiet">{went ? <Age at={lastRunAt} never="" /> : outcome(lastOutcome)}</span>
    </span>
  );
}

function Actions({ schedule }: { readonly schedule: Schedule }) {
  const { t } = useText();
  const off = useSendingOff();
  const { pause, resume, remove } = useStanding();
  const offReason = off === null ? undefined : t(off);
  const paused = schedule.state === 'paused';
  const { name } = schedule;
  return (
    <span className="row schedule-actions">
      {isComing(schedule) && (
        <IconButton
          label={t(paused ? 'schedulesScreen.resume' : 'schedulesScreen.pause', { name })}
          icon={paused ? <CirclePlay size={16} aria-hidden /> : <CirclePause size={16} aria-hidden />}
          isDisabled={off !== null}
          offReason={offReason}
          onPress={() => (paused ? resume(schedule.id) : pause(schedule.id))}
        />
      )}
      <IconButton
        label={t('schedulesScreen.remove', { name })}
        icon={<Trash2 size={16} aria-hidden />}
        isDisabled={off !== null}
        offReason={offReason}
        onPress={() => remove(schedule.id)}
      />
    </span>
  );
}
