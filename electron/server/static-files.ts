import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

export interface StaticFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Built files carry their hash in the name and may be kept. */
  readonly immutable: boolean;
}

/**
 * The built screens, by an allow-list read once from the folder: a path that is not a name in the list is not looked up on disk,
 * so no spelling of `..` reaches anything. `/` and the client-side routes get index.html.
 */
export async function openStaticFiles(root: string): Promise<(requestPath: string) => Promise<StaticFile | null>> {
  const names = new Set<string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) names.add(`/${path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')}`);
  }
  const cache = new Map<string, StaticFile>();
  return async (requestPath) => {
    const isRoute = /^(\/[a-z0-9-]*)*\/?$/i.test(requestPath) && !names.has(requestPath);
    const name = isRoute ? '/index.html' : requestPath;
    if (!names.has(name) || name.endsWith('.map')) return null;
    const known = cache.get(name);
    if (known !== undefined) return known;
    const file = {
      bytes: await readFile(path.join(root, name)),
      type: TYPES[path.extname(name)] ?? 'application/octet-stream',
      immutable: name.startsWith('/assets/'),
    };
    cache.set(name, file);
    return file;
  };
}
