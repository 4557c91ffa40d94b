import { CalendarClock, Plus } from 'lucide-react';
import { useMemo } from 'react';
import { CommandButton, useCommands, type Command } from '../../commands/index.ts';
import { useText } from '../../i18n/index.ts';
import { useClient, useUrlState } from '../../navigation/index.ts';
import { useRead } from '../../rpc/index.ts';
import { Await, EmptyState, Screen, Segmented } from '../../ui/index.ts';
import { Asking } from './asking.tsx';
import { ScheduleDetail } from './schedule-detail.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { ScheduleList } from './schedule-list.tsx';
import './schedules.css';
import { Warned } from './warned.tsx';
import { SchedulesView } from './view.ts';
import { isComing } from './words.ts';

const SHOWN = ['coming', 'over', 'all'] as const;

/** What will happen by itself, what waits for a word because its time passed, and what became of every time. */
export function SchedulesScreen() {
  const { t, number } = useText();
  const { clientId } = useClient();
  const [view, change] = useUrlState(SchedulesView);
  const reading = useRead('schedules.list', { clientId });
  const clients = useRead('clients.list', {}).data?.clients ?? [];
  const all = reading.data?.schedules ?? [];
  const editing = all.find(({ id }) => id === view.edit);
  const open = all.find(({ id }) => id === view.open);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'schedules.create',
          label: 'schedulesScreen.create',
          group: 'publish',
          shortcut: 'Mod+Alt+N',
          icon: Plus,
          isEnabled: (state) => (state.readOnly === null ? true : `readOnly.${state.readOnly}`),
          run: () => change({ edit: 'new', open: null }),
        },
      ],
      [change],
    ),
  );
  const panel =
    (view.edit === 'new' && clients.length > 0) || editing !== undefined ? (
      <ScheduleForm
        key={view.edit}
        schedule={editing ?? null}
        kind={editing?.action.kind ?? view.kind}
        clients={clients}
        clientId={editing?.clientId ?? clientId ?? clients[0]?.id ?? ''}
        onKind={(kind) => change({ kind })}
        onDone={(id) => change({ edit: null, open: id, show: 'coming' })}
        onClose={() => change({ edit: null })}
      />
    ) : open !== undefined ? (
      <ScheduleDetail key={open.id} schedule={open} onEdit={() => change({ edit: open.id })} onClose={() => change({ open: null })} />
    ) : undefined;
  return (
    <Screen
      title={t('frame.screen.schedules')}
      subtitle={t('schedulesScreen.subtitle')}
      actions={<CommandButton id="schedules.create" variant="primary" />}
      toolbar={
        all.length === 0 ? undefined : (
          <Segmented
            label={t('schedulesScreen.show')}
            value={view.show}
            onChange={(show) => change({ show })}
            options={SHOWN.map((value) => ({
              value,
              label: t(`schedulesScreen.show.${value}`),
              count: number(shownOf(all, value).length),
            }))}
          />
        )
      }
      panel={panel}
    >
      <Await reading={reading}>
        {({ schedules }) =>
          schedules.length === 0 ? (
            <EmptyState
              icon={<CalendarClock size={20} aria-hidden />}
              title={t('schedulesScreen.none')}
              action={<CommandButton id="schedules.create" variant="primary" />}
            >
              {t('schedulesScreen.noneHelp')}
            </EmptyState>
          ) : (
            <>
              <Asking schedules={schedules.filter(({ asks }) => asks === 'missed')} />
              <Warned schedules={schedules.filter(({ asks }) => asks === 'warnings')} />
              <ScheduleList
                schedules={shownOf(schedules, view.show)}
                clientName={(id) => clients.find((client) => client.id === id)?.name ?? ''}
                onOpen={(id) => change({ open: id, edit: null })}
              />
            </>
          )
        }
      </Await>
    </Screen>
  );
}
export { SchedulesScreen as Screen };

function shownOf<S extends Parameters<typeof isComing>[0]>(schedules: readonly S[], show: SchedulesView['show']): readonly S[] {
  const shown = show === 'all' ? schedules : schedules.filter((schedule) => isComing(schedule) === (show === 'coming'));
  // What comes first stands first; what is over, newest first.
  return shown.toSorted((left, right) =>
    isComing(left) && isComing(right)
      ? (left.missedAt ?? left.nextAt ?? '9').localeCompare(right.missedAt ?? right.nextAt ?? '9')
      : Number(isComing(right)) - Number(isComing(left)) || (right.lastRunAt ?? '').localeCompare(left.lastRunAt ?? ''),
  );
}
