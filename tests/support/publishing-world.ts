import { contentHash } from '../../core/kernel/canonical.ts';
import type { Money } from '../../core/kernel/money.ts';
import { ok } from '../../core/kernel/result.ts';
import type { PlanRecord } from '../../core/plans/plan-store.ts';
import type { AccountRef, AdNetwork, PublishStep } from '../../core/ports/ad-network.ts';
import type { CallContext } from '../../core/ports/change-log.ts';
import type { UnitOfWork } from '../../core/ports/unit-of-work.ts';
import { createPublishing, type Publishing, type PublishingDeps, type PublishStore } from '../../core/publishing/index.ts';
import { wireFields } from '../../core/publishing/fields.ts';
import { instantText } from '../../core/kernel/instant.ts';
import type { JournalDatabase } from './publishing-database.ts';
import { createBooks, createFakeNetwork, type BookedObject, type FakeBooks, type Fault } from './publishing-network.ts';
import { createMemoryPlans, readyObjectsOf, type MemoryPlans } from './publishing-plans.ts';
import { createRandom, type SeededRandom } from './publishing-random.ts';

/** The process died here. */
export class Crash extends Error {}

export const PERSON: CallContext = { actor: { id: 'person-1', name: 'Persona de prueba', role: 'admin' }, carrier: 'test', taskId: null };
export const START_MS = Date.UTC(2026, 10, 20, 12);

export interface AuditRow {
  readonly action: string;
  readonly subject: string | null;
}

/** Replaces what the engine is built from by something broken: bugs are planted from outside, never shipped. */
export type Sabotage = (deps: PublishingDeps, world: World) => PublishingDeps;

export interface WorldOptions {
  readonly seed: number;
  readonly journal: JournalDatabase;
  readonly networks: readonly {
    readonly id: string;
    readonly creation: 'tree' | 'object';
    readonly textEdit: 'new_creative' | 'replace_ad';
    readonly lagMs: number;
    readonly maxObjectsPerCampaign?: number;
    readonly concurrency?: number;
  }[];
  readonly sabotage?: Sabotage;
  readonly lagChance?: number;
}

export interface World {
  readonly random: SeededRandom;
  readonly plans: MemoryPlans;
  readonly books: FakeBooks;
  readonly accounts: ReadonlyMap<string, { readonly account: AccountRef; readonly network: string }>;
  readonly audit: AuditRow[];
  /** Approved content by object: what may be live. Kept by the world, not by the engine. */
  readonly approved: Map<string, { hash: string; record: PlanRecord }>;
  readonly violations: string[];
  readonly closedVacancies: Set<string>;
  readonly seenActive: Set<string>;
  fenced: boolean;
  cap: Money | null;
  fault: (call: 'apply' | 'find' | 'read' | 'test', step: PublishStep | null, network: string) => Fault;
  /** The n-th point from now is where the process dies; null: it lives. */
  crashIn: number | null;
  points: number;
  /** Time as it passes, for the networks too. */
  nowMs: number;
  /** How wrong the machine's clock goes. */
  skewMs: number;
  publishing: Publishing;
  readonly store: PublishStore;
  nextId(): string;
  marker(): string;
  /** True after a crash that nobody has noticed yet. */
  dead(): boolean;
  /** Builds the engine anew from the database, as a new process would. */
  restart(): void;
  approveAll(): void;
  start(ids?: readonly string[]): ReturnType<Publishing['handlers']['start']>;
  /** Runs and restarts until nothing moves or `limitMs` of the clock are over; crashes on the way are survived. */
  settle(limitMs?: number): Promise<{ readonly crashes: number; readonly tookMs: number; readonly idle: boolean }>;
}

export function createWorld(options: WorldOptions): World {
  options.journal.clear();
  const random = createRandom(options.seed);
  const plans = createMemoryPlans();
  const books = createBooks();
  const store = options.journal.store;
  const base = options.journal.uow;
  const accounts = new Map(
    options.networks.map((network, index) => {
      const account: AccountRef = {
        accountId: `account-${network.id}`,
        remoteId: `remote-${index}`,
        currency: index % 2 === 0 ? 'COP' : 'USD',
        timeZone: 'America/Bogota',
        country: 'CO',
        secretName: 'none',
        settings: {},
      };
      return [account.accountId, { account, network: network.id }] as const;
    }),
  );
  let ids = 0;
  let markers = 0;
  let process = 0;
  let current = 0;

  const world: World = {
    random,
    plans,
    books,
    accounts,
    audit: [],
    approved: new Map(),
    violations: [],
    closedVacancies: new Set(),
    seenActive: new Set(),
    fenced: false,
    cap: null,
    fault: () => 'none',
    crashIn: null,
    points: 0,
    nowMs: START_MS,
    skewMs: 0,
    store,
    publishing: null as unknown as Publishing, // set by restart() below, before anybody gets the world
    nextId: () => `00000000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`,
    marker() {
      let rest = ++markers;
      let text = '';
      for (let i = 0; i < 8; i++, rest = Math.floor(rest / 32)) text += 'abcdefghijklmnopqrstuvwxyz234567'[rest % 32];
      return text;
    },
    dead: () => process !== current,
    restart() {
      process += 1;
      const living = process;
      current = process;
      const deps = dependencies(() => living !== process);
      world.publishing = createPublishing(options.sabotage === undefined ? deps : options.sabotage(deps, world));
    },
    approveAll() {
      for (const record of plans.all()) world.approved.set(record.id, { hash: plans.contentHashOf(record.id)!, record }); // it was just listed
    },
    start: (wanted) =>
      world.publishing.handlers.start(
        { selection: wanted === undefined ? { all: true, clientId: null } : { objectIds: [...wanted] }, confirmDaily: [] },
        PERSON,
      ),
    async settle(limitMs = 3_600_000) {
      const began = world.nowMs;
      let crashes = 0;
      for (let round = 0; round < 2000; round++) {
        try {
          const report = await world.publishing.engine.work();
          if (world.dead()) throw new Crash('noticed late');
          if (report.waitsUntilMs === null) return { crashes, tookMs: world.nowMs - began, idle: true };
          const dueMs = report.waitsUntilMs - world.skewMs;
          if (dueMs - began > limitMs) return { crashes, tookMs: world.nowMs - began, idle: false };
          world.nowMs = Math.max(world.nowMs + 1, dueMs);
        } catch (cause) {
          if (!(cause instanceof Crash)) throw cause;
          crashes += 1;
          world.restart();
        }
      }
      return { crashes, tookMs: world.nowMs - began, idle: false };
    },
  };

  function dependencies(isDead: () => boolean): PublishingDeps {
    function point(): void {
      if (isDead()) throw new Crash('the process is gone');
      world.points += 1;
      if (world.crashIn === null) return;
      world.crashIn -= 1;
      if (world.crashIn > 0) return;
      world.crashIn = null;
      process += 1;
      throw new Crash(`at point ${world.points}`);
    }
    const atomically =
      (how: 'transaction' | 'durable') =>
      <T>(work: () => T): T => {
        if (options.journal.db.inTransaction) return base[how](work);
        point();
        const audited = world.audit.length;
        plans.begin();
        let value: T;
        try {
          value = base[how](() => {
            const result = work();
            point();
            return result;
          });
        } catch (cause) {
          plans.rollback();
          world.audit.length = audited;
          throw cause;
        }
        plans.commit();
        point();
        return value;
      };
    const uow: UnitOfWork = { transaction: atomically('transaction'), durable: atomically('durable') };
    const networks = new Map<string, AdNetwork>(
      options.networks.map((network) => [
        network.id,
        createFakeNetwork({
          ...network,
          books,
          nowMs: () => world.nowMs,
          lags: () => random.chance(options.lagChance ?? 0.5),
          fault: (call, step) => world.fault(call, step, network.id),
          point,
          leaves: () => void (world.fenced && world.violations.push('I5: a write left while fenced')),
          effected: () => checkEffect(world),
        }),
      ]),
    );
    return {
      store,
      canaries: { get: () => null, waiting: () => [], save: () => undefined },
      plans,
      uow,
      changes: {
        contentHashOf: plans.contentHashOf,
        ready(selection) {
          const wanted = 'all' in selection ? null : new Set(selection.objectIds);
          const objects = plans.all().filter((record) => (wanted === null || wanted.has(record.id)) && needsPublishing(record));
          return ok({
            objects: readyObjectsOf(plans, objects),
            contentHash: contentHash(objects.map((record) => record.id)),
            objectHashes: new Map(objects.map((record) => [record.id, plans.contentHashOf(record.id)!])),
            daily: [],
            approvalId: null,
          }); // they were just listed
        },
      },
      facts: {
        mayAdvertise: (vacancyId) => vacancyId === null || !world.closedVacancies.has(vacancyId),
        inCurrency: (amount, currency) => (amount.currency === currency ? amount : null),
        monthlyCap: () => world.cap,
        account: (accountId) => accounts.get(accountId)?.account ?? null,
      },
      directory: {
        accounts: () =>
          [...accounts.values()].map(({ account, network }) => ({
            account,
            network,
            clientId: 'client-1',
            clientName: 'Cliente de prueba',
          })),
      },
      network: (id) => networks.get(id) ?? null,
      audit: { append: (_context, action, subject) => void world.audit.push({ action, subject }) },
      clock: {
        nowMs: () => world.nowMs + world.skewMs,
        monotonicMs: () => world.nowMs,
        nowIso: () => instantText(world.nowMs + world.skewMs),
        today: () => instantText(world.nowMs + world.skewMs - 5 * 3_600_000).slice(0, 10),
        // Time moves here only while nothing is under way: a rest beside work that goes on ends when that work ends it.
        sleep: (ms, signal) => {
          if (signal !== undefined) return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error())));
          world.nowMs += ms;
          return Promise.resolve();
        },
      },
      ids: { next: world.nextId, marker: world.marker },
      topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
      fence: { isValid: () => !world.fenced },
      mayWrite: () => !isDead(),
      random: () => random.next(),
    };
  }
  world.restart();
  return world;
}

function needsPublishing(record: PlanRecord): boolean {
  if (record.base === null) return record.draft.status !== 'archived';
  return plain(record.draft) !== plain(record.base);
}

function plain(value: object): string {
  return JSON.stringify(
    Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item),
  );
}

/** What must hold after every single effect on the network, crash or no crash. */
function checkEffect(world: World): void {
  const byMarker = new Map<string, number>();
  const budgets = new Map<string, bigint>();
  for (const object of world.books.objects.values()) {
    if (object.configured !== 'active' || object.level === 'creative') continue;
    const key = `${object.level}/${object.marker}`;
    byMarker.set(key, (byMarker.get(key) ?? 0) + 1);
    if ((byMarker.get(key) ?? 0) > 1) world.violations.push(`I1: two active objects for ${key}`);
    if (object.level !== 'campaign') continue;
    const budget = object.fields['dailyBudget'] as { amountMicros: string; currency: string }; // a campaign's own field
    const account = `${object.accountId}/${budget.currency}`;
    budgets.set(account, (budgets.get(account) ?? 0n) + BigInt(budget.amountMicros));
  }
  for (const [key, active] of budgets) {
    const [accountId = '', currency] = key.split('/');
    const booked = world.store.bookedByAccount(accountId).find((row) => row.currency === currency)?.amountMicros ?? 0n;
    if (active > booked) world.violations.push(`I4: ${active} active but ${booked} booked in ${key}`);
    if (world.cap !== null && world.cap.currency === currency && booked * 304n > world.cap.amountMicros * 10n)
      world.violations.push('I4: booked above the monthly cap');
  }
  for (const object of world.books.objects.values()) {
    if (object.level === 'creative') continue;
    if (object.configured !== 'active') world.seenActive.delete(object.remoteId);
    else if (!world.seenActive.has(object.remoteId)) {
      world.seenActive.add(object.remoteId);
      checkApproved(world, object);
    }
  }
}

/** Judged once, at the moment when it goes live: that very content was approved, and may still be shown. */
function checkApproved(world: World, object: BookedObject): void {
  const record = world.plans.byMarker(object.marker);
  const approved = record === null ? undefined : world.approved.get(record.id);
  if (record === null || approved === undefined) {
    world.violations.push(`I3: ${object.remoteId} went live and nobody approved it`);
    return;
  }
  if (world.plans.contentHashOf(record.id) !== approved.hash)
    world.violations.push(`I3: ${object.remoteId} went live after its content was changed`);
  if (record.vacancyId !== null && world.closedVacancies.has(record.vacancyId))
    world.violations.push(`${object.remoteId} went live for a closed vacancy`);
  const difference = contentDifference(world.books, object, approved.record);
  if (difference !== null) world.violations.push(`I3: ${object.remoteId} went live with another ${difference}`);
}

/** First field in which the network holds something else than the record wants; null when none. */
export function contentDifference(books: FakeBooks, object: BookedObject, record: PlanRecord): string | null {
  const creative = object.creative === null ? undefined : books.objects.get(object.creative);
  const mine = wireFields(record.draft);
  for (const [field, value] of Object.entries(mine)) {
    if (field === 'status') continue;
    const source = creative !== undefined && CREATIVE_FIELDS.includes(field) ? creative.fields : object.fields;
    if (JSON.stringify(source[field]) !== JSON.stringify(value)) return field;
  }
  return null;
}
const CREATIVE_FIELDS: readonly string[] = ['headlines', 'descriptions', 'primaryText', 'finalUrl', 'callToAction'];
