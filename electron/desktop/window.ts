import { BrowserWindow } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';
import { reviveWhenGone } from './revive.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  /** True: hide instead of closing; the tray and the scheduler go on. */
  shouldHideOnClose(): boolean;
  /** The page died several times in a row and is not loaded again. */
  readonly onGivingUp: () => void;
}

/** The only place where a window is made, so that no window can miss a guard. */
export async function createMainWindow(options: WindowOptions): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: '#faf8f5',
    icon: options.icon,
    title: 'Altavoz',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  reviveWhenGone(window.webContents, Date.now, options.onGivingUp);
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (!options.shouldHideOnClose()) return;
    event.preventDefault();
    window.hide();
  });
  await window.loadURL(`${APP_ORIGIN}/`);
  return window;
}
