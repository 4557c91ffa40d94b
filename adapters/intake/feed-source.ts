import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FeedSource, FoundFile } from '../../core/feeds/index.ts';
import { ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { Clock } from '../../core/ports/index.ts';

export interface FeedSourceOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** A simulated workspace opens no connection that leaves this machine. */
  readonly loopbackOnly: boolean;
}

const TAKEN = /\.(csv|tsv|txt|xlsx|json|jsonl|ndjson|xml|html?)$/i;
/** A file that changed less than this ago is still being written. */
const QUIET_MS = 2_000;
const FILES_LIMIT = 500;
const TIMEOUT_MS = 30_000;
const PAGES_LIMIT = 1_000;
const BYTES_LIMIT = 100 * 1024 * 1024;

export function createFeedSource({ clock, loopbackOnly }: FeedSourceOptions): FeedSource {
  return {
    async files(folder) {
      try {
        const found: FoundFile[] = [];
        const entries = await readdir(folder, { withFileTypes: true });
        for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, FILES_LIMIT)) {
          // Half a download and a spreadsheet's lock are no files yet.
          if (!entry.isFile() || !TAKEN.test(entry.name) || /^[.~]/.test(entry.name)) continue;
          const file = path.join(folder, entry.name);
          const { size, mtimeMs } = await stat(file);
          if (size > 0 && mtimeMs + QUIET_MS <= clock.nowMs())
            found.push({ name: entry.name, path: file, mark: `${size}-${Math.floor(mtimeMs)}` });
        }
        return ok(found);
      } catch {
        return refuse('feeds.folder_missing', { path: folder });
      }
    },
    async fingerprint(file) {
      const hash = createHash('sha256');
      try {
        for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer); // no encoding is set
        return ok(hash.digest('hex'));
      } catch {
        return refuse('vacancies.file_not_readable');
      }
    },
    async pull(settings, headers, mark) {
      const first = new URL(settings.url);
      if (loopbackOnly && !['127.0.0.1', '[::1]', 'localhost'].includes(first.hostname))
        return refuse('feeds.simulated_only', { host: first.hostname });
      const records: unknown[] = [];
      let total = 0;
      let etag = '';
      let next: URL | null = settings.paging === 'page' ? withPage(first, 1) : first;
      for (let page = 1; next !== null; page++) {
        if (page > PAGES_LIMIT) return refuse('feeds.too_large', { pages: PAGES_LIMIT });
        const answer = await ask(next, headers, page === 1 ? mark : null);
        if (!answer.ok) return answer;
        if (answer.value === null) return ok(null);
        const { bytes } = answer.value;
        total += bytes.length;
        if (total > BYTES_LIMIT) return refuse('feeds.too_large', { bytes: BYTES_LIMIT });
        if (page === 1) etag = answer.value.etag;
        if (settings.paging === 'none') return ok(pulled(bytes, first, etag));
        const body = parsed(bytes);
        const list = body === undefined ? null : listIn(body);
        if (list === null) return refuse('feeds.answer_strange', { page });
        records.push(...list);
        if (settings.paging === 'link') next = linked(body, answer.value.link, next);
        else next = list.length === 0 || isLast(body, page) ? null : withPage(first, page + 1);
      }
      // The tag speaks for the first page only: with several, the content itself is compared.
      return ok(pulled(Buffer.from(JSON.stringify(records)), first, ''));
    },
  };
}

function pulled(bytes: Buffer, url: URL, etag: string) {
  const name = path.basename(url.pathname) || 'feed';
  return {
    source: { name, base64: bytes.toString('base64') },
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
    mark: etag,
  };
}

interface Answer {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly link: string;
}

async function ask(url: URL, headers: ReadonlyMap<string, string>, mark: string | null): Promise<Result<Answer | null, Refusal>> {
  const host = url.hostname;
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json, application/xml;q=0.9, text/csv;q=0.8, */*;q=0.5',
        ...Object.fromEntries(headers),
        ...(mark === null ? {} : { 'if-none-match': mark }),
      },
      // A header with a key must not follow a redirect to somebody else.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 304) return ok(null);
    if (response.status >= 300 && response.status < 400) return refuse('feeds.redirected', { host });
    if (response.status === 401 || response.status === 403) return refuse('feeds.not_allowed', { host, status: response.status });
    if (!response.ok) return refuse('feeds.unreachable', { host, status: response.status });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > BYTES_LIMIT) return refuse('feeds.too_large', { bytes: BYTES_LIMIT });
      chunks.push(chunk);
    }
    return ok({ bytes: Buffer.concat(chunks), etag: response.headers.get('etag') ?? '', link: response.headers.get('link') ?? '' });
  } catch {
    return refuse('feeds.unreachable', { host, status: 0 });
  }
}

function withPage(url: URL, page: number): URL {
  const next = new URL(url);
  next.searchParams.set('page', String(page));
  return next;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The list of records in an answer: the answer itself, or the longest list of objects among its members. */
function listIn(body: unknown): readonly unknown[] | null {
  if (Array.isArray(body)) return body;
  if (body === null || typeof body !== 'object') return null;
  const lists = Object.values(body).filter((member): member is unknown[] => Array.isArray(member));
  return lists.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

function member(body: unknown, names: readonly string[]): unknown {
  if (body === null || typeof body !== 'object') return undefined;
  return Object.entries(body).find(([name]) => names.includes(name))?.[1];
}

function isLast(body: unknown, page: number): boolean {
  const pages = member(body, ['pages', 'totalPages', 'total_pages', 'last_page', 'lastPage']);
  return typeof pages === 'number' && page >= pages;
}

/** Only within the same origin: the headers were given to this one. */
function linked(body: unknown, link: string, from: URL): URL | null {
  const named = member(body, ['next', 'next_url', 'nextUrl', 'nextPage', 'next_page_url']);
  const text = typeof named === 'string' ? named : (/<([^>]+)>\s*;\s*rel="?next"?/i.exec(link)?.[1] ?? '');
  if (text === '') return null;
  const next = new URL(text, from);
  return next.origin === from.origin ? next : null;
}
