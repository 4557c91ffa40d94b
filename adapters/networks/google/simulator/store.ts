import type { SimContext } from '../../../simulators/types.ts';
import { seedRows } from './seeds.ts';
import { textAt, type Fields } from './values.ts';

export const COLLECTIONS = [
  'campaignBudgets',
  'campaigns',
  'campaignCriteria',
  'adGroups',
  'adGroupCriteria',
  'adGroupAds',
  'labels',
  'campaignLabels',
  'assets',
  'conversionActions',
] as const;
export type Collection = (typeof COLLECTIONS)[number];

export interface Row {
  readonly resource: Fields;
  readonly customerId: string;
  readonly createdMs: number;
  /** Listings leave it out before this instant (fault `late_listing`). */
  readonly visibleFromMs: number;
  /** Configured status over time, oldest first: what the figures are computed from. */
  readonly history: readonly (readonly [number, string])[];
  /** Ads: when the review ends and how. */
  readonly reviewedAtMs?: number;
  readonly rejected?: boolean;
  /** When a later review took back what an earlier one had allowed. */
  readonly rejectedAtMs?: number;
  /** Budgets: amount in micros over time, oldest first. */
  readonly amounts?: readonly (readonly [number, string])[];
}

export interface ChangeRow {
  readonly id: string;
  readonly customerId: string;
  readonly atMs: number;
  readonly resourceName: string;
  readonly resourceType: string;
  readonly clientType: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'REMOVE';
  readonly changedFields: string;
}

interface ChangeBatch {
  readonly batch: string;
  readonly changes: readonly Omit<ChangeRow, 'id'>[];
}

const PARENT: Readonly<Partial<Record<Collection, string>>> = {
  campaignCriteria: 'campaign',
  adGroups: 'campaign',
  adGroupCriteria: 'adGroup',
  adGroupAds: 'adGroup',
  campaignLabels: 'campaign',
};

export function nameOf(row: Row): string {
  return row.resource['resourceName'] as string; // set on every row when it is made
}

/**
 * The books by resource name, with the lookups that every request needs kept at hand: rows of a customer, children of a parent.
 * A transaction lays its rows over the books and either keeps them all or forgets them all.
 */
export class Store {
  readonly context: SimContext;
  /** Days of campaigns that are over, worked out once: nothing that comes later changes them. */
  readonly figures = new Map<string, unknown>();
  #byName: Map<string, Row> | null = null;
  #byCustomer = new Map<string, Map<string, Row>>();
  // Two steps instead of one joined key: large requests would spend their time joining.
  readonly #children = new Map<Collection, Map<string, Set<string>>>();

  constructor(context: SimContext) {
    this.context = context;
  }

  /** Books are opened when the host knows the network's name, so they are read on first use. */
  #load(): Map<string, Row> {
    if (this.#byName !== null) return this.#byName;
    this.#byName = new Map();
    for (const [collection, row] of seedRows()) this.#index(collection, row);
    for (const collection of COLLECTIONS) for (const row of this.context.books.all<Row>(collection)) this.#index(collection, row);
    return this.#byName;
  }

  #index(collection: Collection, row: Row): void {
    const name = nameOf(row);
    this.#byName!.set(name, row);
    const key = `${row.customerId}/${collection}`;
    let rows = this.#byCustomer.get(key);
    if (rows === undefined) this.#byCustomer.set(key, (rows = new Map()));
    rows.set(name, row);
    const parentField = PARENT[collection];
    if (parentField === undefined) return;
    let parents = this.#children.get(collection);
    if (parents === undefined) this.#children.set(collection, (parents = new Map<string, Set<string>>()));
    const parent = textAt(row.resource, parentField);
    const children = parents.get(parent);
    if (children === undefined) parents.set(parent, new Set([name]));
    else children.add(name);
  }

  get(name: string): Row | null {
    return this.#load().get(name) ?? null;
  }

  rows(customerId: string, collection: Collection): readonly Row[] {
    this.#load();
    return [...(this.#byCustomer.get(`${customerId}/${collection}`)?.values() ?? [])];
  }

  children(parentName: string, collection: Collection): readonly Row[] {
    const all = this.#load();
    return [...(this.#children.get(collection)?.get(parentName) ?? [])].map((name) => all.get(name)!);
  }

  put(collection: Collection, row: Row): void {
    this.#load();
    this.context.books.put(collection, nameOf(row), row);
    this.#index(collection, row);
  }

  /** What one request changed is one entry of the books. */
  addChanges(changes: readonly Omit<ChangeRow, 'id'>[]): void {
    if (changes.length === 0) return;
    const batch = String(this.context.books.nextNumber('change'));
    this.context.books.put('changes', batch, { batch, changes });
  }

  changes(): readonly ChangeRow[] {
    return this.context.books
      .all<ChangeBatch>('changes')
      .flatMap(({ batch, changes }) => changes.map((change, index) => ({ ...change, id: `${batch}${String(index).padStart(5, '0')}` })));
  }

  nextId(): string {
    return String(21_000_000_000 + this.context.books.nextNumber('object'));
  }

  clear(): void {
    for (const collection of COLLECTIONS)
      for (const row of this.context.books.all<Row>(collection)) this.context.books.delete(collection, nameOf(row));
    for (const { batch } of this.context.books.all<ChangeBatch>('changes')) this.context.books.delete('changes', batch);
    this.#byName = null;
    this.#byCustomer.clear();
    this.#children.clear();
    this.figures.clear();
  }
}

/** Rows of one request, seen before the books' and kept only by `commit`. */
export class Draft {
  readonly store: Store;
  readonly #rows = new Map<string, { readonly collection: Collection; readonly row: Row }>();
  readonly #children = new Map<string, string[]>();
  readonly changes: Omit<ChangeRow, 'id'>[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  get(name: string): Row | null {
    return this.#rows.get(name)?.row ?? this.store.get(name);
  }

  put(collection: Collection, row: Row): void {
    const name = nameOf(row);
    const parentField = PARENT[collection];
    if (parentField !== undefined && !this.#rows.has(name) && this.store.get(name) === null) {
      const key = `${collection}/${textAt(row.resource, parentField)}`;
      const made = this.#children.get(key);
      if (made === undefined) this.#children.set(key, [name]);
      else made.push(name);
    }
    this.#rows.set(name, { collection, row });
  }

  children(parentName: string, collection: Collection): readonly Row[] {
    const kept = this.store.children(parentName, collection).map((row) => this.#rows.get(nameOf(row))?.row ?? row);
    return [...kept, ...(this.#children.get(`${collection}/${parentName}`) ?? []).map((name) => this.#rows.get(name)!.row)];
  }

  /** Rows of the customer as they would stand after this request. */
  rows(customerId: string, collection: Collection): readonly Row[] {
    const merged = new Map(this.store.rows(customerId, collection).map((row) => [nameOf(row), row]));
    for (const [name, entry] of this.#rows) if (entry.collection === collection) merged.set(name, entry.row);
    return [...merged.values()];
  }

  staged(collection: Collection): readonly Row[] {
    return [...this.#rows.values()].filter((entry) => entry.collection === collection).map((entry) => entry.row);
  }

  commit(): void {
    for (const { collection, row } of this.#rows.values()) this.store.put(collection, row);
    this.store.addChanges(this.changes);
  }
}
