import type { EdgeCall } from './edges.ts';
import { paginate } from './lists.ts';
import type { Selection } from './reads.ts';

/** How answers are laid out, whatever they are about. */

export function pageOf<T>(call: Pick<EdgeCall, 'raw' | 'address' | 'sim'>, all: readonly T[], show: (row: T) => unknown): unknown {
  const page = paginate(all, call.raw, call.address, call.sim);
  return { data: page.rows.map(show), ...(page.paging === null ? {} : { paging: page.paging }) };
}

/** Only what was asked for, and `id` always; what has no value is left out, as Graph does. */
export function picked(whole: Readonly<Record<string, unknown>>, wanted: readonly Selection[]): Record<string, unknown> {
  const shown = Object.fromEntries(wanted.filter(({ name }) => whole[name] !== undefined).map(({ name }) => [name, whole[name]]));
  return whole['id'] === undefined ? shown : { ...shown, id: whole['id'] };
}
