import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { app, session, type Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { isOurPage } from '../../electron/desktop/app-protocol.ts';
import { linkInArguments, screenOfLink } from '../../electron/desktop/deep-link.ts';
import { createSignInAddress, guardAllContents, hardenSession, isAllowedExternal, openExternal } from '../../electron/desktop/security.ts';
import { SECURITY_HEADERS } from '../../electron/server/guards.ts';

/** Electron's security checklist (20 points, electronjs.org "Security", read 2026-11-20), one assertion or more a point. */

const root = path.join(import.meta.dirname, '..', '..');
const source = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const sources = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
const windowSource = source('electron/desktop/window.ts');
const builder = source('electron-builder.yml');

describe("Electron's security checklist", () => {
  it('1, 8: loads only its own scheme and no insecure content', () => {
    expect(windowSource).toContain('allowRunningInsecureContent: false');
    expect(windowSource).toMatch(/loadURL\(`\$\{APP_ORIGIN\}\/`\)/);
    expect(source('electron/desktop/app-protocol.ts')).toContain('secure: true');
  });
  it('2, 3, 4: no Node in pages, isolated contexts, sandbox on', () => {
    for (const line of [
      'nodeIntegration: false',
      'nodeIntegrationInWorker: false',
      'nodeIntegrationInSubFrames: false',
      'contextIsolation: true',
      'sandbox: true',
    ])
      expect(windowSource).toContain(line);
  });
  it('5: denies every permission but notifications and writing to the clipboard', () => {
    const handlers: { request?: (...args: never[]) => void; check?: (...args: never[]) => boolean } = {};
    hardenSession({
      setPermissionRequestHandler: (handler: never) => (handlers.request = handler),
      setPermissionCheckHandler: (handler: never) => (handlers.check = handler),
      setDevicePermissionHandler: (handler: () => boolean) => expect(handler()).toBe(false),
    } as unknown as Session); // the three methods that the function may touch
    const granted = [
      'media',
      'geolocation',
      'midi',
      'midiSysex',
      'pointerLock',
      'fullscreen',
      'openExternal',
      'clipboard-read',
      'clipboard-sanitized-write',
      'display-capture',
      'mediaKeySystem',
      'hid',
      'serial',
      'usb',
      'idle-detection',
      'storage-access',
      'window-management',
      'fileSystem',
      'notifications',
      'unknown',
    ].filter((permission) => {
      let answer = false;
      handlers.request?.(...([null, permission, (yes: boolean) => (answer = yes)] as never[])); // the handler's own signature, seen from outside
      expect(handlers.check?.(...([null, permission] as never[]))).toBe(answer);
      return answer;
    });
    expect(granted).toEqual(['clipboard-sanitized-write', 'notifications']);
    expect(session.defaultSession).toBeDefined();
  });
  it('6, 9, 10: web security stays on, nothing experimental', () => {
    expect(windowSource).toContain('webSecurity: true');
    expect(windowSource).toContain('experimentalFeatures: false');
    for (const file of sources('electron')) expect(source(file)).not.toMatch(/enableBlinkFeatures|disable-web-security|webSecurity: false/);
  });
  it('7: a policy that starts from nothing and allows no inline script or style', () => {
    const policy = SECURITY_HEADERS['content-security-policy'] ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(source('electron/desktop/app-protocol.ts')).toContain('SECURITY_HEADERS');
  });
  it('11, 12, 13, 14: refuses webviews, strange pages and new windows for every page that is ever made', () => {
    guardAllContents(isOurPage, createSignInAddress());
    const listeners = new Map<string, (event: { url?: string; preventDefault(): void }) => void>();
    let opener: ((details: { url: string }) => { action: string }) | null = null;
    app.emit(
      'web-contents-created',
      {},
      {
        on: (name: string, listener: never) => listeners.set(name, listener),
        setWindowOpenHandler: (handler: never) => (opener = handler),
      },
    ); // what the guard may touch
    const goes = (event: string, url: string): boolean => {
      let stopped = false;
      listeners.get(event)?.({ url, preventDefault: () => (stopped = true) });
      return !stopped;
    };
    expect(goes('will-navigate', 'app://altavoz/changes')).toBe(true);
    const hostile = [
      'https://attacker.example',
      'http://127.0.0.1:9',
      'file:///etc/passwd',
      'app://attacker/',
      'app://altavoz.attacker.example/',
      'app://altavozz/',
      'APP://altavoz@attacker.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'blob:app://altavoz/x',
      'about:blank',
      'chrome://settings',
      'ftp://x',
      'app:altavoz',
      '//attacker.example',
    ];
    for (const url of hostile)
      for (const event of ['will-navigate', 'will-redirect']) expect([url, goes(event, url)]).toEqual([url, false]);
    for (const url of hostile) expect(opener!({ url })).toEqual({ action: 'deny' });
    expect(goes('will-attach-webview', '')).toBe(false);
    expect(windowSource).toContain('webviewTag: false');
  });
  it('15: opens the sign-in that the backend began last, and nothing that looks like it', async () => {
    const signIn = createSignInAddress();
    const begun = (url: unknown): void => signIn.learn('connections.begin', { ok: true, value: { url } });
    const first = 'http://127.0.0.1:40123/o/oauth2/v2/auth?state=uno';
    expect(await openExternal(first, signIn)).toBe(false);
    signIn.learn('connections.attempt', { ok: true, value: { url: first } });
    expect(signIn.is(first)).toBe(false);
    begun(first);
    expect(await openExternal(first, signIn)).toBe(true);
    for (const other of [
      'http://127.0.0.1:40123/',
      `${first}&x=1`,
      'http://127.0.0.1:40124/o/oauth2/v2/auth?state=uno',
      'http://127.0.0.1:9/',
    ])
      expect(await openExternal(other, signIn)).toBe(false);
    begun('https://api.x.com/oauth/authorize?oauth_token=dos');
    expect([signIn.is(first), signIn.is('https://api.x.com/oauth/authorize?oauth_token=dos')]).toEqual([false, true]);
    for (const never of ['http://192.168.0.1/', 'http://localhost/', 'file:///etc/passwd', 'javascript:alert(1)', 'no', null, 7]) {
      begun(never);
      expect(signIn.is(String(never))).toBe(false);
    }
    signIn.learn('connections.begin', null);
    expect(signIn.is('null')).toBe(false);
  });
  it('15: opens outside only https pages of known hosts', () => {
    expect(isAllowedExternal('https://developers.facebook.com/docs/marketing-apis')).toBe(true);
    const refused = [
      'http://developers.facebook.com/',
      'https://developers.facebook.com.attacker.example/',
      'https://developers.facebook.com@attacker.example/',
      'https://user:pass@ads.google.com/',
      'https://ads.google.com:444/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'ms-settings:x',
      'smb://host/share',
      'https://attacker.example',
      'data:text/html,x',
      '',
      'https://',
      'https://xn--d1acufc.example',
    ];
    for (const url of refused) expect([url, isAllowedExternal(url)]).toEqual([url, false]);
    fc.assert(fc.property(fc.webUrl(), (url) => !isAllowedExternal(url)));
  });
  it('16: pins an exact Electron, in the lock too', () => {
    const manifest = JSON.parse(source('package.json')) as { devDependencies: Record<string, string> }; // our own file
    expect(manifest.devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  });
  it('17: answers only the top frame of its own page in its own window', () => {
    expect(source('electron/desktop/main.ts')).toMatch(
      /isOurPage\(frame\.url\)[^;]*event\.sender === window\.webContents[^;]*frame\.parent/,
    );
  });
  it('18, 19: no file addresses, and the fuses are decided', () => {
    for (const file of [...sources('electron'), ...sources('renderer')])
      expect([file, /loadFile|file:\/\//.test(source(file))]).toEqual([file, false]);
    const fuses = {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
    };
    for (const [name, value] of Object.entries(fuses)) expect(builder).toContain(`  ${name}: ${value}`);
  });
  it('20: gives the page two functions and no raw Electron', () => {
    const preload = source('electron/preload/preload.ts');
    expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1);
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer\s*[,)]/);
  });
  it('makes windows in one place only', () => {
    const makers = sources('electron').filter((file) => /new (BrowserWindow|WebContentsView|BrowserView)\(/.test(source(file)));
    expect(makers).toEqual(['electron/desktop/window.ts']);
  });
});

describe('links into the program', () => {
  it('open a screen and do nothing else', () => {
    expect(screenOfLink('altavoz://open/changes')).toBe('/changes');
    expect(linkInArguments(['/usr/bin/altavoz', '--flag', 'altavoz://open/home'])).toBe('altavoz://open/home');
  });
  it('of 5,000 hostile shapes name no screen', () => {
    const words = fc.constantFrom(
      'altavoz://',
      'open',
      '/',
      '..',
      '%2f',
      'changes',
      '?x=1',
      '#',
      '@',
      '\\',
      'publish',
      ' ',
      '\n',
      '\u0000',
      'javascript:',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
          fc.string(),
          fc.webUrl(),
        ),
        (link) => {
          const screen = screenOfLink(link);
          expect(screen === null || /^\/(home|vacancies|plans|changes|results|connections|audit|settings)$/.test(screen)).toBe(true);
          if (screen !== null) expect(link).toMatch(/^altavoz:\/\/open\/[a-z]+\/?$/);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
