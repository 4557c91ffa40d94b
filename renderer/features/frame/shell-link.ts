import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { offReason, type CommandGroup } from '../../commands/command.ts';
import { byId, useAllCommands, useRegistry } from '../../commands/registry.ts';
import { useText } from '../../i18n/index.ts';
import { useBackend, useRead, useWrite } from '../../rpc/index.ts';

const MENUS: readonly CommandGroup[] = ['edit', 'data', 'publish', 'go', 'view', 'help'];
const SETTLE_MS = 150;

/** The window around the screens: its native menu mirrors the commands, its clicks run them, its links open screens. */
export function useShellLink(): void {
  useShellEvents();
  useNativeMenu();
}

function useShellEvents(): void {
  const { onShell } = useBackend();
  const navigate = useNavigate();
  useEffect(
    () =>
      onShell((event) => {
        if (event.kind === 'open') return void navigate({ to: event.path }); // a known screen: the shell checked it
        const { sets, state } = useRegistry.getState();
        const command = byId(sets).get(event.id);
        if (command !== undefined && offReason(command, state) === null) command.run(state);
      }),
    [onShell, navigate],
  );
}

function useNativeMenu(): void {
  const { t } = useText();
  const { data } = useRead('shell.capabilities', {});
  const { mutate } = useWrite('shell.setMenu');
  const commands = useAllCommands();
  const state = useRegistry((registry) => registry.state);
  const native = data?.nativeMenu === true;
  useEffect(() => {
    if (!native) return undefined;
    // Screens come and go in bursts; the menu follows once they have settled.
    const timer = setTimeout(() => {
      const groups = MENUS.map((group) => ({
        label: t(`frame.group.${group}`),
        items: commands
          .filter((command) => command.group === group)
          .slice(0, 60)
          .map((command) => ({
            id: command.id,
            label: t(command.label, command.labelValues),
            shortcut: command.shortcut?.replace('Mod', 'Ctrl') ?? null,
            enabled: offReason(command, state) === null,
          })),
      }));
      mutate({ groups: groups.filter(({ items }) => items.length > 0) });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [native, commands, state, t, mutate]);
}
