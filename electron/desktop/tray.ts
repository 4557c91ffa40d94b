import { Menu, nativeImage, Tray } from 'electron';

export interface TrayOptions {
  readonly icon: string;
  readonly labels: { readonly open: string; readonly changes: string; readonly quit: string };
  onOpen(): void;
  onChanges(): void;
  onQuit(): void;
}

/** The program's place while its window is closed: publishing goes on, and two clicks bring it back. */
export function createTray(options: TrayOptions): Tray {
  const tray = new Tray(nativeImage.createFromPath(options.icon));
  tray.setToolTip('Altavoz');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: options.labels.open, click: () => options.onOpen() },
      { label: options.labels.changes, click: () => options.onChanges() },
      { type: 'separator' },
      { label: options.labels.quit, click: () => options.onQuit() },
    ]),
  );
  tray.on('click', () => options.onOpen());
  return tray;
}
