import { createHash } from 'node:crypto';
import { createTikTok } from '../../../../adapters/networks/tiktok/index.ts';
import { createTikTokSimulator } from '../../../../adapters/networks/tiktok/simulator/index.ts';
import { TIKTOK_SIMULATED_ACCOUNTS, TIKTOK_SIMULATED_SECRET } from '../../../../adapters/networks/tiktok/simulator/seeds.ts';
import { dayAt } from '../../../../adapters/networks/account-days.ts';
import type { NetworkPorts } from '../../../../adapters/networks/network-module.ts';
import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';
import type { LoggedRequest } from '../../../../adapters/simulators/request-log.ts';
import type { AdFields, AdGroupFields, CampaignFields } from '../../../../core/contract/plan-model.ts';
import type { AccountRef, Clock, ImageRenderer, PlannedObject, PublishStep, StepKind } from '../../../../core/ports/index.ts';
import { madeId, marker, step as plainStep, valueOf } from '../steps.ts';

export { failureIn, madeId, marker, valueOf } from '../steps.ts';

/** A TikTok on loopback, the adapter on it, and shorthand for steps. */
export interface TikTokWorld {
  readonly host: SimulatorHost;
  readonly url: string;
  readonly ports: NetworkPorts;
  readonly tiktok: NetworkPorts['ads'];
  readonly account: AccountRef;
  readonly secrets: Map<string, string>;
  readonly ledger: Map<string, string>;
  readonly clock: Clock;
  /** A second program on the same ledger and network: what a restart leaves. */
  again(): NetworkPorts;
  close(): Promise<void>;
}

export const START_MS = Date.parse('2026-11-23T15:00:00Z');
export const AFTER_CHANGE_MS = Date.parse('2027-01-04T15:00:00Z');
export const DAY_MS = 86_400_000;

/** Not drawn: the head of a PNG of the right size and the recipe behind it. Setting the real drawing up takes longer than any test. */
const images: ImageRenderer = {
  render(image, size) {
    const head = Buffer.alloc(33);
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(head);
    head.write('IHDR', 12, 'latin1');
    head.writeUInt32BE(size.width, 16);
    head.writeUInt32BE(size.height, 20);
    const bytes = new Uint8Array(Buffer.concat([head, Buffer.from(JSON.stringify(image))]));
    const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
    return Promise.resolve({ bytes, mime: 'image/png', ...size, sha256: hash('sha256'), md5: hash('md5') });
  },
};

export function accountNamed(name: string): AccountRef {
  const seed = TIKTOK_SIMULATED_ACCOUNTS.find((candidate) => candidate.name === name);
  if (seed === undefined) throw new Error(`No simulated account is called ${name}`);
  const { remoteId, currency, timeZone, country, settings } = seed;
  return { accountId: 'a1', remoteId, currency, timeZone, country, secretName: 'tiktok/a1', settings: { ...settings } };
}

export async function openTikTokWorld(
  options: { account?: string; secret?: string; switches?: Record<string, boolean>; startMs?: number; level?: string } = {},
): Promise<TikTokWorld> {
  const host = await startSimulators({
    networks: [createTikTokSimulator],
    directory: null,
    seed: 7,
    port: 0,
    switches: { 'tiktok.review_approves_all': true, ...options.switches },
    realNowMs: () => options.startMs ?? START_MS,
    logLimit: 20_000,
  });
  const url = host.urls.get('tiktok')!;
  const named = accountNamed(options.account ?? 'Empleos Colombia');
  const account = options.level === undefined ? named : { ...named, settings: { ...named.settings, accessLevel: options.level } };
  const secrets = new Map([['tiktok/a1', options.secret ?? TIKTOK_SIMULATED_SECRET]]);
  const ledger = new Map<string, string>();
  const clock: Clock = {
    nowMs: () => host.nowMs(),
    nowIso: () => new Date(host.nowMs()).toISOString(),
    today: (zone) => dayAt(host.nowMs(), zone),
    sleep: (ms) => (host.advance(ms), Promise.resolve()),
  };
  const again = (): NetworkPorts =>
    createTikTok({
      baseUrl: url,
      clock,
      images,
      secrets: {
        get: (name) => Promise.resolve(secrets.get(name) ?? null),
        set: (name, value) => (secrets.set(name, value), Promise.resolve()),
        delete: (name) => Promise.resolve(secrets.delete(name)),
      },
      rates: { read: (scope) => ledger.get(scope) ?? null, write: (scope, state) => void ledger.set(scope, state) },
    });
  const ports = again();
  return { host, url, ports, tiktok: ports.ads, account, secrets, ledger, clock, again, close: () => host.close() };
}

type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

/** Enough for the minimum of each currency of the simulated accounts. */
const BUDGET: Readonly<Record<string, bigint>> = {
  USD: 75_500_000n,
  EUR: 75_500_000n,
  COP: 480_000_000_000n,
  CLP: 90_000_000_000n,
  ARS: 120_000_250_000n,
};

export function campaignObject(account: AccountRef, change: Partial<CampaignFields> = {}): Of<'campaign'> {
  const fields: CampaignFields = {
    name: 'Ventas Bogotá',
    status: 'paused',
    objective: 'traffic',
    dailyBudget: { amountMicros: BUDGET[account.currency] ?? 1_000_000_000_000n, currency: account.currency },
    startDay: '2026-11-23',
    endDay: '2027-02-28',
    countries: [account.country],
    employment: true,
    ...change,
  };
  const id = marker();
  return { level: 'campaign', fields, objectId: `c-${id}`, parentId: null, marker: id, remoteId: null };
}

export function adGroupObject(parent: Of<'campaign'>, change: Partial<AdGroupFields> = {}): Of<'ad_group'> {
  const [country = 'CO'] = parent.fields.countries;
  const fields: AdGroupFields = {
    name: 'Asesores · Bogotá',
    status: 'paused',
    places:
      country === 'CO'
        ? [{ code: '11001', name: 'Bogotá', region: 'Bogotá D.C.', country: 'CO' }]
        : [{ code: null, name: country, region: null, country }],
    radiusKm: null,
    languages: ['es'],
    keywords: [],
    ...change,
  };
  const id = marker();
  return { level: 'ad_group', fields, objectId: `g-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

export function adObject(parent: PlannedObject, change: Partial<AdFields> = {}): Of<'ad'> {
  const fields: AdFields = {
    name: 'Asesor comercial',
    status: 'paused',
    headlines: [],
    descriptions: [],
    primaryText: 'Gane $ 2.400.000 más comisiones. Postúlese hoy.',
    finalUrl: 'https://empleos.example.co/v/1?utm_source=tiktok',
    callToAction: 'apply_now',
    image: { template: 'plain', headline: 'Asesor comercial', place: 'Bogotá', detail: '', brand: 'Empleos' },
    ...change,
  };
  const id = marker();
  return { level: 'ad', fields, objectId: `a-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

function aboveOf(fields: CampaignFields, remoteId: string | null): PlannedObject {
  return { level: 'campaign', fields, objectId: 'above', parentId: null, marker: marker(), remoteId };
}

export function step(
  account: AccountRef,
  kind: StepKind,
  object: PlannedObject | readonly PlannedObject[],
  campaign: CampaignFields | null,
  refs: Record<string, string> = {},
  more: Partial<PublishStep> = {},
): PublishStep {
  const above = campaign === null ? [] : [aboveOf(campaign, refs['campaign'] ?? null)];
  const objects = [object].flat();
  return plainStep(account, kind, objects[0]!, refs, { objects, above, ...more });
}

export interface Tree {
  readonly campaign: Of<'campaign'>;
  readonly adGroup: Of<'ad_group'>;
  readonly ad: Of<'ad'>;
  readonly campaignId: string;
  readonly adGroupId: string;
  readonly mediaId: string;
  readonly adId: string;
  readonly refs: Readonly<Record<string, string>>;
}

/** A campaign with one ad group and one ad, all paused; optionally switched on. */
export async function publishTree(
  world: TikTokWorld,
  changes: { campaign?: Partial<CampaignFields>; adGroup?: Partial<AdGroupFields>; ad?: Partial<AdFields>; active?: boolean } = {},
): Promise<Tree> {
  const { tiktok, account } = world;
  const campaign = campaignObject(account, changes.campaign);
  const adGroup = adGroupObject(campaign, changes.adGroup);
  const ad = adObject(adGroup, changes.ad);
  const run = async (kind: StepKind, object: PlannedObject, refs: Record<string, string>): Promise<string> =>
    madeId(valueOf(await tiktok.apply(step(account, kind, object, campaign.fields, refs))));
  const campaignId = await run('create_campaign', campaign, {});
  const adGroupId = await run('create_ad_group', adGroup, { campaign: campaignId });
  const mediaId = await run('upload_media', ad, { campaign: campaignId, adGroup: adGroupId });
  const adId = await run('create_ad', ad, { campaign: campaignId, adGroup: adGroupId, media: mediaId });
  const refs = { campaign: campaignId, adGroup: adGroupId, media: mediaId };
  const tree = { campaign, adGroup, ad, campaignId, adGroupId, mediaId, adId, refs };
  if (changes.active === true) await switchOn(world, tree);
  return tree;
}

export async function switchOn(world: TikTokWorld, tree: Tree): Promise<void> {
  // Smart+ takes one write of an ad in five seconds.
  world.host.advance(6_000);
  for (const [object, remoteId] of [
    [tree.ad, tree.adId],
    [tree.adGroup, tree.adGroupId],
    [tree.campaign, tree.campaignId],
  ] as const)
    valueOf(
      await world.tiktok.apply(
        step(world.account, 'set_status', { ...object, remoteId }, tree.campaign.fields, tree.refs, { status: 'active' }),
      ),
    );
}

/** What the adapter sent to an endpoint, oldest first. */
export function sentTo(world: TikTokWorld, endpoint: string): readonly Record<string, unknown>[] {
  return requestsTo(world, endpoint).map((request) => JSON.parse(request.body) as Record<string, unknown>); // the adapter's own bodies
}
export function requestsTo(world: TikTokWorld, endpoint: string): readonly LoggedRequest[] {
  return world.host.requests('tiktok').filter((request) => request.path === `/open_api/v1.3${endpoint}`);
}
