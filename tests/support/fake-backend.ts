import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { z } from 'zod';
import type { Preferences } from '../../core/contract/index.ts';
import { SECURITY_HEADERS } from '../../electron/server/guards.ts';
import { methodNamed } from '../../renderer/rpc/methods.ts';
import { answers } from './fake-data.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
};

export interface FakeBackend {
  readonly url: string;
  /** Replaces what a query answers from now on (decoded form). */
  answer(name: string, value: unknown): void;
  close(): void;
}

/** Serves the built screens under the program's own content policy, with answers out of memory: for looking at screens, never for trusting them. */
export async function startFakeBackend(rendererRoot: string, preferences: Partial<Preferences> = {}): Promise<FakeBackend> {
  const table = new Map<string, unknown>(Object.entries(answers()));
  let prefs: Preferences = {
    locale: 'es',
    theme: 'light',
    density: 'normal',
    railCollapsed: false,
    closeToTray: true,
    clientId: null,
    ...preferences,
  };
  table.set('settings.get', prefs);
  const server: Server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/events')
        return void response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream' }).write(': open\n\n');
      if (path.startsWith('/rpc/')) {
        const name = path.slice('/rpc/'.length);
        let text = '';
        for await (const chunk of request) text += String(chunk);
        if (name === 'settings.set') {
          prefs = { ...prefs, ...(JSON.parse(text) as Partial<Preferences>) }; // typed by the screens; nothing depends on it
          table.set('settings.get', prefs);
        }
        const value = name === 'settings.set' ? prefs : table.get(name);
        response.setHeader('content-type', 'application/json');
        const reply =
          value === undefined
            ? { ok: false, error: { code: 'call.unknown_method', details: { method: name } } }
            : { ok: true, value: z.encode(methodNamed(name).output, value) }; // typed where it was written
        return void response.end(JSON.stringify(reply));
      }
      const file = join(rendererRoot, normalize(path === '/' ? '/index.html' : path));
      const bytes = await readFile(file).catch(() => null);
      if (bytes === null) return void response.writeHead(404).end();
      return void response
        .writeHead(200, { ...SECURITY_HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, // a TCP server's address is an AddressInfo
    answer: (name, value) => void table.set(name, value),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
