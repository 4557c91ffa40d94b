import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendEvent } from '../../core/contract/index.ts';
import { startServer, type ShellServer } from '../../electron/server/server.ts';

let server: ShellServer;
let cookie = '';
const calls: { name: string; input: unknown }[] = [];
let push: (event: BackendEvent) => void = () => undefined;

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

function send(options: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  host?: string;
}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        method: options.method ?? 'GET',
        path: options.path ?? '/',
        headers: { host: options.host ?? `127.0.0.1:${server.port}`, ...options.headers },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

beforeAll(async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'altavoz-server-'));
  mkdirSync(path.join(root, 'assets'));
  writeFileSync(path.join(root, 'index.html'), '<!doctype html><title>Altavoz</title>');
  writeFileSync(path.join(root, 'assets', 'app.js'), 'export {};');
  writeFileSync(path.join(root, 'assets', 'app.js.map'), '{}');
  writeFileSync(path.join(root, '..', 'outside.txt'), 'outside');
  server = await startServer({
    rendererRoot: root,
    port: 0,
    call: (name, input) => {
      calls.push({ name, input });
      return Promise.resolve({ ok: true, value: { name } });
    },
    subscribe(listener) {
      push = listener;
      return () => undefined;
    },
  });
  const entered = await send({ path: new URL(server.entryUrl).pathname + new URL(server.entryUrl).search });
  cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(() => server.close());

const own = (): Record<string, string> => ({ cookie, origin: `http://127.0.0.1:${server.port}`, 'content-type': 'application/json' });

describe('the loopback server', () => {
  it('exchanges the entry token once for a cookie that scripts and other sites cannot use', async () => {
    const again = await send({ path: new URL(server.entryUrl).pathname + new URL(server.entryUrl).search });
    expect(again.status).toBe(403);
    const fresh = new URL(server.newEntryUrl());
    const entered = await send({ path: fresh.pathname + fresh.search });
    expect(entered.status).toBe(303);
    expect(String(entered.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    expect(entered.headers['location']).toBe('/');
  });

  it('carries a call and answers it', async () => {
    const reply = await send({ method: 'POST', path: '/rpc/clients.list', headers: own(), body: '{"a":1}' });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual({ ok: true, value: { name: 'clients.list' } });
    expect(calls.at(-1)).toEqual({ name: 'clients.list', input: { a: 1 } });
  });

  it('sends the policy headers with every answer, refusals included', async () => {
    for (const answer of [
      await send({}),
      await send({ headers: { cookie } }),
      await send({ method: 'POST', path: '/rpc/x.y', headers: own(), body: '{}' }),
    ]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('serves built files from its list and a route as the index, and nothing else', async () => {
    expect((await send({ path: '/', headers: { cookie } })).body).toContain('Altavoz');
    expect((await send({ path: '/vacancies/import', headers: { cookie } })).body).toContain('Altavoz');
    expect((await send({ path: '/assets/app.js', headers: { cookie } })).headers['content-type']).toContain('javascript');
    expect((await send({ path: '/assets/app.js.map', headers: { cookie } })).status).toBe(404);
  });

  it('gives nothing for 200 spellings of a path that leaves the folder', async () => {
    const climbs = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..\\', '..%5c', '....//', '%252e%252e%252f', '..;/', '%c0%ae%c0%ae/'];
    const targets = ['outside.txt', 'etc/passwd', 'package.json', 'outside.txt%00.js'];
    for (const climb of climbs) {
      for (const target of targets) {
        for (const depth of [1, 2, 3, 4, 6]) {
          const answer = await send({ path: `/${climb.repeat(depth)}${target}`, headers: { cookie } });
          expect(answer.body).not.toContain('outside');
          expect(answer.body).not.toContain('root:');
        }
      }
    }
  });

  it('tells a listener what moved', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: server.port, path: '/events', headers: { cookie, host: `127.0.0.1:${server.port}` } },
        (response) => {
          response.setEncoding('utf8').on('data', (chunk: string) => {
            if (chunk.includes(': open')) push({ kind: 'moved', topics: ['vacancies'] });
            if (chunk.includes('data: ')) {
              request.destroy();
              resolve(chunk);
            }
          });
        },
      );
      request.on('error', reject);
      request.end();
    });
    expect(text).toContain('{"kind":"moved","topics":["vacancies"]}');
  });

  it('refuses 40 requests of strangers and carries none of them', async () => {
    const before = calls.length;
    const here = `127.0.0.1:${server.port}`;
    const post = { method: 'POST', path: '/rpc/clients.list', body: '{}' };
    const strangers: Parameters<typeof send>[0][] = [
      // No cookie, a wrong one, one in the wrong place.
      { ...post, headers: { origin: `http://${here}`, 'content-type': 'application/json' } },
      { ...post, headers: { ...own(), cookie: 'altavoz_session=guess' } },
      { ...post, headers: { ...own(), cookie: `other=${cookie.split('=')[1]}` } },
      { ...post, path: `/rpc/clients.list?${cookie}`, headers: { origin: `http://${here}`, 'content-type': 'application/json' } },
      { ...post, headers: { ...own(), cookie: '', authorization: `Bearer ${cookie.split('=')[1]}` } },
      { path: '/' },
      { path: '/events' },
      { path: '/assets/app.js' },
      { path: '/enter?token=' },
      { path: '/enter?token=guess' },
      { path: '/enter' },
      // Names that were rebound to this machine.
      ...[
        'attacker.example',
        `attacker.example:${server.port}`,
        `127.0.0.1.nip.example:${server.port}`,
        '127.0.0.1',
        `0.0.0.0:${server.port}`,
        `127.0.0.2:${server.port}`,
        `localhost.attacker.example:${server.port}`,
        `127.0.0.1:${server.port + 1}`,
        `2130706433:${server.port}`,
        `[::ffff:127.0.0.1]:${server.port}`,
      ].map((host) => ({
        ...post,
        headers: { ...own(), origin: `http://${host}` },
        host,
      })),
      // Other pages in the same browser: the cookie would not even be sent, and is not enough.
      ...[
        'http://attacker.example',
        'null',
        `https://${here}`,
        `http://127.0.0.1:${server.port + 1}`,
        'file://',
        `http://${here}.attacker.example`,
        'chrome-extension://abcdef',
        `http://localhost:${server.port}`,
      ].map((origin) => ({ ...post, headers: { ...own(), origin } })),
      { ...post, headers: { cookie, 'content-type': 'application/json' } },
      ...['cross-site', 'same-site'].map((site) => ({ ...post, headers: { ...own(), 'sec-fetch-site': site } })),
      { path: '/', headers: { cookie, 'sec-fetch-site': 'cross-site' } },
      { path: '/', headers: { cookie, origin: 'http://attacker.example' } },
      // Forms and simple requests cannot send JSON.
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''].map((type) => ({
        ...post,
        headers: { ...own(), 'content-type': type },
      })),
      { method: 'GET', path: '/rpc/clients.list', headers: { cookie } },
      { method: 'PUT', path: '/rpc/clients.list', headers: own(), body: '{}' },
      {
        method: 'OPTIONS',
        path: '/rpc/clients.list',
        headers: { cookie, origin: 'http://attacker.example', 'access-control-request-method': 'POST' },
      },
    ];
    expect(strangers.length).toBeGreaterThanOrEqual(40);
    for (const stranger of strangers) {
      const answer = await send(stranger);
      expect([answer.status, JSON.stringify(stranger)]).toEqual([403, JSON.stringify(stranger)]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(calls.length).toBe(before);
  });

  it('answers text that is not JSON with a code', async () => {
    const reply = await send({ method: 'POST', path: '/rpc/clients.list', headers: own(), body: '{oops' });
    expect([reply.status, JSON.parse(reply.body).error.code]).toEqual([400, 'call.bad_input']);
  });
});
