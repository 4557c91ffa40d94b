import type { SimContext, SimObject, SimReply, SimRequest, SimState, SimulatedNetwork } from '../../../simulators/types.ts';
import { API_VERSION, LIMITS, LINKEDIN, PROTOCOL } from '../manifest.ts';
import { configuredOf, splitName } from '../map.ts';
import { idOf } from '../restli.ts';
import { LINKEDIN_FAULTS } from './faults.ts';
import { handMadeIn, type HandMade } from './hand-made.ts';
import { absent, envelopeOf, RequestProblem, wrong } from './problems.ts';
import { reportFor } from './report.ts';
import { memberOf, parseRestli, textsIn } from './restli.ts';
import { accountOf, LINKEDIN_SIMULATED_ACCOUNTS, SIMULATED_TOKENS, type SimulatedAccount } from './seeds.ts';

type Row = Readonly<Record<string, unknown>>;

/** Versions that answer today. "Versioning" (202607; read 2026-11-20) */
const VERSIONS: ReadonlySet<string> = new Set(['202601', '202602', '202603', '202604', '202605', '202606', API_VERSION]);
const PAGE_SIZE = 100;

/** LinkedIn's Marketing API on loopback, as far as the program uses it: accounts, campaigns and reports to read. Writes answer NOT_IMPLEMENTED. */
export function createLinkedInSimulator(context: SimContext): SimulatedNetwork {
  let traces = 0;

  function reply(request: SimRequest): unknown {
    const operation = operationOf(request);
    const { headers, path, query } = request;
    // No version is the default one. "Versioning" (202607; read 2026-11-20)
    const version = headers['linkedin-version'];
    if (version === undefined) throw new RequestProblem(400, 'MISSING_FIELD', 'A version must be present');
    if (!VERSIONS.has(version) || context.takeFault(operation, 'version_dead'))
      throw new RequestProblem(426, 'NONEXISTENT_VERSION', `Requested version ${version} is not active`);
    if (headers['x-restli-protocol-version'] !== PROTOCOL) throw wrong('X-Restli-Protocol-Version', PROTOCOL);
    const scopes = scopesOf(headers['authorization'] ?? '', operation);
    if (context.takeFault(operation, '429')) throw new RequestProblem(429, 'TOO_MANY_REQUESTS', 'Resource level throttle limit reached');
    if (request.method !== 'GET') throw new RequestProblem(501, 'NOT_IMPLEMENTED', 'This simulation takes no writes');
    if (!path.startsWith('/rest/')) throw absent('resource');
    const [resource, accountId, list] = path.slice('/rest/'.length).split('/');
    if (resource === 'adAnalytics') {
      if (!scopes.includes('r_ads_reporting')) throw forbidden();
      return reportFor(query, context);
    }
    if (resource !== 'adAccounts') throw absent('resource');
    if (!scopes.includes('r_ads') || context.takeFault(operation, 'revoke')) throw forbidden();
    if (accountId === undefined) {
      if (query.get('q') !== 'search') throw wrong('q', 'search');
      return paged(LINKEDIN_SIMULATED_ACCOUNTS.map(shownAccount), query, context.switchOn('linkedin.short_pages'));
    }
    const account = accountOf(accountId);
    if (account === null) throw absent('account');
    if (list === undefined) return shownAccount(account);
    return paged(listed(account, list, query), query, context.switchOn('linkedin.short_pages'));
  }

  function scopesOf(authorization: string, operation: string): readonly string[] {
    const scopes = SIMULATED_TOKENS.get(authorization.replace(/^Bearer /, ''));
    if (scopes === undefined || context.takeFault(operation, 'expire_token'))
      throw new RequestProblem(401, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired');
    return scopes;
  }

  const madeIn = (account: SimulatedAccount): HandMade =>
    context.switchOn('linkedin.hand_made') ? handMadeIn(account) : { groups: [], campaigns: [], creatives: [] };

  function listed(account: SimulatedAccount, list: string, query: URLSearchParams): readonly Row[] {
    const { groups, campaigns, creatives } = madeIn(account);
    if (list === 'creatives') {
      if (query.get('q') !== 'criteria') throw wrong('q', 'criteria');
      return creatives;
    }
    if (list !== 'adCampaignGroups' && list !== 'adCampaigns') throw absent('resource');
    if (query.get('q') !== 'search') throw wrong('q', 'search');
    const search = query.get('search');
    // Mandatory. "Campaigns", search (202607; read 2026-11-20)
    if (search === null) throw new RequestProblem(400, 'MISSING_FIELD', 'search is required');
    const states = textsIn(memberOf(memberOf(parseRestli(search, 'search'), 'status'), 'values'), 'search.status.values');
    const known = [
      'ACTIVE',
      'PAUSED',
      'DRAFT',
      'ARCHIVED',
      'CANCELED',
      'PENDING_DELETION',
      'REMOVED',
      ...(list === 'adCampaigns' ? ['COMPLETED'] : []),
    ];
    if (states.some((state) => !known.includes(state))) throw wrong('search.status.values', `of ${known.join(', ')}`);
    return (list === 'adCampaigns' ? campaigns : groups).filter((row) => states.includes(String(row['status'])));
  }

  return {
    id: LINKEDIN,
    operation: operationOf,
    handle(request): SimReply {
      traces += 1;
      const headers = { 'x-li-uuid': `sim-${context.seed}-${traces}`, 'x-restli-protocol-version': PROTOCOL };
      try {
        return { status: 200, headers, body: reply(request) };
      } catch (problem) {
        if (!(problem instanceof RequestProblem)) throw problem;
        return envelopeOf(problem, headers);
      }
    },
    state(): SimState {
      const made = LINKEDIN_SIMULATED_ACCOUNTS.map(madeIn);
      return {
        campaigns: made.flatMap(({ groups }) => groups.map((row) => described(row, null))),
        adGroups: made.flatMap(({ campaigns }) => campaigns.map((row) => described(row, idOf(String(row['campaignGroup']))))),
        ads: made.flatMap(({ creatives }) => creatives.map((row) => described(row, idOf(String(row['campaign']))))),
      };
    },
    faults: LINKEDIN_FAULTS,
    reset: () => undefined,
  };
}

function described(row: Row, parentId: string | null): SimObject {
  const configured = configuredOf(String(row['status'] ?? row['intendedStatus']));
  const review = row['review'] as { readonly status: string } | undefined; // written by hand-made.ts
  const serves = row['isServing'] === true || (Array.isArray(row['servingStatuses']) && row['servingStatuses'].includes('RUNNABLE'));
  return {
    id: idOf(String(row['id'])) ?? String(row['id']),
    name: String(row['name']),
    configured,
    status: configured === 'active' && !serves ? 'paused' : configured,
    review:
      review === undefined ? 'none' : review.status === 'APPROVED' ? 'approved' : review.status === 'REJECTED' ? 'rejected' : 'pending',
    marker: splitName(String(row['name'])).marker,
    parentId,
  };
}

function operationOf({ method, path }: SimRequest): string {
  const [, , resource = 'unknown', , list] = path.split('/');
  if (method !== 'GET') return 'write';
  if (resource === 'adAnalytics') return 'insights';
  return list === undefined
    ? 'read_accounts'
    : list === 'creatives'
      ? 'list_ads'
      : list === 'adCampaigns'
        ? 'list_ad_groups'
        : 'list_campaigns';
}

function shownAccount({ id, name, currency, status, servingStatuses, test, organizationId }: SimulatedAccount): Row {
  return { id, name, currency, status, servingStatuses, test, type: 'BUSINESS', reference: `urn:li:organization:${organizationId}` };
}

/** By token, never by number; whether a page may be shorter than asked is not said. "Search", paging (202607; read 2026-11-20) */
function paged(
  rows: readonly Row[],
  query: URLSearchParams,
  short: boolean,
): { readonly elements: readonly Row[]; readonly metadata: Record<string, string> } {
  const asked = Number(query.get('pageSize') ?? PAGE_SIZE);
  const size = short ? 1 : asked;
  if (!Number.isInteger(asked) || asked < 1 || asked > LIMITS.pageSize) throw wrong('pageSize', `1 to ${LIMITS.pageSize}`);
  const from = Number(/^after-(\d+)$/.exec(query.get('pageToken') ?? 'after-0')?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw wrong('pageToken', 'one that was given');
  const more = from + size < rows.length;
  return { elements: rows.slice(from, from + size), metadata: more ? { nextPageToken: `after-${from + size}` } : {} };
}

function forbidden(): RequestProblem {
  return new RequestProblem(403, 'NO_PERMISSION_ON_ENTITY', 'Not enough permissions to access this resource');
}
