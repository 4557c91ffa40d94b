import { Agent } from 'node:http';
import { TwitterApi } from 'twitter-api-v2';
import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';
import { createImageRenderer } from '../../../../adapters/images/renderer.ts';
import { createX } from '../../../../adapters/networks/x/index.ts';
import { dayAt } from '../../../../adapters/networks/account-days.ts';
import { urlsOf } from '../../../../adapters/networks/x/manifest.ts';
import { createXSimulator } from '../../../../adapters/networks/x/simulator/index.ts';
import { X_SIMULATED_ACCOUNTS, X_SIMULATED_SECRET } from '../../../../adapters/networks/x/simulator/seeds.ts';
import type { NetworkPorts } from '../../../../adapters/networks/network-module.ts';
import type { AdFields, AdGroupFields, AdImage, CampaignFields } from '../../../../core/contract/plan-model.ts';
import type { AccountRef, Clock, ImageRenderer, PlannedObject, StepKind } from '../../../../core/ports/index.ts';
import { madeId, marker, step, valueOf } from '../steps.ts';

export { failureIn, madeId, marker, step, valueOf } from '../steps.ts';

/** An X on loopback, the adapter on it, and shorthand for steps. */
export interface XWorld {
  readonly host: SimulatorHost;
  readonly url: string;
  readonly ports: NetworkPorts;
  readonly ads: NetworkPorts['ads'];
  readonly account: AccountRef;
  readonly secrets: Map<string, string>;
  readonly ledger: Map<string, string>;
  readonly clock: Clock;
  /** The adapter as another start of the program has it: same disk, empty memory. */
  again(): NetworkPorts;
  close(): Promise<void>;
}

export const START_MS = Date.parse('2026-11-23T15:00:00Z');
export const DAY_MS = 86_400_000;

/** Drawn once for all files: the renderer is slow to load and always gives the same bytes. */
let drawing: ImageRenderer | null = null;

const PICTURE: AdImage = { template: 'plain', headline: 'Asesor comercial', place: 'Bogotá', detail: '$ 2.400.000', brand: 'Acme' };

export async function openXWorld(
  options: { account?: string; secret?: string; switches?: Record<string, boolean>; settings?: Record<string, string> } = {},
): Promise<XWorld> {
  drawing ??= createImageRenderer();
  const images = drawing;
  // Before anything listens: the first drawing takes seconds, and connections that wait for it are closed meanwhile.
  await images.render(PICTURE, { width: 800, height: 418 });
  // Requests are signed by the clock on the wall, which stands still here; the simulation begins on a day of its own.
  const wallMs = Date.now();
  const host = await startSimulators({
    networks: [createXSimulator],
    directory: null,
    seed: 7,
    port: 0,
    switches: { 'x.review_approves_all': true, ...options.switches },
    realNowMs: () => wallMs,
    logLimit: 20_000,
  });
  host.advance(START_MS - wallMs);
  const url = host.urls.get('x')!;
  const seed = X_SIMULATED_ACCOUNTS.find((account) => account.remoteId === (options.account ?? '18sim1001'))!;
  const account: AccountRef = {
    accountId: 'a1',
    remoteId: seed.remoteId,
    currency: seed.currency,
    timeZone: seed.timeZone,
    country: seed.country,
    secretName: 'x/a1',
    settings: options.settings ?? { ...seed.settings },
  };
  const secrets = new Map([['x/a1', options.secret ?? X_SIMULATED_SECRET]]);
  const ledger = new Map<string, string>();
  const clock: Clock = {
    nowMs: () => host.nowMs(),
    nowIso: () => new Date(host.nowMs()).toISOString(),
    today: (zone) => dayAt(host.nowMs(), zone),
    sleep: (ms) => (host.advance(ms), Promise.resolve()),
  };
  const again = (): NetworkPorts =>
    createX({
      urls: urlsOf(url),
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
  return { host, url, ports, ads: ports.ads, account, secrets, ledger, clock, again, close: () => host.close() };
}

/** The community client as anyone would use it: its address and its agent turned to loopback, nothing else. */
export function rawClient(world: Pick<XWorld, 'url' | 'secrets'>, secret = world.secrets.get('x/a1') ?? '') {
  const keys = JSON.parse(secret) as Record<'consumerKey' | 'consumerSecret' | 'accessToken' | 'accessTokenSecret', string>; // written by the seeds
  const client = new TwitterApi(
    { appKey: keys.consumerKey, appSecret: keys.consumerSecret, accessToken: keys.accessToken, accessSecret: keys.accessTokenSecret },
    { httpAgent: new Agent({ keepAlive: true }) },
  );
  // Its only way to another address is protected by its types, and not by its code.
  (client.ads as unknown as { setPrefix(prefix: string): void }).setPrefix(`${world.url}/12/`);
  return client.ads;
}

type Of<L extends PlannedObject['level']> = Extract<PlannedObject, { level: L }>;

export function campaignObject(account: AccountRef, change: Partial<CampaignFields> = {}): Of<'campaign'> {
  const fields: CampaignFields = {
    name: 'Ventas Bogotá',
    status: 'paused',
    objective: 'traffic',
    dailyBudget: { amountMicros: account.currency === 'USD' ? 25_500_000n : 480_000_000_000n, currency: account.currency },
    startDay: '2026-11-24',
    endDay: '2026-12-31',
    countries: [account.country],
    employment: true,
    ...change,
  };
  const id = marker();
  return { level: 'campaign', fields, objectId: `c-${id}`, parentId: null, marker: id, remoteId: null };
}

export const BOGOTA = { code: '11001', name: 'Bogotá, D.C.', region: 'Bogotá, D.C.', country: 'CO' };
export const MEDELLIN = { code: '05001', name: 'Medellín', region: 'Antioquia', country: 'CO' };

export function adGroupObject(parent: PlannedObject, change: Partial<AdGroupFields> = {}): Of<'ad_group'> {
  const fields: AdGroupFields = {
    name: 'Asesores · Bogotá',
    status: 'paused',
    places: [BOGOTA],
    radiusKm: null,
    languages: ['es'],
    keywords: [],
    ...change,
  };
  const id = marker();
  return { level: 'ad_group', fields, objectId: `g-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

export function adObject(parent: PlannedObject, change: Partial<AdFields> = {}): Of<'ad'> {
  const id = marker();
  const fields: AdFields = {
    name: 'Asesor comercial',
    status: 'paused',
    headlines: ['Asesor comercial en Bogotá'],
    descriptions: [],
    primaryText: `Gane $ 2.400.000 más comisiones. Postúlese hoy, oferta ${id}.`,
    finalUrl: 'https://empleos.example.co/v/1?utm_source=x',
    callToAction: 'apply_now',
    image: PICTURE,
    ...change,
  };
  return { level: 'ad', fields, objectId: `a-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

export interface Tree {
  readonly campaign: Of<'campaign'>;
  readonly adGroup: Of<'ad_group'>;
  readonly ad: Of<'ad'>;
  readonly campaignId: string;
  readonly adGroupId: string;
  readonly mediaKey: string;
  readonly cardUri: string;
  readonly adId: string;
}

/** A campaign with one ad group and one ad, all of it resting; optionally switched on, as publishing does it: leaves first. */
export async function publishTree(
  world: XWorld,
  changes: { campaign?: Partial<CampaignFields>; adGroup?: Partial<AdGroupFields>; ad?: Partial<AdFields>; active?: boolean } = {},
): Promise<Tree> {
  const { ads, account } = world;
  const campaign = campaignObject(account, changes.campaign);
  const adGroup = adGroupObject(campaign, changes.adGroup);
  const ad = adObject(adGroup, changes.ad);
  const apply = async (
    kind: StepKind,
    object: PlannedObject,
    refs: Record<string, string>,
    above: readonly PlannedObject[],
  ): Promise<string> => madeId(valueOf(await ads.apply(step(account, kind, object, refs, { above }))));
  const campaignId = await apply('create_campaign', campaign, {}, []);
  const adGroupId = await apply('create_ad_group', adGroup, { campaign: campaignId }, [campaign]);
  await apply('create_targeting', { ...adGroup, remoteId: adGroupId }, { campaign: campaignId, adGroup: adGroupId }, [campaign]);
  const mediaKey = await apply('upload_media', ad, { adGroup: adGroupId }, [adGroup, campaign]);
  const cardUri = await apply('create_card', ad, { adGroup: adGroupId, media: mediaKey }, [adGroup, campaign]);
  const adId = await apply('create_ad', ad, { adGroup: adGroupId, media: mediaKey, card: cardUri }, [adGroup, campaign]);
  const tree = { campaign, adGroup, ad, campaignId, adGroupId, mediaKey, cardUri, adId };
  if (changes.active === true) await activate(world, tree);
  return tree;
}

export async function activate(world: XWorld, tree: Tree): Promise<void> {
  const { ads, account } = world;
  for (const [object, remoteId] of [
    [tree.ad, tree.adId],
    [tree.adGroup, tree.adGroupId],
    [tree.campaign, tree.campaignId],
  ] as const)
    valueOf(await ads.apply(step(account, 'set_status', { ...object, remoteId }, { adGroup: tree.adGroupId }, { status: 'active' })));
}
