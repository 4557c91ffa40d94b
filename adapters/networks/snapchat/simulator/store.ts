import { createHash } from 'node:crypto';
import type { Books, SimContext } from '../../../simulators/types.ts';
import type { Kind } from './tables.ts';

export interface Review {
  readonly startedMs: number;
  readonly decidedMs: number;
  readonly approved: boolean;
  readonly reasons: readonly string[];
}

/** One object in the network's books. Changed in place and put back, so that every index keeps pointing at it. */
export interface SnapObject {
  readonly id: string;
  readonly kind: Kind;
  readonly accountId: string;
  readonly parentId: string | null;
  /** What was sent and taken; the fields that the network sets are worked out when it is shown. */
  values: Record<string, unknown>;
  readonly createdMs: number;
  /** Absent from lists before this instant. */
  readonly listedFromMs: number;
  deleted: boolean;
  /** When it was set to what. */
  history: [number, string][];
  /** Daily budget in micros, by when it began to hold. */
  budgets: [number, number][];
  /** Of ads and creatives, oldest first. */
  reviews: Review[];
  /** Of media, segments and forms: what they hold beside their fields. */
  extra: Record<string, unknown>;
}

export interface Store {
  readonly books: Books;
  find(id: string): SnapObject | null;
  children(parentId: string, kind: Kind): readonly SnapObject[];
  inAccount(accountId: string, kind: Kind): readonly SnapObject[];
  /** Ads that show a creative. */
  adsOf(creativeId: string): readonly SnapObject[];
  add(object: SnapObject): void;
  save(object: SnapObject): void;
  newId(kind: Kind): string;
  /** Rises with every change: what figures that were worked out once are kept by. */
  version(): number;
  forget(): void;
}

const KINDS: readonly Kind[] = ['campaign', 'adsquad', 'ad', 'creative', 'media', 'segment', 'lead_generation_form'];

/** Indexes over the books, built at the first call, when the books are already open. */
export function createStore(context: SimContext): Store {
  const { books } = context;
  let byId = new Map<string, SnapObject>();
  let byAccount = new Map<string, SnapObject[]>();
  let byParent = new Map<string, SnapObject[]>();
  let loaded = false;
  let changes = 0;

  function index(object: SnapObject): void {
    byId.set(object.id, object);
    push(byAccount, `${object.accountId}/${object.kind}`, object);
    if (object.parentId !== null) push(byParent, `${object.parentId}/${object.kind}`, object);
  }
  function load(): void {
    if (loaded) return;
    loaded = true;
    for (const kind of KINDS) for (const object of books.all<SnapObject>(kind)) index(object);
  }

  return {
    books,
    find: (id) => (load(), byId.get(id) ?? null),
    children: (parentId, kind) => (load(), byParent.get(`${parentId}/${kind}`) ?? []),
    inAccount: (accountId, kind) => (load(), byAccount.get(`${accountId}/${kind}`) ?? []),
    adsOf(creativeId) {
      load();
      const creative = byId.get(creativeId);
      if (creative === undefined) return [];
      return (byAccount.get(`${creative.accountId}/ad`) ?? []).filter((ad) => ad.values['creative_id'] === creativeId);
    },
    add(object) {
      load();
      changes += 1;
      index(object);
      books.put(object.kind, object.id, object);
    },
    save(object) {
      changes += 1;
      books.put(object.kind, object.id, object);
    },
    newId(kind) {
      const number = books.nextNumber(kind === 'segment' ? 'segment' : 'object');
      // Segments and forms have numbers for ids, everything else UUIDs. "API patterns", ids (v1; read 2026-11-20)
      if (kind === 'segment') return String(4_611_686_018_400_000_000n + BigInt(number));
      const hex = createHash('sha256').update(`${context.seed}/${number}`).digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    version: () => changes,
    forget() {
      load();
      for (const object of byId.values()) books.delete(object.kind, object.id);
      byId = new Map();
      byAccount = new Map();
      byParent = new Map();
      changes += 1;
    },
  };
}

export function isGone(object: SnapObject, store: Store): boolean {
  for (let current: SnapObject | null = object; current !== null; current = current.parentId === null ? null : store.find(current.parentId))
    if (current.deleted) return true;
  return false;
}

function push(map: Map<string, SnapObject[]>, key: string, object: SnapObject): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [object]);
  else list.push(object);
}
