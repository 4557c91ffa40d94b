import { invalid, refuse } from './problems.ts';
import type { Values, XCall } from './request.ts';
import type { Body } from './world.ts';

export interface Listing {
  readonly most: number;
  readonly usual: number;
  readonly byArea: Readonly<Record<string, { readonly most: number; readonly usual: number }>>;
}

/** Lists come in pages with `next_cursor`, null at the end. `with_total_count` does not go with `cursor`. "Pagination" (version 12; read 2026-11-20) */
export function paged(call: XCall, values: Values, body: Body, listing: Listing): Body {
  const { data } = body;
  if (call.method !== 'GET' || !Array.isArray(data) || call.key.includes('stats/accounts') || call.key.endsWith('/cards/:card_id'))
    return body;
  const area = call.path.split('/').at(-1) ?? '';
  const { most, usual } = listing.byArea[area] ?? listing;
  const asked = values['count'];
  const count = typeof asked === 'number' ? asked : usual;
  if (count < 1 || count > most) throw invalid('count', `Between 1 and ${most}`);
  const cursor = typeof values['cursor'] === 'string' ? values['cursor'] : null;
  if (cursor !== null && values['with_total_count'] === true)
    throw refuse(400, 'EXCLUSIVE_PARAMETERS', 'cursor and with_total_count exclude each other', 'cursor');
  const from = cursor === null ? 0 : readCursor(cursor);
  const next = from + count < data.length ? `8x${(from + count).toString(36)}z` : null;
  return {
    ...body,
    data: data.slice(from, from + count),
    next_cursor: next,
    ...(values['with_total_count'] === true ? { total_count: data.length } : {}),
  };
}

function readCursor(cursor: string): number {
  const match = /^8x([0-9a-z]+)z$/.exec(cursor);
  if (match === null) throw invalid('cursor', 'The cursor is not valid');
  return Number.parseInt(match[1] ?? '0', 36);
}
