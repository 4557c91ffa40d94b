import { app, shell, type Session } from 'electron';

/** Hosts that a link may open in the person's browser: the networks' own documentation and consoles. */
const EXTERNAL_HOSTS: readonly string[] = [
  'developers.facebook.com',
  'business.facebook.com',
  'adsmanager.facebook.com',
  'www.facebook.com',
  'developers.google.com',
  'ads.google.com',
  'console.cloud.google.com',
  'accounts.google.com',
  'support.google.com',
];

/** An address that may leave the program: https, a known host, no credentials in it. */
export function isAllowedExternal(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  return (
    url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === '' && EXTERNAL_HOSTS.includes(url.hostname)
  );
}

/**
 * The address of the sign-in that the backend began last. It may be opened whatever its host: networks move theirs, and a
 * simulated one answers on this machine. Nothing that a page makes up becomes one.
 */
export interface SignInAddress {
  /** Reads it out of the backend's own reply to `connections.begin`. */
  learn(method: string, reply: unknown): void;
  is(text: string): boolean;
}

export function createSignInAddress(): SignInAddress {
  let known: string | null = null;
  return {
    learn(method, reply) {
      if (method !== 'connections.begin') return;
      const value = typeof reply === 'object' && reply !== null && 'value' in reply ? reply.value : null;
      const url = typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string' ? value.url : null;
      const parsed = url === null ? null : URL.parse(url);
      const web = parsed !== null && (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && parsed.hostname === '127.0.0.1'));
      known = web ? parsed.href : null;
    },
    is: (text) => known !== null && URL.parse(text)?.href === known,
  };
}

export async function openExternal(text: string, signIn: Pick<SignInAddress, 'is'>): Promise<boolean> {
  if (!isAllowedExternal(text) && !signIn.is(text)) return false;
  await shell.openExternal(new URL(text).href);
  return true;
}

/** Nothing but what the screens need: notifications, and writing to the clipboard. */
const GRANTED: readonly string[] = ['notifications', 'clipboard-sanitized-write'];

export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.includes(permission)));
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.includes(permission));
  session.setDevicePermissionHandler(() => false);
}

/** Holds for every page that could ever exist in the program, made by the window factory or not. */
export function guardAllContents(isOurs: (url: string) => boolean, signIn: Pick<SignInAddress, 'is'>): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      void openExternal(url, signIn);
      return { action: 'deny' };
    });
  });
}
