import path from 'node:path';
import { app, BrowserWindow, ipcMain, Notification, powerMonitor, session, type Tray } from 'electron';
import type { BackendEvent, Preferences } from '../../core/contract/index.ts';
import { ok, refuse } from '../../core/kernel/result.ts';
import { catalogue } from '../backend/catalogue.ts';
import { createDispatch, type Reply } from '../backend/dispatch.ts';
import { createAskingWatch } from './asking-notice.ts';
import { defaultWorkspaceDirectory } from '../backend/directories.ts';
import { isOurPage, registerAppScheme, serveScreens } from './app-protocol.ts';
import { superviseBackend, type BackendProcess } from './backend-process.ts';
import { linkInArguments, screenOfLink } from './deep-link.ts';
import { setNativeMenu } from './menu.ts';
import { createSignInAddress, guardAllContents, hardenSession, openExternal } from './security.ts';
import { createTray } from './tray.ts';
import { createMainWindow } from './window.ts';

/** The main process: windows, menu, tray, links; it owns the background process and holds no business of its own. */

registerAppScheme();
if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  const root = app.getAppPath();
  const resources = path.join(root, 'resources');
  let window: BrowserWindow | null = null;
  let tray: Tray | null = null;
  let quitting = false;
  let preferences: Pick<Preferences, 'locale' | 'closeToTray'> = { locale: 'es', closeToTray: false };

  const signIn = createSignInAddress();
  guardAllContents(isOurPage, signIn);
  await app.whenReady();
  app.setAsDefaultProtocolClient('altavoz');
  hardenSession(session.defaultSession);
  await serveScreens(path.join(root, 'out', 'renderer'));

  const backend: BackendProcess = superviseBackend({
    entry: path.join(root, 'out', 'main', 'backend.js'),
    argv: ['--workspace', defaultWorkspaceDirectory(), '--resources', resources, '--version', app.getVersion()],
    onEvent: broadcast,
    onGivingUp: (code) => {
      const words = catalogue(resources, preferences.locale);
      new Notification({
        title: words.formatMessage({ id: 'shell.backend_down.title' }),
        body: words.formatMessage({ id: 'shell.backend_down.body' }, { code }),
      }).show();
    },
  });

  const askingSince = createAskingWatch();
  function broadcast(event: BackendEvent): void {
    window?.webContents.send('altavoz:event', event);
    if (event.kind === 'moved' && event.topics.includes('settings')) void readPreferences();
    if (event.kind === 'moved' && event.topics.includes('schedules')) void announceAsking();
  }
  async function announceAsking(): Promise<void> {
    const count = askingSince(await backend.call('schedules.list', { clientId: null }, null));
    if (count === 0 || !Notification.isSupported()) return;
    const words = catalogue(resources, preferences.locale);
    const notice = new Notification({
      title: words.formatMessage({ id: 'shell.asking.title' }, { count }),
      body: words.formatMessage({ id: 'shell.asking.body' }),
    });
    notice.on('click', () => show('/schedules'));
    notice.show();
  }
  async function readPreferences(): Promise<void> {
    const reply = await backend.call('settings.get', {}, null);
    if (reply.ok) preferences = reply.value as Preferences; // encoded by the contract's own schema in the backend
    drawTray();
  }
  function drawTray(): void {
    tray?.destroy();
    const words = catalogue(resources, preferences.locale);
    tray = createTray({
      icon: path.join(resources, 'icons', 'tray.png'),
      labels: {
        open: words.formatMessage({ id: 'shell.tray.open' }),
        changes: words.formatMessage({ id: 'shell.tray.changes' }),
        quit: words.formatMessage({ id: 'shell.tray.quit' }),
      },
      onOpen: () => show(null),
      onChanges: () => show('/changes'),
      onQuit: () => app.quit(),
    });
  }
  function show(screen: string | null): void {
    if (window === null) return void openWindow().then(() => show(screen));
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (screen !== null) broadcast({ kind: 'open', path: screen });
  }
  async function openWindow(): Promise<void> {
    window = await createMainWindow({
      preload: path.join(root, 'out', 'preload', 'preload.cjs'),
      icon: path.join(resources, 'icons', 'icon.png'),
      shouldHideOnClose: () => preferences.closeToTray && !quitting,
      onGivingUp: () => {
        if (!Notification.isSupported()) return;
        const words = catalogue(resources, preferences.locale);
        new Notification({
          title: words.formatMessage({ id: 'shell.window_down.title' }),
          body: words.formatMessage({ id: 'shell.window_down.body' }),
        }).show();
      },
    });
    window.on('closed', () => {
      window = null;
    });
  }

  const shellDispatch = createDispatch({
    isOpen: () => true,
    actor: () => ({ id: 'shell', name: 'shell', role: 'view' }),
    denied: () => undefined,
    logError: (reference, method, cause) =>
      process.stderr.write(`${reference} ${method} ${cause instanceof Error ? cause.message : 'failed'}\n`),
    handlers: () => ({
      shell: {
        capabilities: () =>
          ok({ kind: 'desktop', nativeMenu: true, tray: true, notifications: Notification.isSupported(), version: app.getVersion() }),
        setMenu: (input: { groups: Parameters<typeof setNativeMenu>[0] }) => {
          setNativeMenu(input.groups, (id) => broadcast({ kind: 'command', id }));
          return ok({ done: true });
        },
        openExternal: async (input: { url: string }) =>
          (await openExternal(input.url, signIn)) ? ok({ done: true }) : refuse('shell.address_refused'),
        notify: (input: { title: string; body: string; target: string | null }) => {
          const notice = new Notification({ title: input.title, body: input.body });
          notice.on('click', () => show(input.target === null ? null : screenOfLink(`altavoz://open/${input.target}`)));
          notice.show();
          return ok({ done: true });
        },
      },
    }),
  });

  ipcMain.handle('altavoz:call', async (event, message: unknown): Promise<Reply> => {
    const frame = event.senderFrame;
    // Only the top frame of our own page in our own window; a frame inside it, or a page that replaced it, is a stranger.
    const trusted =
      frame !== null && isOurPage(frame.url) && window !== null && event.sender === window.webContents && (frame.parent ?? null) === null;
    if (!trusted) return refuse('call.untrusted_origin');
    if (typeof message !== 'object' || message === null) return refuse('call.bad_input');
    const { name, input, taskId } = message as { name?: unknown; input?: unknown; taskId?: unknown }; // each member is checked on the next lines
    if (typeof name !== 'string' || name.length > 100) return refuse('call.bad_input');
    const task = typeof taskId === 'string' && taskId.length <= 100 ? taskId : null;
    if (name.startsWith('shell.')) return shellDispatch({ name, input, taskId: task, carrier: 'desktop' });
    const reply = await backend.call(name, input, task);
    signIn.learn(name, reply);
    // Who is told that a preference is kept may act on it at once: close the window, say.
    if (name === 'settings.set' && reply.ok) await readPreferences();
    return reply;
  });

  app.on('second-instance', (_event, argv) => {
    const link = linkInArguments(argv);
    show(link === null ? null : screenOfLink(link));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show(screenOfLink(url));
  });
  app.on('activate', () => show(null));
  app.on('window-all-closed', () => {
    if (!preferences.closeToTray) app.quit();
  });
  app.on('before-quit', () => {
    quitting = true;
  });
  let backendStopped = false;
  app.on('will-quit', (event) => {
    if (backendStopped) return;
    event.preventDefault();
    void backend.stop().then(() => {
      backendStopped = true;
      app.quit();
    });
  });
  powerMonitor.on('suspend', () => backend.power('suspend'));
  powerMonitor.on('resume', () => backend.power('resume'));

  await openWindow();
  await readPreferences();
  const link = linkInArguments(process.argv);
  if (link !== null) show(screenOfLink(link));
}
