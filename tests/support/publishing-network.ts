import type { Json, Result } from '../../core/kernel/result.ts';
import { err, ok } from '../../core/kernel/result.ts';
import type { ObjectLevel } from '../../core/contract/plan-model.ts';
import type {
  AccountRef,
  AdNetwork,
  NetworkCapabilities,
  NetworkFailure,
  PlannedObject,
  PublishStep,
  RawAnswer,
  ReadScope,
  RemoteObject,
  StepEvidence,
} from '../../core/ports/ad-network.ts';
import { wireFields } from '../../core/publishing/fields.ts';

export const RAW: RawAnswer = { status: 500, code: null, message: 'simulated', body: null };

/**
 * What goes wrong with one request. `lost_after`: done, never answered. `lost_before`: never arrived. `late`: given up by the caller,
 * done a moment later. `bad_gateway_after` and `_before`: an answer that proves nothing. `partial`: a tree of which the last object was not made.
 * `mangled`: made, with another budget or link than was sent.
 */
export type Fault =
  | 'none'
  | 'lost_after'
  | 'lost_before'
  | 'late'
  | 'unavailable'
  | 'rate_account'
  | 'rate_application'
  | 'auth'
  | 'refused'
  | 'partial'
  | 'no_ids'
  | 'mangled'
  | 'unsupported';

export interface BookedObject {
  readonly level: ObjectLevel | 'creative';
  readonly remoteId: string;
  readonly parentRemoteId: string | null;
  readonly marker: string;
  readonly accountId: string;
  readonly createdMs: number;
  /** When it shows in listings. */
  readonly visibleMs: number;
  configured: 'active' | 'paused' | 'archived';
  fields: { readonly [field: string]: Json };
  creative: string | null;
}

export interface FakeWrite {
  readonly stepId: string;
  readonly kind: string;
  readonly atMs: number;
}

/** The network's own books: they outlive every crash of ours. */
export interface FakeBooks {
  readonly objects: Map<string, BookedObject>;
  readonly writes: FakeWrite[];
  /** Effects of requests that were given up but still arrive. */
  readonly late: { atMs: number; run: () => void }[];
  next: number;
  /** While a late request takes effect: when it arrived. */
  arrivedMs: number | null;
  signedOut: Set<string>;
}

export function createBooks(): FakeBooks {
  return { objects: new Map(), writes: [], late: [], next: 1, arrivedMs: null, signedOut: new Set() };
}

export interface FakeNetworkOptions {
  readonly id: string;
  readonly creation: 'tree' | 'object';
  readonly textEdit: 'new_creative' | 'replace_ad';
  readonly books: FakeBooks;
  readonly nowMs: () => number;
  readonly lagMs: number;
  /** Whether this new object is one of those that show late. */
  readonly lags: () => boolean;
  readonly fault: (call: 'apply' | 'find' | 'read' | 'test', step: PublishStep | null) => Fault;
  /** Called around each effect and answer: a place to crash at. */
  readonly point: (name: string) => void;
  /** A write leaves now. */
  readonly leaves: () => void;
  /** After each effect: invariants that must hold at every moment. */
  readonly effected: () => void;
  readonly concurrency?: number;
  readonly maxObjectsPerCampaign?: number;
}

export function fakeCapabilities(
  options: Pick<FakeNetworkOptions, 'creation' | 'textEdit' | 'lagMs' | 'concurrency' | 'maxObjectsPerCampaign'>,
): NetworkCapabilities {
  return {
    displayName: 'Red de prueba',
    apiVersion: '1',
    apiVersionEndsOn: null,
    documentation: '',
    publishes: true,
    creation: options.creation,
    parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['create_creative', 'create_ad'] },
    image: null,
    textEdit: options.textEdit,
    maxAdsPerAdGroup: 50,
    maxObjectsPerCampaign: options.maxObjectsPerCampaign ?? 1000,
    text: {
      headlines: { min: 1, max: 5, length: null, recommended: null },
      descriptions: { min: 1, max: 5, length: null, recommended: null },
      primary: null,
    },
    nameMax: 100,
    keywords: false,
    minimumDailyBudgetMicros: {},
    amountStepMicros: () => 1n,
    attributionWindow: '7d',
    restatementDays: 28,
    listingLagMs: options.lagMs,
    concurrency: options.concurrency ?? 3,
    factsReadOn: '2026-11-20',
  };
}

export function createFakeNetwork(options: FakeNetworkOptions): AdNetwork {
  const { books } = options;

  function arrive(): void {
    const now = options.nowMs();
    for (let i = 0; i < books.late.length;) {
      const late = books.late[i]!; // i is below the length
      if (late.atMs > now) i += 1;
      else {
        books.late.splice(i, 1);
        // Nobody asked in between, but it happened then.
        books.arrivedMs = late.atMs;
        late.run();
        books.arrivedMs = null;
      }
    }
  }

  function make(
    step: PublishStep,
    level: BookedObject['level'],
    object: PlannedObject,
    parentRemoteId: string | null,
    creative: string | null,
  ): BookedObject {
    const now = books.arrivedMs ?? options.nowMs();
    const made: BookedObject = {
      level,
      remoteId: `${level}-${books.next++}`,
      parentRemoteId,
      marker: object.marker,
      accountId: step.account.accountId,
      createdMs: now,
      visibleMs: options.lags() ? now + options.lagMs : now,
      configured: 'paused',
      fields: wireFields(object.fields),
      creative,
    };
    books.objects.set(made.remoteId, made);
    return made;
  }

  /** The effect of one request; null: refused. */
  function effect(step: PublishStep, partial: boolean, mangled = false): StepEvidence | null {
    const before = books.next;
    books.writes.push({ stepId: step.id, kind: step.kind, atMs: options.nowMs() });
    const first = step.objects[0]!; // a step has at least one object
    const refs: { objectId: string; part: string; remoteId: string }[] = [];
    const alive = (remoteId: string | undefined): boolean =>
      remoteId !== undefined && books.objects.get(remoteId)?.configured !== 'archived' && books.objects.has(remoteId);
    switch (step.kind) {
      case 'create_tree': {
        const byObject = new Map<string, string>();
        const objects = partial ? step.objects.slice(0, -1) : step.objects;
        for (const object of objects) {
          const made = make(step, object.level, object, object.parentId === null ? null : (byObject.get(object.parentId) ?? null), null);
          byObject.set(object.objectId, made.remoteId);
          refs.push({ objectId: object.objectId, part: object.level, remoteId: made.remoteId });
        }
        break;
      }
      case 'create_campaign':
        refs.push({ objectId: first.objectId, part: 'campaign', remoteId: make(step, 'campaign', first, null, null).remoteId });
        break;
      case 'create_ad_group':
        if (!alive(step.refs['campaign'])) return null;
        refs.push({
          objectId: first.objectId,
          part: 'ad_group',
          remoteId: make(step, 'ad_group', first, step.refs['campaign']!, null).remoteId,
        }); // tested by alive
        break;
      case 'create_creative':
        refs.push({ objectId: first.objectId, part: 'creative', remoteId: make(step, 'creative', first, null, null).remoteId });
        break;
      case 'create_ad':
        if (!alive(step.refs['adGroup'])) return null;
        if (options.creation === 'object' && !books.objects.has(step.refs['creative'] ?? '')) return null;
        refs.push({
          objectId: first.objectId,
          part: 'ad',
          remoteId: make(step, 'ad', first, step.refs['adGroup']!, step.refs['creative'] ?? null).remoteId,
        }); // tested by alive
        break;
      case 'update': {
        const object = books.objects.get(first.remoteId ?? '');
        if (object === undefined || object.configured === 'archived') return null;
        const sent = wireFields(first.fields);
        object.fields = { ...object.fields, ...Object.fromEntries(step.changedFields.map((field) => [field, sent[field]!])) }; // changed fields are fields
        if (step.refs['creative'] !== undefined && step.changedFields.includes('headlines')) object.creative = step.refs['creative'];
        break;
      }
      case 'set_status':
        for (const planned of step.objects) {
          const object = books.objects.get(planned.remoteId ?? '');
          if (object === undefined) return null;
          object.configured = step.status ?? object.configured;
        }
        break;
    }
    if (mangled)
      for (const object of books.objects.values())
        if (Number(object.remoteId.split('-').at(-1)) >= before) object.fields = mangle(object.fields);
    options.effected();
    return { refs, requestId: null };
  }

  function failureOf(fault: Fault): NetworkFailure | null {
    switch (fault) {
      case 'rate_account':
        return { kind: 'rate_limited', retryAfterMs: 20_000, scope: 'account', raw: RAW };
      case 'rate_application':
        return { kind: 'rate_limited', retryAfterMs: null, scope: 'application', raw: RAW };
      case 'unavailable':
        return { kind: 'unavailable', raw: RAW };
      case 'auth':
        return { kind: 'auth_expired', raw: RAW };
      case 'refused':
        return { kind: 'refused', code: 'name_invalid', problems: [{ objectId: null, field: 'name' }], raw: RAW };
      case 'lost_before':
        return { kind: 'outcome_unknown', raw: RAW };
      case 'unsupported':
        return { kind: 'unsupported', raw: RAW };
      default:
        return null;
    }
  }

  async function breathe(): Promise<void> {
    for (let i = 0; i < 2; i++) await Promise.resolve();
  }

  return {
    id: options.id,
    capabilities: fakeCapabilities(options),
    check: () => [],
    listAccounts: () => Promise.resolve(ok([])),
    rate: () => null,
    async test(account: AccountRef) {
      await breathe();
      if (books.signedOut.has(account.accountId) || options.fault('test', null) === 'auth')
        return err({ kind: 'auth_expired', raw: RAW } as const);
      return ok({ scopes: [], expiresAt: null, accountStatus: 'ok', currency: account.currency, timeZone: account.timeZone } as const);
    },
    async apply(step) {
      options.point('before the request leaves');
      options.leaves();
      arrive();
      await breathe();
      const fault = books.signedOut.has(step.account.accountId) ? 'auth' : options.fault('apply', step);
      if (fault === 'late') {
        books.late.push({ atMs: options.nowMs() + Math.floor(options.lagMs / 2), run: () => void effect(step, false) });
        return err({ kind: 'outcome_unknown', raw: RAW });
      }
      const failure = failureOf(fault);
      if (failure !== null) return err(failure);
      const evidence = effect(step, fault === 'partial' && step.kind === 'create_tree' && step.objects.length > 1, fault === 'mangled');
      options.point('after the effect, before the answer');
      await breathe();
      options.point('answered');
      if (evidence === null) return err({ kind: 'refused', code: 'parent_missing', problems: [], raw: RAW });
      if (fault === 'lost_after') return err({ kind: 'outcome_unknown', raw: RAW });
      if (fault === 'no_ids') return ok({ refs: [], requestId: null });
      return ok(evidence);
    },
    async find(step) {
      options.point('before a look');
      arrive();
      await breathe();
      const failure = failureOf(books.signedOut.has(step.account.accountId) ? 'auth' : options.fault('find', step));
      if (failure !== null) return err(failure);
      options.point('looked');
      return ok(look(step));
    },
    async read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
      options.point('before a reading');
      arrive();
      await breathe();
      const failure = failureOf(books.signedOut.has(account.accountId) ? 'auth' : options.fault('read', null));
      if (failure !== null) return err(failure);
      options.point('read');
      return ok(readObjects(account, scope));
    },
  };

  function visible(object: BookedObject): boolean {
    return object.visibleMs <= options.nowMs();
  }

  function look(step: PublishStep): readonly StepEvidence[] | null {
    const first = step.objects[0]!; // a step has at least one object
    if (step.kind === 'set_status') {
      const done = step.objects.every((planned) => books.objects.get(planned.remoteId ?? '')?.configured === step.status);
      return done ? [{ refs: [], requestId: null }] : null;
    }
    if (step.kind === 'update') {
      const object = books.objects.get(first.remoteId ?? '');
      const sent = wireFields(first.fields);
      const done =
        object !== undefined && step.changedFields.every((field) => JSON.stringify(object.fields[field]) === JSON.stringify(sent[field]));
      return done ? [{ refs: [], requestId: null }] : null;
    }
    const level = step.kind === 'create_creative' ? 'creative' : first.level;
    const found = [...books.objects.values()].filter(
      (object) =>
        object.marker === first.marker &&
        object.level === level &&
        object.accountId === step.account.accountId &&
        visible(object) &&
        object.configured !== 'archived',
    );
    if (found.length === 0) return null;
    return found.map((object) => ({
      refs: step.kind === 'create_tree' ? treeRefs(step, object) : [{ objectId: first.objectId, part: level, remoteId: object.remoteId }],
      requestId: null,
    }));
  }

  /** A tree is one atomic call: its campaign shows with everything that was made with it. */
  function treeRefs(step: PublishStep, campaign: BookedObject): StepEvidence['refs'] {
    const under = new Set([campaign.remoteId]);
    for (const object of books.objects.values())
      if (object.parentRemoteId !== null && under.has(object.parentRemoteId)) under.add(object.remoteId);
    return step.objects.flatMap((planned) => {
      const object = [...books.objects.values()].find((candidate) => under.has(candidate.remoteId) && candidate.marker === planned.marker);
      return object === undefined ? [] : [{ objectId: planned.objectId, part: planned.level, remoteId: object.remoteId }];
    });
  }

  function readObjects(account: AccountRef, scope: ReadScope): readonly RemoteObject[] {
    const wanted = (object: BookedObject): boolean => {
      if (object.level === 'creative' || object.accountId !== account.accountId || !visible(object)) return false;
      if (scope.kind === 'all_marked') return true;
      let current: BookedObject | undefined = object;
      while (current?.parentRemoteId != null) current = books.objects.get(current.parentRemoteId);
      return current !== undefined && scope.remoteCampaignIds.includes(current.remoteId);
    };
    return [...books.objects.values()].filter(wanted).map((object): RemoteObject => {
      // An ad says what its creative says, where ads have creatives.
      const creative = object.creative === null ? undefined : books.objects.get(object.creative);
      const fields = creative === undefined ? object.fields : { ...object.fields, ...creativeTexts(creative.fields) };
      return {
        level: object.level as ObjectLevel, // creatives were left out above
        remoteId: object.remoteId,
        parentRemoteId: object.parentRemoteId,
        name: `${String(object.fields['name'])} [${object.marker}]`,
        marker: object.marker,
        configured: object.configured,
        delivery: object.configured === 'active' ? 'active' : object.configured,
        reasons: [],
        fields,
        extraRefs: {},
      };
    });
  }
}

function creativeTexts(fields: { readonly [field: string]: Json }): { readonly [field: string]: Json } {
  return Object.fromEntries(
    ['headlines', 'descriptions', 'primaryText', 'finalUrl', 'callToAction'].map((field) => [field, fields[field]!]),
  ); // an ad's fields
}

/** A budget ten times as large, a link to somewhere else: what no one approved. */
function mangle(fields: { readonly [field: string]: Json }): { readonly [field: string]: Json } {
  const budget = fields['dailyBudget'];
  if (typeof budget === 'object' && budget !== null && 'amountMicros' in budget)
    return { ...fields, dailyBudget: { ...budget, amountMicros: `${String(budget['amountMicros'])}0` } };
  return 'finalUrl' in fields ? { ...fields, finalUrl: 'https://otro.example/' } : fields;
}
