// A double of the `electron` module for tests: the real main process and preload run under plain Node, the page in Chromium.
// Faithful: main and preload code, isolation of worlds, the custom scheme's handler with its headers, message names, navigation guards, the background process.
// Not covered: sandbox and fuses, asar, native dialogs, real tray and menu drawing.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { pageWorld, preloadWorld } from './worlds.mjs';

const home = process.env.DOUBLE_HOME ?? mkdtempSync(path.join(os.tmpdir(), 'altavoz-double-'));
/** Chromium cannot load a scheme of ours, so `app://altavoz/x` is this origin on the wire and is translated both ways. */
const WIRE = 'http://altavoz.app.localhost';
const toWire = (url) => url.replace(/^app:\/\/altavoz/, WIRE);
const fromWire = (url) => (url.startsWith(WIRE) ? url.replace(WIRE, 'app://altavoz') : url);

/** Everything that a test may want to ask: what was made, with which options, who was told what. */
export const recorded = {
  windows: [],
  menus: [],
  trays: [],
  opened: [],
  notifications: [],
  schemes: [],
  permissionHandlers: 0,
  forks: [],
  navigations: [],
  popups: [],
};
globalThis.__electronDouble = recorded;

let browser = null;
const launch = () =>
  (browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    headless: process.env.DOUBLE_HEADED !== '1',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      ...(process.env.DOUBLE_DEBUG_PORT ? [`--remote-debugging-port=${process.env.DOUBLE_DEBUG_PORT}`] : []),
    ],
  }));

const windows = new Set();
let quitting = false;
/** Between `quit()` and its end, when `window-all-closed` is not said. */
let leaving = false;

class App extends EventEmitter {
  isPackaged = false;
  name = 'Altavoz';
  whenReady = () => ready;
  isReady = () => true;
  getVersion = () => JSON.parse(readFileSync(path.join(process.cwd(), 'package.json'), 'utf8')).version;
  getAppPath = () => process.cwd();
  requestSingleInstanceLock = () => true;
  setAsDefaultProtocolClient = () => true;
  getPath(name) {
    const folder = path.join(home, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  quit() {
    if (quitting) return;
    const event = cancellable();
    this.emit('before-quit', event);
    const last = cancellable();
    if (event.stopped) return;
    leaving = true;
    for (const window of [...windows]) window.close();
    leaving = windows.size === 0;
    if (!leaving) return;
    this.emit('will-quit', last);
    if (last.stopped) return;
    quitting = true;
    void (async () => {
      await (await browser)?.close();
      this.emit('quit', {}, 0);
      process.exit(0);
    })();
  }
}
export const app = new App();
const ready = new Promise((resolve) => setImmediate(() => (app.emit('ready'), resolve())));
const cancellable = (more = {}) => ({
  ...more,
  stopped: false,
  preventDefault() {
    this.stopped = true;
  },
});

export const ipcMain = {
  handlers: new Map(),
  handle(channel, handler) {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  },
};

export const protocol = {
  handlers: new Map(),
  registerSchemesAsPrivileged: (schemes) => recorded.schemes.push(...schemes),
  handle(scheme, handler) {
    this.handlers.set(scheme, handler);
  },
};

const defaultSession = {
  setPermissionRequestHandler: (handler) => {
    recorded.permissionHandlers += 1;
    defaultSession.permission = handler;
  },
  setPermissionCheckHandler: (handler) => {
    recorded.permissionHandlers += 1;
    defaultSession.check = handler;
  },
  setDevicePermissionHandler: (handler) => {
    recorded.permissionHandlers += 1;
    defaultSession.device = handler;
  },
};
export const session = { defaultSession };

/** What the program answers when a page asks for a permission, both ways that Electron asks. */
export const defaultPermissions = (contents, name) =>
  new Promise((resolve) =>
    defaultSession.permission(contents, name, (granted) =>
      resolve({ request: granted, check: defaultSession.check(contents, name), device: defaultSession.device({ deviceType: name }) }),
    ),
  );

class WebContents extends EventEmitter {
  constructor(window) {
    super();
    this.window = window;
    this.session = defaultSession;
  }
  setWindowOpenHandler(handler) {
    this.openHandler = handler;
  }
  send(channel, ...args) {
    this.window.deliver({ channel, args });
  }
  getURL() {
    return fromWire(this.window.page?.url() ?? '');
  }
}

export class BrowserWindow extends EventEmitter {
  constructor(options) {
    super();
    this.options = options;
    recorded.windows.push(options);
    this.webContents = new WebContents(this);
    windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.up = this.open();
  }
  static getAllWindows = () => [...windows];
  async open() {
    const { width = 1440, height = 900, webPreferences } = this.options;
    const context = await (await launch()).newContext({ viewport: { width, height } });
    const page = (this.page = await context.newPage());
    const cdp = (this.cdp = await context.newCDPSession(page));
    const channel = `x${randomUUID().slice(0, 8)}`;
    const binding = `${channel}main`;
    cdp.on('Runtime.executionContextCreated', ({ context: made }) => {
      if (made.name === 'preload') this.preloadContext = made.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === binding) void this.fromPreload(JSON.parse(payload));
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: binding, executionContextName: 'preload' });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorld(channel) });
    if (webPreferences?.preload)
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
        source: preloadWorld(channel, binding, readFileSync(webPreferences.preload, 'utf8')),
        worldName: 'preload',
      });
    await page.route(`${WIRE}/**`, async (route) => {
      const response = await protocol.handlers.get('app')(
        new Request(fromWire(route.request().url()), { method: route.request().method() }),
      );
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    // Everything that is not ours and gets past the guards fails loudly instead of leaving the machine.
    await page.route(
      (url) => !url.href.startsWith(WIRE) && url.protocol.startsWith('http'),
      async (route) => {
        const url = route.request().url();
        if (!route.request().isNavigationRequest()) return route.abort();
        const event = cancellable({ url });
        this.webContents.emit('will-navigate', event, url);
        // No content: the page stays where it is, as after Electron's preventDefault.
        await (event.stopped ? route.fulfill({ status: 204 }) : route.abort());
        recorded.navigations.push({ url, stopped: event.stopped });
      },
    );
    cdp.on('Page.windowOpen', ({ url }) =>
      recorded.popups.push({ url, action: this.webContents.openHandler?.({ url, disposition: 'new-window' })?.action ?? 'allow' }),
    );
    context.on('page', (other) => {
      if (other !== page) void other.close();
    });
    page.on('load', () => this.emit('ready-to-show'));
    page.on('close', () => this.gone());
  }
  async fromPreload({ invoke, channel, args }) {
    const event = { sender: this.webContents, senderFrame: { url: fromWire(this.page.url()), parent: null } };
    const handler = ipcMain.handlers.get(channel);
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      this.deliver({ reply: invoke, channel, value: (await handler(event, ...args)) ?? null });
    } catch (error) {
      this.deliver({ reply: invoke, channel, error: String(error?.message ?? error) });
    }
  }
  /** What a frame inside our page, or a page that took its place, would get for an answer. */
  fromStranger(url, isFrame) {
    const event = { sender: this.webContents, senderFrame: { url, parent: isFrame ? {} : null } };
    return ipcMain.handlers.get('altavoz:call')(event, { name: 'workspace.status', input: {}, taskId: null });
  }
  deliver(message) {
    if (this.preloadContext === undefined || !windows.has(this)) return;
    void this.cdp
      .send('Runtime.evaluate', { expression: `__fromMain(${JSON.stringify(JSON.stringify(message))})`, contextId: this.preloadContext })
      .catch(() => undefined);
  }
  async loadURL(url) {
    await this.up;
    await this.page.goto(toWire(url));
  }
  show() {
    this.visible = true;
    this.emit('show');
  }
  hide() {
    this.visible = false;
    this.emit('hide');
  }
  focus() {
    this.focusedTimes = (this.focusedTimes ?? 0) + 1;
  }
  isMinimized = () => false;
  restore() {}
  isDestroyed() {
    return !windows.has(this);
  }
  close() {
    const event = cancellable();
    this.emit('close', event);
    if (!event.stopped) this.destroy();
  }
  destroy() {
    void this.page?.close().catch(() => undefined);
    this.gone();
  }
  gone() {
    if (!windows.delete(this)) return;
    this.emit('closed');
    if (windows.size === 0 && !quitting && !leaving) app.emit('window-all-closed');
  }
}

export const utilityProcess = {
  fork(entry, args = [], options = {}) {
    const shim = path.join(path.dirname(fileURLToPath(import.meta.url)), 'parent-port.mjs');
    const child = spawn(process.execPath, ['--import', shim, entry, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: process.env,
    });
    recorded.forks.push({ entry, args, options, pid: child.pid });
    const out = new EventEmitter();
    out.pid = child.pid;
    out.postMessage = (message) => child.connected && child.send(message, () => undefined);
    out.kill = () => child.kill('SIGKILL');
    child.on('message', (message) => out.emit('message', message));
    child.on('exit', (code) => out.emit('exit', code ?? -1));
    child.on('spawn', () => out.emit('spawn'));
    return out;
  },
};

export const shell = { openExternal: async (url) => void recorded.opened.push(url) };
export const Menu = { buildFromTemplate: (template) => ({ template }), setApplicationMenu: (menu) => recorded.menus.push(menu.template) };
export class Tray extends EventEmitter {
  constructor(image) {
    super();
    this.image = image;
    recorded.trays.push(this);
  }
  setToolTip() {}
  setContextMenu(menu) {
    this.menu = menu;
  }
  destroy() {
    this.destroyed = true;
  }
}
export const nativeImage = { createFromPath: (file) => ({ file, bytes: readFileSync(file).length }) };
export class Notification extends EventEmitter {
  constructor(options) {
    super();
    this.options = options;
  }
  static isSupported = () => true;
  show() {
    recorded.notifications.push(this.options);
  }
}
export const powerMonitor = new EventEmitter();
export default {
  app,
  BrowserWindow,
  ipcMain,
  protocol,
  session,
  utilityProcess,
  shell,
  Menu,
  Tray,
  nativeImage,
  Notification,
  powerMonitor,
};

// Tests drive the double through the process's standard input, one JSON command a line; the answers go over the process's message channel.
if (process.env.DOUBLE_CONTROL === '1') void import('./control.mjs');
