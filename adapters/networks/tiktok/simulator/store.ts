import type { Books, SimContext } from '../../../simulators/types.ts';
import type { Structure } from '../structure.ts';

export type Kind = 'campaign' | 'adgroup' | 'ad';
export type Operation = 'ENABLE' | 'DISABLE' | 'DELETE';

export interface Review {
  readonly startedMs: number;
  readonly decidedMs: number;
  readonly approved: boolean;
  /** The first review of an ad, or one after an edit. */
  readonly again: boolean;
  readonly reasons: readonly string[];
}

/** One object in TikTok's books. Changed in place and put back, so that every index keeps pointing at it. */
export interface SimulatedObject {
  readonly id: string;
  readonly kind: Kind;
  readonly structure: Structure;
  readonly accountId: string;
  readonly parentId: string | null;
  readonly campaignId: string;
  name: string;
  operation: Operation;
  /** Accepted fields, as lists give them back. */
  values: Record<string, unknown>;
  readonly createdMs: number;
  modifiedMs: number;
  /** Absent from lists before this instant. */
  readonly listedFromMs: number;
  /** When it was set to what: delivery asks how much of a day it was on. */
  history: [number, Operation][];
  /** Daily budget in major units, by when it began to hold; only on the level that has the budget. */
  budgets: [number, number][];
  /** Every review so far, oldest first; empty above ads. */
  reviews: Review[];
}

export interface Store {
  find(id: string): SimulatedObject | null;
  children(parentId: string): readonly SimulatedObject[];
  inAccount(accountId: string, kind: Kind): readonly SimulatedObject[];
  add(object: SimulatedObject): void;
  save(object: SimulatedObject): void;
  newId(): string;
  /** Rises with every change: what was worked out once is kept by it. */
  version(): number;
  forget(): void;
  readonly books: Books;
}

const COLLECTION = 'object';

/** Indexes over the books, built at the first call, when the books are already open. */
export function createStore(context: SimContext): Store {
  const { books } = context;
  let byId = new Map<string, SimulatedObject>();
  let byPlace = new Map<string, SimulatedObject[]>();
  let loaded = false;
  let changes = 0;

  function push(key: string, object: SimulatedObject): void {
    const list = byPlace.get(key);
    if (list === undefined) byPlace.set(key, [object]);
    else list.push(object);
  }
  function index(object: SimulatedObject): void {
    byId.set(object.id, object);
    push(`${object.accountId}/${object.kind}`, object);
    if (object.parentId !== null) push(object.parentId, object);
  }
  function load(): void {
    if (loaded) return;
    loaded = true;
    for (const object of books.all<SimulatedObject>(COLLECTION)) index(object);
  }

  return {
    books,
    // Nineteen digits, past what a JSON number can hold.
    newId: () => `18${String(books.nextNumber(COLLECTION)).padStart(17, '0')}`,
    find: (id) => (load(), byId.get(id) ?? null),
    children: (parentId) => (load(), byPlace.get(parentId) ?? []),
    inAccount: (accountId, kind) => (load(), byPlace.get(`${accountId}/${kind}`) ?? []),
    add(object) {
      load();
      changes += 1;
      index(object);
      books.put(COLLECTION, object.id, object);
    },
    save(object) {
      changes += 1;
      books.put(COLLECTION, object.id, object);
    },
    version: () => changes,
    forget() {
      for (const object of books.all<SimulatedObject>(COLLECTION)) books.delete(COLLECTION, object.id);
      byId = new Map();
      byPlace = new Map();
      loaded = true;
      changes += 1;
    },
  };
}
