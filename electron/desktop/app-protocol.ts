import { protocol } from 'electron';
import { SECURITY_HEADERS } from '../server/guards.ts';
import { openStaticFiles } from '../server/static-files.ts';

export const APP_ORIGIN = 'app://altavoz';

/** Before `ready`: the scheme behaves like https, so storage, modules and CSP work as on the web. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built screens from the allow-list of files; every other address is 404. */
export async function serveScreens(rendererRoot: string): Promise<void> {
  const files = await openStaticFiles(rendererRoot);
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const file = url.host === 'altavoz' && request.method === 'GET' ? await files(url.pathname) : null;
    if (file === null) return new Response('Not found', { status: 404, headers: { ...SECURITY_HEADERS } });
    return new Response(new Uint8Array(file.bytes), { status: 200, headers: { ...SECURITY_HEADERS, 'content-type': file.type } });
  });
}

export function isOurPage(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
