import type { SimContext, SimObject, SimReply, SimRequest, SimState, SimulatedNetwork } from '../../../simulators/types.ts';
import { GOOGLE_SIMULATED_ACCOUNTS, type SimulatedCustomer } from './accounts.ts';
import { failed, malformed, plainError, type Fault } from './answers.ts';
import { Access, ADS_SCOPE, type Caller } from './auth.ts';
import { dayAt } from './days.ts';
import { GOOGLE_FAULTS } from './faults.ts';
import { editOnTheWeb } from './foreign-edit.ts';
import { Manager, managerOperation } from './manager.ts';
import { parseMessage, type Violation } from './parse.ts';
import { mutate } from './mutate.ts';
import { suggest } from './places.ts';
import { search } from './query.ts';
import { exhausted, Quota } from './quota.ts';
import { verdictOf } from './review.ts';
import { COLLECTIONS, nameOf, Store, type Collection, type Row } from './store.ts';
import { isFields, listAt, markerOf, textAt, textsAt, type Fields } from './values.ts';

export { GOOGLE_SIMULATED_ACCOUNTS } from './accounts.ts';

/** Versions that answer; the others are gone (google-ads.md section 1). With the switch `google.sunset_by_clock` these end on their projected days too. */
const VERSIONS: Readonly<Record<string, string>> = { v25: '2027-08-01', v26: '2027-11-01' };
/** How long the fault `late_listing` keeps a new object out of queries. */
const LATE_MS = 20_000;

function isFault(value: object): value is Fault {
  return 'code' in value;
}

/** What a request asks for, in words shared by every simulated network; faults are aimed by them. */
function operationOf(request: SimRequest, body: unknown): string {
  const manager = managerOperation(request);
  if (manager !== null) return manager;
  if (request.path === '/token') return 'token';
  if (request.path.startsWith('/o/oauth2') || request.path === '/revoke') return 'sign_in';
  if (request.path.endsWith('customers:listAccessibleCustomers')) return 'list_accounts';
  if (request.path.endsWith('geoTargetConstants:suggest')) return 'suggest_places';
  const query = isFields(body as Fields) ? textAt(body as Fields, 'query') : '';
  if (query !== '') {
    if (/\bmetrics\./.test(query)) return 'insights';
    const listed = `list_${/\bFROM\s+(\w+)/i.exec(query)?.[1] ?? 'nothing'}s`;
    return listed.replace('list_ad_group_ads', 'list_ads').replace('list_lead_form_submission_datas', 'list_leads');
  }
  const fields = isFields(body as Fields) ? (body as Fields) : {}; // a JSON object, member by member unknown
  const mixed = listAt(fields, 'mutateOperations').length > 0 ? listAt(fields, 'mutateOperations') : listAt(fields, 'mutate_operations');
  const single = /\/(\w+):mutate$/.exec(request.path)?.[1] ?? '';
  const kinds = new Set<string>();
  for (const item of mixed)
    for (const [name, inner] of Object.entries(item))
      if (isFields(inner)) kinds.add(`${name}.${Object.keys(inner).find((key) => ['create', 'update', 'remove'].includes(key)) ?? ''}`);
  for (const item of single === 'googleAds' ? [] : listAt(fields, 'operations'))
    kinds.add(`${single}.${Object.keys(item).find((key) => ['create', 'update', 'remove'].includes(key)) ?? ''}`);
  const has = (pattern: RegExp): boolean => [...kinds].some((kind) => pattern.test(kind));
  if (has(/^campaignOperation\.create|^campaign_operation\.create/)) return 'create_tree';
  if (has(/^(assetOperation|assets)\.create/) && !has(/^ad/)) return 'upload_media';
  if (has(/^campaigns\.create/)) return 'create_campaign';
  if (has(/^(adGroupOperation|adGroups)\.create/)) return 'create_ad_group';
  if (has(/^(adGroupAdOperation|adGroupAds)\.create/)) return 'create_ad';
  const statusOnly = [...mixed.flatMap((item) => Object.values(item)), ...listAt(fields, 'operations')].every(
    (item) => isFields(item) && (item['remove'] !== undefined || item['updateMask'] === 'status'),
  );
  if (kinds.size > 0 && statusOnly && has(/(campaign|adGroup|adGroupAd|campaigns|adGroups|adGroupAds)(Operation)?\.(update|remove)/))
    return 'set_status';
  return kinds.size > 0 && !has(/\.create/) ? 'update' : single === '' ? 'unknown' : 'mutate';
}

/** Google Ads without an account: REST of v25 and v26, tokens, review, figures. Facts: google-ads.md; what is not known there is a switch. */
export function createGoogleSimulator(context: SimContext): SimulatedNetwork {
  const store = new Store(context);
  const access = new Access(context);
  const quota = new Quota(context);
  const manager = new Manager(context, store, access, quota);
  const bodies = new WeakMap<SimRequest, unknown>();

  function bodyOf(request: SimRequest): unknown {
    if (!bodies.has(request)) {
      let parsed: unknown;
      try {
        parsed = request.body.length === 0 ? {} : JSON.parse(request.body.toString('utf8'));
      } catch {
        parsed = undefined;
      }
      bodies.set(request, parsed);
    }
    return bodies.get(request);
  }

  /** A stream is a list, and so is its error (what google-ads-api 25.1.0 reads, `handleStreamError`). */
  function handle(request: SimRequest): SimReply {
    const reply = answer(request);
    return reply.status >= 400 && request.path.endsWith(':searchStream') ? { ...reply, body: [reply.body] } : reply;
  }

  function answer(request: SimRequest): SimReply {
    const operation = operationOf(request, bodyOf(request));
    const oauth = access.oauth(request, operation);
    if (oauth !== null) return oauth;
    if (managerOperation(request) !== null) return manager.handle(request, operation, bodyOf(request));
    const requestId = `sim${String(context.books.nextNumber('request')).padStart(12, '0')}`;
    const version = /^\/(v\d+)\//.exec(request.path)?.[1] ?? '';
    if (version === '') return plainError(404, 'NOT_FOUND', 'The requested address was not found.', requestId);
    const ends = VERSIONS[version];
    const dead =
      ends === undefined ||
      context.takeFault(operation, 'version_dead') ||
      (context.switchOn('google.sunset_by_clock') && new Date(context.nowMs()).toISOString() >= ends);
    const fail = (fault: Fault): SimReply => failed([fault], version, requestId);
    if (dead)
      return fail({
        code: 'requestError.UNSUPPORTED_VERSION',
        message: `Version ${version} is deprecated. Requests to this version will be blocked.`,
      });
    if (bodyOf(request) === undefined) return malformed([{ field: '', description: 'Invalid JSON payload received.' }], requestId);
    const caller = access.caller(request, operation);
    if (isFault(caller)) return fail(caller);
    if (!caller.scopes.includes(ADS_SCOPE))
      return plainError(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', requestId);
    // Size of the short-term bucket is not published (section 12), so only the fault empties it.
    if (context.takeFault(operation, '429')) return fail(exhausted('RESOURCE_TEMPORARILY_EXHAUSTED', 'ACCOUNT', 'Requests per second', 30));
    return route(request, version, requestId, operation, caller, fail);
  }

  function route(
    request: SimRequest,
    version: string,
    requestId: string,
    operation: string,
    caller: Caller,
    fail: (fault: Fault) => SimReply,
  ): SimReply {
    const path = request.path.slice(version.length + 2);
    const nowMs = context.nowMs();
    if (request.method === 'GET' && path === 'customers:listAccessibleCustomers') {
      const over = quota.charge(caller.project, false, 1);
      return over === null
        ? { status: 200, headers: { 'request-id': requestId }, body: { resourceNames: caller.user.direct.map((id) => `customers/${id}`) } }
        : fail(over);
    }
    if (request.method !== 'POST') return plainError(404, 'NOT_FOUND', 'The requested address was not found.', requestId);
    if (path === 'geoTargetConstants:suggest') return suggestPlaces(bodyOf(request), requestId, fail, caller);
    const match = /^customers\/([^/]+)\/(\w+):(\w+)$/.exec(path);
    if (match === null) return plainError(404, 'NOT_FOUND', 'The requested address was not found.', requestId);
    const [, customerId, service, action] = match;
    const writes = action === 'mutate';
    const customer = access.enter(caller, customerId!, request.headers['login-customer-id'], writes);
    if (isFault(customer)) return fail(customer);
    if (service === 'googleAds' && (action === 'search' || action === 'searchStream')) {
      const over = quota.charge(caller.project, customer.testAccount, 1);
      if (over !== null) return fail(over);
      if (context.takeFault(operation, 'restate'))
        context.books.put('restated', customer.id, (context.books.get<number>('restated', customer.id) ?? 0) + 1);
      if (context.takeFault(operation, 'silent_change')) editOutside(customer);
      if (context.takeFault(operation, 'reject_review')) rejectNewest(customer);
      return search(
        bodyOf(request),
        action === 'searchStream',
        { context, store, customer, version, nowMs, today: dayAt(customer.timeZone, nowMs) },
        context.books.get<number>('restated', customer.id) ?? 0,
        requestId,
      );
    }
    const collection = COLLECTIONS.find((one) => one === service) ?? null;
    if (!writes || (collection === null && service !== 'googleAds'))
      return plainError(501, 'UNIMPLEMENTED', `${service}:${action} is not part of this simulated network.`, requestId);
    if (context.takeFault(operation, 'partial'))
      return fail({
        code: 'databaseError.CONCURRENT_MODIFICATION',
        message: 'Multiple requests were attempting to modify the same resource at once.',
      });
    const run = (): SimReply =>
      mutate({
        store,
        customer,
        version,
        requestId,
        nowMs,
        today: dayAt(customer.timeZone, nowMs),
        collection,
        body: bodyOf(request),
        rejectAll,
        visibleFromMs,
        charge: (operations) => {
          const over = quota.charge(caller.project, customer.testAccount, operations);
          return over === null ? null : fail(over);
        },
      });
    const rejectAll = context.takeFault(operation, 'reject_review');
    const visibleFromMs = context.takeFault(operation, 'late_listing') ? nowMs + LATE_MS : nowMs;
    const reply = run();
    // A request carried out twice: names are a guard, ads have none (section 11).
    if (context.takeFault(operation, 'answer_twice')) run();
    if (context.takeFault(operation, 'silent_change')) editOutside(customer);
    return reply;
  }

  function suggestPlaces(body: unknown, requestId: string, fail: (fault: Fault) => SimReply, caller: Caller): SimReply {
    const violations: Violation[] = [];
    const input = parseMessage('SuggestGeoTargetConstantsRequest', body, violations);
    if (violations.length > 0) return malformed(violations, requestId);
    const over = quota.charge(caller.project, false, 1);
    if (over !== null) return fail(over);
    const names = textsAt(input, 'locationNames.names');
    if (names.length === 0)
      return fail({ code: 'geoTargetConstantSuggestionError.REQUEST_PARAMETERS_UNSET', message: 'Names are missing.' });
    if (names.length > 25) return fail({ code: 'geoTargetConstantSuggestionError.LOCATION_NAME_LIMIT', message: 'Too many names.' });
    const countryCode = textAt(input, 'countryCode');
    if (countryCode !== '' && !/^[A-Z]{2}$/.test(countryCode))
      return fail({ code: 'geoTargetConstantSuggestionError.INVALID_COUNTRY_CODE', message: 'The country code is not valid.' });
    return {
      status: 200,
      headers: { 'request-id': requestId },
      body: { geoTargetConstantSuggestions: suggest(names, countryCode, textAt(input, 'locale')) },
    };
  }

  /** Somebody doubles the budget of the newest campaign on the web (section 17.12). */
  function editOutside(customer: SimulatedCustomer): void {
    const campaign = store.rows(customer.id, 'campaigns').findLast((row) => row.resource['status'] !== 'REMOVED');
    const budget = campaign === undefined ? null : store.get(textAt(campaign.resource, 'campaignBudget'));
    if (budget === null) return;
    const doubled = String(BigInt(textAt(budget.resource, 'amountMicros')) * 2n);
    store.put('campaignBudgets', {
      ...budget,
      resource: { ...budget.resource, amountMicros: doubled },
      amounts: [...(budget.amounts ?? []), [context.nowMs(), doubled]],
    });
    store.addChanges([
      {
        customerId: customer.id,
        atMs: context.nowMs(),
        resourceName: nameOf(budget),
        resourceType: 'CAMPAIGN_BUDGET',
        clientType: 'GOOGLE_ADS_WEB_CLIENT',
        operation: 'UPDATE',
        changedFields: 'amount_micros',
      },
    ]);
  }

  /** A later review takes back what an earlier one allowed. */
  function rejectNewest(customer: SimulatedCustomer): void {
    const ad = store.rows(customer.id, 'adGroupAds').findLast((row) => row.resource['status'] !== 'REMOVED');
    if (ad === undefined) return;
    const nowMs = context.nowMs();
    // What it showed before stays shown: only from now on it does not run.
    store.put('adGroupAds', { ...ad, rejected: true, rejectedAtMs: nowMs, reviewedAtMs: Math.min(ad.reviewedAtMs ?? nowMs, nowMs) });
  }

  function state(): SimState {
    const rows = (collection: Collection): readonly Row[] =>
      GOOGLE_SIMULATED_ACCOUNTS.customers.flatMap((customer) => store.rows(customer.id, collection));
    const own = (row: Row): SimObject['status'] =>
      row.resource['status'] === 'ENABLED' ? 'active' : row.resource['status'] === 'PAUSED' ? 'paused' : 'archived';
    const under = (parent: SimObject | undefined, mine: SimObject['status']): SimObject['status'] => {
      const above = parent?.status ?? 'archived';
      return above === 'archived' || mine === 'archived' ? 'archived' : above === 'paused' ? 'paused' : mine;
    };
    const campaigns = new Map<string, SimObject>();
    const groups = new Map<string, SimObject>();
    for (const row of rows('campaigns')) {
      const name = textAt(row.resource, 'name');
      campaigns.set(nameOf(row), {
        id: textAt(row.resource, 'id'),
        name,
        status: own(row),
        configured: own(row),
        review: 'none',
        marker: markerOf(name),
        parentId: null,
      });
    }
    for (const row of rows('adGroups')) {
      const parent = campaigns.get(textAt(row.resource, 'campaign'));
      const name = textAt(row.resource, 'name');
      groups.set(nameOf(row), {
        id: textAt(row.resource, 'id'),
        name,
        status: under(parent, own(row)),
        configured: own(row),
        review: 'none',
        marker: markerOf(name),
        parentId: parent?.id ?? null,
      });
    }
    const ads = rows('adGroupAds').map((row): SimObject => {
      const parent = groups.get(textAt(row.resource, 'adGroup'));
      const marker = listAt(row.resource, 'ad.urlCustomParameters').find((parameter) => parameter['key'] === 'avz');
      const review = verdictOf(row, context.nowMs());
      const effective = under(parent, own(row));
      return {
        id: nameOf(row).slice(nameOf(row).lastIndexOf('/') + 1),
        name: textAt(listAt(row.resource, 'ad.responsiveSearchAd.headlines')[0], 'text'),
        // A disapproved ad does not run, whatever the advertiser configured.
        status: review === 'rejected' && effective === 'active' ? 'paused' : effective,
        configured: own(row),
        review,
        marker: marker === undefined ? null : textAt(marker, 'value'),
        parentId: parent?.id ?? null,
      };
    });
    return { campaigns: [...campaigns.values()], adGroups: [...groups.values()], ads };
  }

  return {
    id: 'google',
    operation: (request) => operationOf(request, bodyOf(request)),
    handle,
    state,
    edit: (edit) => editOnTheWeb(edit, store, context),
    faults: GOOGLE_FAULTS,
    reset() {
      store.clear();
      access.reset();
      quota.reset();
      manager.reset();
      for (const customer of GOOGLE_SIMULATED_ACCOUNTS.customers) context.books.delete('restated', customer.id);
    },
  };
}
