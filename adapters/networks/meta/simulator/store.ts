import type { Books, SimContext } from '../../../simulators/types.ts';

export type Kind = 'campaign' | 'adset' | 'ad' | 'creative';
export type Configured = 'ACTIVE' | 'PAUSED' | 'ARCHIVED' | 'DELETED';

export interface Review {
  readonly startedMs: number;
  /** Leaves IN_PROCESS. */
  readonly queuedMs: number;
  readonly decidedMs: number;
  readonly approved: boolean;
  /** Policy → what it says, empty when approved. */
  readonly feedback: Readonly<Record<string, string>>;
}

/** One object in the network's books. Changed in place and put back, so that every index keeps pointing at it. */
export interface GraphObject {
  readonly id: string;
  readonly kind: Kind;
  readonly accountId: string;
  readonly parentId: string | null;
  /** Accepted parameters, in the form that reads give back. */
  values: Record<string, unknown>;
  name: string;
  status: Configured;
  readonly createdMs: number;
  updatedMs: number;
  labelIds: string[];
  /** Absent from lists and searches before this instant. */
  readonly listedFromMs: number;
  /** When it was set to what: delivery asks how much of a day it was on. */
  history: [number, Configured][];
  /** Daily budget in the account's counting units, by when it began to hold; only on the level that has the budget. */
  budgets: [number, number][];
  review: Review | null;
  /** Reviews that a change made void, oldest first: an ad delivered between them. Absent before the first. */
  earlierReviews?: Review[];
  /** Targeting by when it began to hold; absent while it never changed. */
  targetings?: [number, unknown][];
}

export interface Label {
  readonly id: string;
  readonly accountId: string;
  name: string;
  readonly createdMs: number;
}

export interface Store {
  find(id: string): GraphObject | null;
  children(parentId: string, kind: Kind): readonly GraphObject[];
  inAccount(accountId: string, kind: Kind): readonly GraphObject[];
  add(object: GraphObject): void;
  save(object: GraphObject): void;
  newId(): string;
  label(id: string): Label | null;
  labelNamed(accountId: string, name: string): Label | null;
  labels(accountId: string): readonly Label[];
  addLabel(accountId: string, name: string, nowMs: number): Label;
  saveLabel(label: Label): void;
  removeLabel(label: Label): void;
  /** Rises with every change: what figures that were worked out once are kept by. */
  version(): number;
  forget(): void;
  readonly books: Books;
}

const KINDS: readonly Kind[] = ['campaign', 'adset', 'creative', 'ad'];

/** Indexes over the books. They are built at the first call, when the books are already open. */
export function createStore(context: SimContext): Store {
  const books = context.books;
  let byId = new Map<string, GraphObject>();
  let byAccount = new Map<string, GraphObject[]>();
  let byParent = new Map<string, GraphObject[]>();
  let labelById = new Map<string, Label>();
  let labelByName = new Map<string, Label>();
  let loaded = false;
  let changes = 0;

  function index(object: GraphObject): void {
    byId.set(object.id, object);
    push(byAccount, `${object.accountId}/${object.kind}`, object);
    if (object.parentId !== null) push(byParent, `${object.parentId}/${object.kind}`, object);
  }
  function indexLabel(label: Label): void {
    labelById.set(label.id, label);
    labelByName.set(`${label.accountId}/${label.name}`, label);
  }
  function load(): void {
    if (loaded) return;
    loaded = true;
    for (const kind of KINDS) for (const object of books.all<GraphObject>(kind)) index(object);
    for (const label of books.all<Label>('label')) indexLabel(label);
  }
  /** Seventeen digits, like the ids seen on the real network. */
  const newId = (): string => `12021${String(books.nextNumber('object')).padStart(12, '0')}`;

  return {
    books,
    newId,
    find: (id) => (load(), byId.get(id) ?? null),
    children: (parentId, kind) => (load(), byParent.get(`${parentId}/${kind}`) ?? []),
    inAccount: (accountId, kind) => (load(), byAccount.get(`${accountId}/${kind}`) ?? []),
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
    label: (id) => (load(), labelById.get(id) ?? null),
    labelNamed: (accountId, name) => (load(), labelByName.get(`${accountId}/${name}`) ?? null),
    labels: (accountId) => (load(), [...labelById.values()].filter((label) => label.accountId === accountId)),
    addLabel(accountId, name, nowMs) {
      const label: Label = { id: newId(), accountId, name, createdMs: nowMs };
      indexLabel(label);
      books.put('label', label.id, label);
      return label;
    },
    saveLabel(label) {
      labelByName.set(`${label.accountId}/${label.name}`, label);
      books.put('label', label.id, label);
    },
    removeLabel(label) {
      labelById.delete(label.id);
      labelByName.delete(`${label.accountId}/${label.name}`);
      books.delete('label', label.id);
    },
    version: () => changes,
    forget() {
      load();
      for (const kind of KINDS) for (const object of books.all<GraphObject>(kind)) books.delete(kind, object.id);
      for (const label of labelById.values()) books.delete('label', label.id);
      byId = new Map();
      byAccount = new Map();
      byParent = new Map();
      labelById = new Map();
      labelByName = new Map();
      changes += 1;
    },
  };
}

function push(map: Map<string, GraphObject[]>, key: string, object: GraphObject): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [object]);
  else list.push(object);
}
