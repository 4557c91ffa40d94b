import type { SimContext } from '../../../simulators/types.ts';
import type { Delivery } from './delivery.ts';
import { addWebhooks, leadsCsv, listWebhooks, removeWebhook } from './leads.ts';
import { allowed, listObjects } from './lists.ts';
import { createUploads } from './media.ts';
import { absent, badRequest, ItemProblem, RequestProblem } from './problems.ts';
import { itemsOf, type SnapCall } from './request.ts';
import { changeUsers, clearUsers } from './segments.ts';
import { accountOf, SNAPCHAT_SIMULATED_ACCOUNTS, type SimulatedAccount } from './seeds.ts';
import { show } from './show.ts';
import { answerStats } from './stats.ts';
import { isGone, type SnapObject, type Store } from './store.ts';
import { COUNTRIES, LANGUAGES, regionsIn } from './targeting.ts';
import { PLURAL, type Kind } from './tables.ts';
import { isObject, textOf } from './values.ts';
import { checkNew, keep, makeObject, patchedValues, removeObject, replacedValues, type WriteContext } from './write.ts';

/** Addresses of the Ads API. "API patterns" (v1; read 2026-11-20) */
export interface Router {
  /** Members of the envelope, or a file as text. */
  route(call: SnapCall, operation: string): Record<string, unknown> | string;
  forget(): void;
}

const KIND_OF = new Map<string, Kind>(Object.entries(PLURAL).map(([kind, plural]) => [plural, kind as Kind])); // the keys of PLURAL are kinds
/** Where objects of a kind are made and replaced. */
const MADE_UNDER: Readonly<Record<Kind, 'adaccounts' | 'campaigns' | 'adsquads'>> = {
  campaign: 'adaccounts',
  adsquad: 'campaigns',
  ad: 'adsquads',
  creative: 'adaccounts',
  media: 'adaccounts',
  segment: 'adaccounts',
  lead_generation_form: 'adaccounts',
};
const REPLACED: ReadonlySet<Kind> = new Set(['campaign', 'adsquad', 'ad', 'creative', 'media', 'segment']);
const PATCHED: ReadonlySet<Kind> = new Set(['campaign', 'adsquad', 'ad']);
const REPORT_MS = 1_500;

interface Run {
  readonly id: string;
  readonly accountId: string;
  /** The object that is reported on; null for the account. */
  readonly scopeId: string | null;
  readonly path: string;
  readonly query: string;
  readonly readyMs: number;
}

export function createRouter(deps: { readonly store: Store; readonly delivery: Delivery; readonly sim: SimContext }): Router {
  const { store, delivery, sim } = deps;
  const uploads = createUploads(store, sim);

  function route(call: SnapCall, operation: string): Record<string, unknown> | string {
    const [first = '', id = '', edge] = call.path;
    if (first === 'me') return onMe(id, call);
    if (first === 'targeting') return onTargeting(call);
    if (first === 'lead_gen') return onLeadGen(call);
    if (first === 'reports') return reportFile(id);
    if (first === 'organizations') return onOrganization(id, edge);
    if (first === 'adaccounts') return onAccount(id, edge, call, operation);
    const kind = KIND_OF.get(first);
    if (kind === undefined) throw absent('path');
    // A list by itself has no address: PUT /creatives is 405 E0001. "Creatives" (v1; read 2026-11-20)
    if (id === '') throw notHere(call);
    const object = store.find(id);
    if (object === null || object.kind !== kind || isGone(object, store)) throw absent(kind);
    const account = accountOf(object.accountId);
    if (account === null) throw absent('account');
    return edge === undefined ? onObject(object, call, account, operation) : onEdge(object, edge, call, account, operation);
  }

  function onMe(what: string, call: SnapCall): Record<string, unknown> {
    if (call.method !== 'GET') throw notHere(call);
    if (what === '')
      return {
        me: {
          id: '5a0e0000-0000-4000-8000-000000000001',
          email: 'agencia@simulacion.example',
          organization_id: SNAPCHAT_SIMULATED_ACCOUNTS[0]!.organizationId,
        },
      }; // the seeds are a constant
    if (what !== 'organizations') throw absent('path');
    allowed(call, ['with_ad_accounts', 'limit', 'cursor']);
    const organization = {
      id: SNAPCHAT_SIMULATED_ACCOUNTS[0]!.organizationId, // as above
      name: 'Agencia simulada',
      country: 'CO',
      type: 'ENTERPRISE',
      state: 'ACTIVE',
      roles: ['admin'],
      ...(call.query.get('with_ad_accounts') === 'true'
        ? {
            ad_accounts: SNAPCHAT_SIMULATED_ACCOUNTS.map(({ id, name, currency, timezone, status }) => ({
              id,
              name,
              currency,
              timezone,
              status,
            })),
          }
        : {}),
    };
    return { organizations: [{ sub_request_status: 'SUCCESS', organization }] };
  }

  function onOrganization(id: string, edge: string | undefined): Record<string, unknown> {
    if (edge !== 'adaccounts') throw absent('path');
    const accounts = SNAPCHAT_SIMULATED_ACCOUNTS.filter((account) => account.organizationId === id);
    if (accounts.length === 0) throw absent('organization');
    return { adaccounts: accounts.map((account) => ({ sub_request_status: 'SUCCESS', adaccount: shownAccount(account) })) };
  }

  function onTargeting(call: SnapCall): Record<string, unknown> {
    const [, area, code, part] = call.path;
    const rows = (singular: string, values: readonly Record<string, unknown>[]) => ({
      targeting_dimensions: values.map((value) => ({ sub_request_status: 'SUCCESS', [singular]: value })),
    });
    if (call.method !== 'GET') throw notHere(call);
    const offered = COUNTRIES.filter((country) => !(country === 'co' && sim.switchOn('snapchat.no_colombia')));
    if (area === 'geo' && code === 'country')
      return rows(
        'country',
        offered.map((country) => ({ id: country, name: country.toUpperCase(), code: country })),
      );
    if (area === 'geo' && part === 'region') {
      if (!(offered as readonly string[]).includes(code ?? '')) throw absent('country');
      return rows(
        'region',
        regionsIn(code ?? '').map(({ id, name }) => ({ id, name, parent: code })),
      );
    }
    if (area === 'demographics' && code === 'languages')
      return rows(
        'language',
        LANGUAGES.map((language) => ({ id: language, name: language })),
      );
    if (area === 'demographics' && code === 'age_group')
      return rows(
        'age_group',
        ['13-17', '18-20', '21-24', '25-34', '35+'].map((group) => ({ id: group, name: group })),
      );
    if (area === 'demographics' && code === 'gender')
      return rows(
        'gender',
        ['MALE', 'FEMALE', 'OTHER'].map((gender) => ({ id: gender, name: gender })),
      );
    throw absent('path');
  }

  function onLeadGen(call: SnapCall): Record<string, unknown> {
    const [, area, id = '', edge] = call.path;
    if (area === 'forms' && edge === 'integrations' && call.method === 'GET')
      return {
        webhook_integrations: listWebhooks(id, call, store).map((hook) => ({ sub_request_status: 'SUCCESS', webhook_integration: hook })),
      };
    if (area !== 'integrations' || id !== 'public_webhook') throw absent('path');
    if (call.method === 'POST' && edge === undefined)
      return items('webhook_integrations', 'webhook_integration', addWebhooks(call, store, sim), itemsOf(call, 'webhook_integrations'));
    if (call.method !== 'DELETE' || edge === undefined) throw notHere(call);
    removeWebhook(edge, store);
    return {};
  }

  function onAccount(id: string, edge: string | undefined, call: SnapCall, operation: string): Record<string, unknown> {
    const account = accountOf(id);
    if (account === null) throw absent('account');
    if (edge === undefined) {
      if (call.method !== 'GET') throw notHere(call);
      return { adaccounts: [{ sub_request_status: 'SUCCESS', adaccount: shownAccount(account) }] };
    }
    if ((edge === 'stats' || edge === 'stats_report') && call.method !== 'GET') throw notHere(call);
    if (edge === 'pixels') {
      if (call.method !== 'GET') throw notHere(call);
      return { pixels: [{ sub_request_status: 'SUCCESS', pixel: { id: account.pixelId, name: account.name, ad_account_id: account.id } }] };
    }
    if (edge === 'stats')
      return call.query.get('async') === 'true'
        ? startRun(account, call, null)
        : answerStats(null, call, { store, sim, account, delivery });
    if (edge === 'stats_report' || (edge === 'leads_report' && call.method === 'GET')) return showRun(account, call);
    if (edge === 'leads_report') {
      // Known from third parties alone.
      if (sim.switchOn('snapchat.no_leads_report')) throw absent('path');
      return startRun(account, call, null);
    }
    const kind = KIND_OF.get(edge);
    if (kind === undefined) throw absent('path');
    if (call.method === 'GET') return listed(kind, store.inAccount(account.id, kind), call);
    if (MADE_UNDER[kind] !== 'adaccounts') throw notHere(call);
    return write(kind, null, call, { store, sim, account, operation });
  }

  function onObject(object: SnapObject, call: SnapCall, account: SimulatedAccount, operation: string): Record<string, unknown> {
    const plural = PLURAL[object.kind];
    const context: WriteContext = { store, sim, account, operation };
    switch (call.method) {
      case 'GET':
        allowed(call, ['return_placement_v2']);
        return {
          [plural]: [
            { sub_request_status: 'SUCCESS', [object.kind]: show(object, store, sim, call.query.get('return_placement_v2') === 'true') },
          ],
        };
      case 'PATCH': {
        if (!PATCHED.has(object.kind) || sim.switchOn('snapchat.no_patch')) throw notHere(call);
        const sent = itemsOf(call, plural);
        if (sent.length !== 1 || !isObject(sent[0]) || (sent[0]['id'] ?? object.id) !== object.id)
          throw badRequest('one item, of the object of the path');
        return items(plural, object.kind, [() => changed(object, patchedValues(object, sent[0], context), context)], sent);
      }
      case 'DELETE':
        if (!PATCHED.has(object.kind)) throw notHere(call);
        removeObject(object, context);
        return {};
      default:
        throw notHere(call);
    }
  }

  function changed(object: SnapObject, values: Readonly<Record<string, unknown>>, context: WriteContext): Record<string, unknown> {
    // Answered as done, and not done.
    if (values['status'] === 'ACTIVE' && object.values['status'] !== 'ACTIVE' && sim.takeFault(context.operation, 'silent_change'))
      return { ...show(object, store, sim, true), status: 'ACTIVE' };
    keep(object, values, context);
    return show(object, store, sim, true);
  }

  function onEdge(object: SnapObject, edge: string, call: SnapCall, account: SimulatedAccount, operation: string): Record<string, unknown> {
    if ((edge === 'stats' || edge === 'stats_report') && call.method !== 'GET') throw notHere(call);
    if (edge === 'stats_report') return showRun(account, call);
    if (edge === 'stats' && call.query.get('async') === 'true') return startRun(account, call, object.id);
    if (edge === 'stats' && ['campaign', 'adsquad', 'ad'].includes(object.kind))
      return answerStats(object, call, { store, sim, account, delivery });
    if (object.kind === 'media' && edge === 'upload' && call.method === 'POST') return uploads.single(object, call);
    if (object.kind === 'media' && edge === 'multipart-upload-v2' && call.method === 'POST') return uploads.parts(object, call);
    if (object.kind === 'segment' && edge === 'all_users' && call.method === 'DELETE') {
      clearUsers(object, store, sim);
      return {};
    }
    if (object.kind === 'segment' && edge === 'users' && ['POST', 'DELETE'].includes(call.method))
      return items('users', 'user', changeUsers(object, call, store, sim), itemsOf(call, 'users'));
    const kind = KIND_OF.get(edge);
    if (kind === undefined || MADE_UNDER[kind] !== PLURAL[object.kind]) throw absent('path');
    if (call.method === 'GET') return listed(kind, store.children(object.id, kind), call);
    return write(kind, object, call, { store, sim, account, operation });
  }

  function listed(kind: Kind, all: readonly SnapObject[], call: SnapCall): Record<string, unknown> {
    const { entries, next } = listObjects(all, call, store, sim);
    return {
      [PLURAL[kind]]: entries.map((entry) => ({ sub_request_status: 'SUCCESS', [kind]: entry })),
      ...(next === null ? {} : { paging: { next_link: next } }),
    };
  }

  function write(kind: Kind, parent: SnapObject | null, call: SnapCall, context: WriteContext): Record<string, unknown> {
    const plural = PLURAL[kind];
    if (call.method !== 'POST' && !(call.method === 'PUT' && REPLACED.has(kind))) throw notHere(call);
    allowed(call, []);
    const sent = itemsOf(call, plural);
    // The last one fails, and the others, if there are any, do not: 200 with all of them in it.
    const partial = sim.takeFault(context.operation, 'partial');
    const steps = sent.map((item, index) => () => {
      if (partial && index === sent.length - 1) throw new ItemProblem('E1008', 'this item was refused (fault)');
      return call.method === 'POST' ? created(kind, parent, item, context) : replaced(kind, parent, item, context);
    });
    if (sim.switchOn('snapchat.validation_as_400') && call.method === 'POST')
      for (const item of sent) checkNew(kind, parent, item, context);
    return items(plural, kind, steps, sent);
  }

  function created(kind: Kind, parent: SnapObject | null, item: unknown, context: WriteContext): Record<string, unknown> {
    const values = checkNew(kind, parent, item, context);
    const object = makeObject(kind, parent, values, context);
    // The network carried one request out twice, as it does when its own layers repeat a call.
    if (sim.takeFault(context.operation, 'answer_twice')) makeObject(kind, parent, values, context);
    return show(object, store, sim, true);
  }

  function replaced(kind: Kind, parent: SnapObject | null, item: unknown, context: WriteContext): Record<string, unknown> {
    const id = isObject(item) ? textOf(item['id']) : '';
    if (id === '') throw new ItemProblem('E2025', 'id is required');
    const object = store.find(id);
    if (
      object === null ||
      object.kind !== kind ||
      isGone(object, store) ||
      object.accountId !== context.account.id ||
      (parent !== null && object.parentId !== parent.id)
    )
      throw new ItemProblem('E3003', `the ${kind} could not be found`);
    return changed(object, replacedValues(object, item, context), context);
  }

  /** Each item for itself: what is wrong with one does not touch the others. */
  function items(
    plural: string,
    singular: string,
    steps: readonly (() => Record<string, unknown>)[],
    sent: readonly unknown[],
  ): Record<string, unknown> {
    return {
      [plural]: steps.map((step, index) => {
        try {
          return { sub_request_status: 'SUCCESS', [singular]: step() };
        } catch (problem) {
          if (!(problem instanceof ItemProblem)) throw problem;
          return { sub_request_status: 'ERROR', sub_request_error_reason: `${problem.code} ${problem.message}`, [singular]: sent[index] };
        }
      }),
    };
  }

  function startRun(account: SimulatedAccount, call: SnapCall, scopeId: string | null): Record<string, unknown> {
    const id = String(store.books.nextNumber('report'));
    const run: Run = {
      id,
      accountId: account.id,
      scopeId,
      path: call.request.path,
      query: call.query.toString(),
      readyMs: sim.nowMs() + REPORT_MS,
    };
    store.books.put('report', id, run);
    return { report_run_id: id, async_status: 'STARTED' };
  }

  function showRun(account: SimulatedAccount, call: SnapCall): Record<string, unknown> {
    allowed(call, ['report_run_id']);
    const run = store.books.get<Run>('report', call.query.get('report_run_id') ?? '');
    if (run === null || run.accountId !== account.id) throw absent('report');
    if (sim.nowMs() < run.readyMs) return { report_run_id: run.id, async_status: 'RUNNING' };
    return { report_run_id: run.id, async_status: 'COMPLETED', result: `${call.base}/v1/reports/${run.id}` };
  }

  function reportFile(id: string): string {
    const run = store.books.get<Run>('report', id);
    const account = run === null ? null : accountOf(run.accountId);
    if (run === null || account === null || sim.nowMs() < run.readyMs) throw absent('report');
    const query = new URLSearchParams(run.query);
    if (run.path.endsWith('leads_report')) return leadsCsv(account, query, store, delivery, sim);
    query.delete('async');
    query.delete('async_format');
    const call: SnapCall = {
      method: 'GET',
      path: [],
      query,
      request: { method: 'GET', path: run.path, query, headers: {}, body: Buffer.alloc(0) },
      base: '',
    };
    return JSON.stringify(answerStats(run.scopeId === null ? null : store.find(run.scopeId), call, { store, sim, account, delivery }));
  }

  return { route, forget: () => uploads.forget() };
}

/** "API patterns", errors: E0001 with 405 (v1; read 2026-11-20) */
function notHere(call: SnapCall): RequestProblem {
  return new RequestProblem(405, 'E0001', `${call.method} is not allowed here`);
}

function shownAccount(account: SimulatedAccount): Record<string, unknown> {
  return {
    id: account.id,
    name: account.name,
    organization_id: account.organizationId,
    type: 'DIRECT',
    currency: account.currency,
    timezone: account.timezone,
    status: account.status,
    billing_type: 'REVOLVING',
    funding_source_ids: account.fundingSourceIds,
    test: account.test,
    regulations: { restricted_delivery_signals: account.declared },
  };
}
