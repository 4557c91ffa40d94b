import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { z } from 'zod';
import type { shell } from '../../core/contract/index.ts';

type MenuGroups = z.infer<typeof shell.setMenu.input>['groups'];

/** `Ctrl+Shift+P` as the registry writes it → Electron's accelerator, which takes the same words on every system. */
function accelerator(shortcut: string): string {
  return shortcut.replace('Ctrl', 'CommandOrControl').replace('Esc', 'Escape');
}

/**
 * The native menu, drawn from the screens' command registry. Shortcuts are shown but not registered: the page hears the keys
 * itself, and a key must not run its command twice.
 */
export function setNativeMenu(groups: MenuGroups, onCommand: (id: string) => void): void {
  const template: MenuItemConstructorOptions[] = groups.map((group) => ({
    label: group.label,
    submenu: group.items.map((item) => ({
      label: item.label,
      enabled: item.enabled,
      ...(item.shortcut === null ? {} : { accelerator: accelerator(item.shortcut), registerAccelerator: false }),
      click: () => onCommand(item.id),
    })),
  }));
  // Copy, paste and quit belong to the system and work before the screens have spoken.
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      ...template,
      { role: 'editMenu' },
      { role: 'windowMenu' },
    ]),
  );
}
