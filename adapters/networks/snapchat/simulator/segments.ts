import type { SimContext } from '../../../simulators/types.ts';
import { badRequest, ItemProblem, VALUE } from './problems.ts';
import { itemsOf, type SnapCall } from './request.ts';
import type { SnapObject, Store } from './store.ts';
import { isObject, only } from './values.ts';

const SCHEMAS = ['EMAIL_SHA256', 'PHONE_SHA256', 'MOBILE_AD_ID_SHA256'];
const MOST_IDS = 100_000;
/** Of a hash, enough to tell members apart in these books. */
const KEPT = 16;

/** Members of a list: hashes by schema. "Audiences", users (v1; read 2026-11-20) */
export function changeUsers(
  segment: SnapObject,
  call: SnapCall,
  store: Store,
  context: SimContext,
): readonly (() => Record<string, unknown>)[] {
  const users = itemsOf(call, 'users');
  const ids = users.reduce<number>((sum, user) => sum + (isObject(user) && Array.isArray(user['data']) ? user['data'].length : 0), 0);
  if (ids > MOST_IDS) throw badRequest(`at most ${MOST_IDS} identifiers a request`);
  return users.map((user) => () => {
    const rows = rowsOf(user);
    const members = new Set(membersOf(segment, store));
    for (const row of rows) {
      if (call.method === 'POST') members.add(row);
      else members.delete(row);
    }
    keepMembers(segment, [...members], store, context);
    return { number_uploaded_users: rows.length };
  });
}

export function clearUsers(segment: SnapObject, store: Store, context: SimContext): void {
  keepMembers(segment, [], store, context);
}

function rowsOf(user: unknown): readonly string[] {
  if (!isObject(user)) throw new ItemProblem(VALUE, 'users holds something that is no object');
  only(user, ['schema', 'data'], 'users');
  const { schema, data } = user;
  if (!Array.isArray(schema) || schema.length === 0 || !schema.every((name) => SCHEMAS.includes(String(name))))
    throw new ItemProblem('E2002', `schema is one of ${SCHEMAS.join(', ')}`);
  if (!Array.isArray(data)) throw new ItemProblem(VALUE, 'data must be a list');
  return data.map((row: unknown) => {
    if (
      !Array.isArray(row) ||
      row.length !== schema.length ||
      !row.every((cell) => typeof cell === 'string' && /^[0-9a-f]{64}$/.test(cell))
    )
      throw new ItemProblem(VALUE, 'data holds something that is no SHA-256 in lower-case hex');
    return `${schema.join('+')}:${row.map((cell: unknown) => String(cell).slice(0, KEPT)).join('+')}`;
  });
}

function membersOf(segment: SnapObject, store: Store): readonly string[] {
  return store.books.get<readonly string[]>('segment_members', segment.id) ?? [];
}

function keepMembers(segment: SnapObject, members: readonly string[], store: Store, context: SimContext): void {
  store.books.put('segment_members', segment.id, members);
  // People bring an e-mail and a phone: the longer of the two lists is about how many they are.
  const bySchema = new Map<string, number>();
  for (const member of members) {
    const schema = member.slice(0, member.indexOf(':'));
    bySchema.set(schema, (bySchema.get(schema) ?? 0) + 1);
  }
  segment.extra = members.length === 0 ? {} : { members: Math.max(...bySchema.values()), changedMs: context.nowMs() };
  store.save(segment);
}
