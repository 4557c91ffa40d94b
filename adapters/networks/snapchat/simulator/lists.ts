import type { SimContext } from '../../../simulators/types.ts';
import { badRequest } from './problems.ts';
import type { SnapCall } from './request.ts';
import { show } from './show.ts';
import { isGone, type SnapObject, type Store } from './store.ts';

export interface Page {
  readonly entries: readonly Record<string, unknown>[];
  readonly next: string | null;
}

const LEAST = 50;
const MOST = 1_000;

/** `limit` 50 to 1000, in the order of creation, an opaque cursor in an absolute link. "API patterns", pagination (v1; read 2026-11-20) */
export function listObjects(all: readonly SnapObject[], call: SnapCall, store: Store, context: SimContext): Page {
  allowed(call, ['limit', 'cursor', 'return_placement_v2']);
  const nowMs = context.nowMs();
  const visible = all.filter((object) => object.listedFromMs <= nowMs && !isGone(object, store));
  const { part, next } = pageOf(visible, call, MOST);
  const withPlacement = call.query.get('return_placement_v2') === 'true';
  return { entries: part.map((object) => show(object, store, context, withPlacement)), next };
}

export function pageOf<T>(all: readonly T[], call: SnapCall, usual: number): { readonly part: readonly T[]; readonly next: string | null } {
  const given = call.query.get('limit');
  const limit = given === null ? usual : Number(given);
  if (!Number.isInteger(limit) || limit < LEAST || limit > MOST) throw badRequest(`limit must be ${LEAST} to ${MOST}`);
  const from = startOf(call.query.get('cursor'));
  const end = from + limit;
  if (end >= all.length) return { part: all.slice(from), next: null };
  const query = new URLSearchParams(call.query);
  query.set('limit', String(limit));
  query.set('cursor', Buffer.from(`v1:${end}`).toString('base64url'));
  return { part: all.slice(from, end), next: `${call.base}${call.request.path}?${query.toString()}` };
}

function startOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const match = /^v1:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match === null) throw badRequest('cursor is not one of ours');
  return Number(match[1]);
}

export function allowed(call: SnapCall, names: readonly string[]): void {
  for (const name of call.query.keys()) if (!names.includes(name)) throw badRequest(`unknown parameter ${name}`);
}
