import {
  CalendarClock,
  CloudDownload,
  GitCompareArrows,
  Languages,
  ListChecks,
  Moon,
  PanelLeft,
  Redo2,
  Search,
  Sun,
  Undo2,
  Keyboard,
} from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { WorkspaceStatus } from '../../../core/contract/index.ts';
import { openOverlay, useCommands, useRegistry, type Command, type CommandState } from '../../commands/index.ts';
import { useText, type MessageKey } from '../../i18n/index.ts';
import { screens, useClient, useGo, useScreenId } from '../../navigation/index.ts';
import { useRead, useWrite } from '../../rpc/index.ts';
import { useNotify } from '../../ui/index.ts';
import { usePreferences } from './preferences.tsx';

/** What can be done from every screen. */
export function useGeneralCommands(status: WorkspaceStatus, toggleRail: () => void): void {
  useCommandState(status);
  const go = useGo();
  const goCommands = useMemo<readonly Command[]>(
    () =>
      screens.map(({ id, icon, digit }) => ({
        id: `go.${id}`,
        label: `frame.screen.${id}`,
        group: 'go',
        icon,
        ...(digit === null ? {} : { shortcut: `Mod+${digit}` }),
        run: () => go(id),
      })),
    [go],
  );
  useCommands(goCommands);
  useCommands(useViewCommands(toggleRail));
  useCommands(useWorkCommands());
}

function useViewCommands(toggleRail: () => void): readonly Command[] {
  const { preferences, set } = usePreferences();
  const { theme, locale } = preferences;
  return useMemo(
    () => [
      {
        id: 'general.palette',
        label: 'frame.command.palette',
        group: 'help',
        shortcut: 'Mod+K',
        icon: Search,
        run: () => openOverlay('palette'),
      },
      {
        id: 'general.shortcuts',
        label: 'frame.command.shortcuts',
        group: 'help',
        shortcut: '?',
        icon: Keyboard,
        run: () => openOverlay('shortcuts'),
      },
      { id: 'general.rail', label: 'frame.command.rail', group: 'view', icon: PanelLeft, run: toggleRail },
      {
        id: 'general.theme',
        label: theme === 'dark' ? 'frame.command.light' : 'frame.command.dark',
        group: 'view',
        icon: theme === 'dark' ? Sun : Moon,
        run: () => set({ theme: theme === 'dark' ? 'light' : 'dark' }),
      },
      {
        id: 'general.language',
        label: locale === 'es' ? 'frame.command.english' : 'frame.command.spanish',
        group: 'view',
        icon: Languages,
        run: () => set({ locale: locale === 'es' ? 'en' : 'es' }),
      },
    ],
    [theme, locale, set, toggleRail],
  );
}

/** The key of why nothing may be written; null when it may. Drafts are written behind a fence, too. */
function writable({ readOnly }: CommandState): MessageKey | null {
  return readOnly === null || readOnly === 'fenced' ? null : `readOnly.${readOnly}`;
}

function useWorkCommands(): readonly Command[] {
  const { t, number } = useText();
  const notify = useNotify();
  const go = useGo();
  const { clientId } = useClient();
  const { mutate: undo } = useWrite('history.undo');
  const { mutate: redo } = useWrite('history.redo');
  const { mutate: check } = useWrite('checks.run');
  const { mutate: sync } = useWrite('sync.run');
  return useMemo(
    () => [
      {
        id: 'general.undo',
        label: 'frame.command.undo',
        group: 'edit',
        shortcut: 'Mod+Z',
        icon: Undo2,
        isEnabled: (state) => writable(state) ?? (state.canUndo || 'frame.undo.nothing'),
        run: () => undo({}, { onError: notify.failed }),
      },
      {
        id: 'general.redo',
        label: 'frame.command.redo',
        group: 'edit',
        shortcut: 'Mod+Y',
        icon: Redo2,
        isEnabled: (state) => writable(state) ?? (state.canRedo || 'frame.redo.nothing'),
        run: () => redo({}, { onError: notify.failed }),
      },
      {
        id: 'general.sync',
        label: 'frame.command.sync',
        group: 'data',
        shortcut: 'Mod+R',
        icon: CloudDownload,
        run: () =>
          sync(
            { clientId },
            {
              onError: notify.failed,
              onSuccess: ({ reports }) =>
                notify.done(
                  t('frame.synced', {
                    accounts: reports.length,
                    failed: reports.filter(({ ok }) => !ok).length,
                    objects: number(reports.reduce((sum, report) => sum + report.objectsRead, 0)),
                  }),
                ),
            },
          ),
      },
      {
        id: 'general.check',
        label: 'frame.command.check',
        group: 'publish',
        shortcut: 'Mod+Shift+C',
        icon: ListChecks,
        run: () =>
          check(
            { clientId },
            {
              onError: notify.failed,
              onSuccess: (found) =>
                notify.done(t('frame.checked', { objects: number(found.objects), errors: found.errors, warnings: found.warnings })),
            },
          ),
      },
      {
        id: 'general.reviewAndPublish',
        label: 'frame.command.reviewAndPublish',
        group: 'publish',
        shortcut: 'Mod+Shift+P',
        icon: GitCompareArrows,
        run: () => go('changes'),
      },
      {
        id: 'general.schedule',
        label: 'frame.command.schedule',
        group: 'publish',
        icon: CalendarClock,
        isEnabled: (state) => (state.readOnly === null ? true : `readOnly.${state.readOnly}`),
        run: () => go('schedules', { edit: 'new' }),
      },
    ],
    [undo, redo, check, sync, notify, go, clientId, t, number],
  );
}

/** Keeps what commands may ask about up to date. */
function useCommandState(status: WorkspaceStatus): void {
  const { clientId } = useClient();
  const screen = useScreenId();
  const { data: history } = useRead('history.state', {});
  const { data: summary } = useRead('changes.summary', { clientId });
  const state = useMemo<CommandState>(
    () => ({
      screen,
      clientId,
      isOpen: status.state === 'open',
      isReadOnly: status.readOnly !== null,
      readOnly: status.readOnly,
      isSimulated: status.kind === 'simulated',
      canUndo: history?.undo != null,
      canRedo: history?.redo != null,
      pendingChanges: summary?.changes ?? 0,
    }),
    [screen, clientId, status, history, summary],
  );
  useEffect(() => useRegistry.setState({ state }), [state]);
}
