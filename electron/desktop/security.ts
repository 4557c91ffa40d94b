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

export async function openExternal(text: string): Promise<boolean> {
  if (!isAllowedExternal(text)) return false;
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
export function guardAllContents(isOurs: (url: string) => boolean): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      void openExternal(url);
      return { action: 'deny' };
    });
  });
}
