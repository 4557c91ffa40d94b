import { createHash } from 'node:crypto';
import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';
import { createSnapchat, createSnapchatSimulator, SNAPCHAT_SIMULATED_ACCOUNTS } from '../../../../adapters/networks/snapchat/index.ts';
import { dayAt } from '../../../../adapters/networks/account-days.ts';
import type { NetworkPorts } from '../../../../adapters/networks/network-module.ts';
import type { AdFields, AdGroupFields, CampaignFields } from '../../../../core/contract/plan-model.ts';
import type {
  AccountRef,
  AdNetwork,
  Clock,
  ImageRenderer,
  MetricsSource,
  PlannedObject,
  PublishStep,
  StepEvidence,
} from '../../../../core/ports/index.ts';
import { madeId, marker, step, valueOf } from '../steps.ts';

export { failureIn, madeId, marker, step, valueOf } from '../steps.ts';

/** A Snapchat on loopback, the adapter on it, and shorthand for steps. */
export interface SnapWorld {
  readonly host: SimulatorHost;
  readonly url: string;
  readonly ports: NetworkPorts;
  readonly snap: AdNetwork & MetricsSource;
  readonly account: AccountRef;
  readonly secrets: Map<string, string>;
  readonly ledger: Map<string, string>;
  readonly clock: Clock;
  readonly images: ImageRenderer;
  /** Another program on the same key store and ledger. */
  again(): NetworkPorts;
  today(): string;
  close(): Promise<void>;
}

export const START_MS = Date.parse('2026-11-23T15:00:00Z');
export const DAY_MS = 86_400_000;
export const ACCOUNT = '5aac0000-0000-4000-8000-000000001001';
export const account = (number: number): string => `5aac0000-0000-4000-8000-00000000${number}`;

export function credential(refreshToken = 'snap-sim-refresh', more: Record<string, string> = {}): string {
  return JSON.stringify({ clientId: 'snap-sim-app', clientSecret: 'snap-sim-app-secret', refreshToken, ...more });
}

/** A picture of the right size without drawing one: the head of a PNG, and the recipe as its content. */
const pictures: ImageRenderer = {
  render(image, { width, height }) {
    const head = Buffer.alloc(24);
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(head);
    head.writeUInt32BE(width, 16);
    head.writeUInt32BE(height, 20);
    const bytes = Buffer.concat([head, Buffer.from(JSON.stringify(image))]);
    const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
    return Promise.resolve({ bytes, mime: 'image/png', width, height, sha256: hash('sha256'), md5: hash('md5') });
  },
};

export async function openSnapWorld(
  options: {
    account?: string;
    secret?: string;
    switches?: Record<string, boolean>;
    settings?: Record<string, string>;
    directory?: string;
    heldBack?: 'wait' | 'refuse';
  } = {},
): Promise<SnapWorld> {
  const host = await startSimulators({
    networks: [createSnapchatSimulator],
    directory: options.directory ?? null,
    seed: 7,
    port: 0,
    switches: { 'snapchat.review_approves_all': true, ...options.switches },
    realNowMs: () => START_MS,
    logLimit: 20_000,
  });
  const url = host.urls.get('snapchat')!;
  const seed = SNAPCHAT_SIMULATED_ACCOUNTS.find((one) => one.id === (options.account ?? ACCOUNT))!;
  const ref: AccountRef = {
    accountId: 'a1',
    remoteId: seed.id,
    currency: seed.currency,
    timeZone: seed.timezone,
    country: 'CO',
    secretName: 'snapchat/a1',
    settings: { pixelId: seed.pixelId, profileId: seed.profileId, ...options.settings },
  };
  const secrets = new Map([['snapchat/a1', options.secret ?? credential()]]);
  const ledger = new Map<string, string>();
  const clock: Clock = {
    nowMs: () => host.nowMs(),
    nowIso: () => new Date(host.nowMs()).toISOString(),
    today: (zone) => dayAt(host.nowMs(), zone),
    sleep: (ms) => (host.advance(ms), Promise.resolve()),
  };
  const again = (): NetworkPorts =>
    createSnapchat({
      urls: { api: url, accounts: url, conversions: url },
      clock,
      images: pictures,
      // As in a simulated workspace.
      heldBack: options.heldBack ?? 'refuse',
      secrets: {
        get: (name) => Promise.resolve(secrets.get(name) ?? null),
        set: (name, value) => (secrets.set(name, value), Promise.resolve()),
        delete: (name) => Promise.resolve(secrets.delete(name)),
      },
      rates: { read: (scope) => ledger.get(scope) ?? null, write: (scope, state) => void ledger.set(scope, state) },
    });
  const ports = again();
  return {
    host,
    url,
    ports,
    snap: ports.ads,
    account: ref,
    secrets,
    ledger,
    clock,
    images: pictures,
    again,
    today: () => clock.today(ref.timeZone),
    close: () => host.close(),
  };
}

export const dollars = (major: number): { amountMicros: bigint; currency: string } => ({
  amountMicros: BigInt(Math.round(major * 100)) * 10_000n,
  currency: 'USD',
});

export function campaignObject(change: Partial<CampaignFields> = {}): Extract<PlannedObject, { level: 'campaign' }> {
  const fields: CampaignFields = {
    name: 'Ventas Bogotá',
    status: 'paused',
    objective: 'traffic',
    dailyBudget: dollars(60),
    startDay: '2026-11-23',
    endDay: '2026-12-31',
    countries: ['CO'],
    employment: true,
    ...change,
  };
  const id = marker();
  return { level: 'campaign', fields, objectId: `c-${id}`, parentId: null, marker: id, remoteId: null };
}

export const BOGOTA = { code: '11001', name: 'Bogotá, D.C.', region: 'Bogotá, D.C.', country: 'CO' };
export const COLOMBIA = { code: null, name: 'Colombia', region: null, country: 'CO' };

export function adGroupObject(parent: PlannedObject, change: Partial<AdGroupFields> = {}): Extract<PlannedObject, { level: 'ad_group' }> {
  const fields: AdGroupFields = {
    name: 'Asesores · Colombia',
    status: 'paused',
    places: [COLOMBIA],
    radiusKm: null,
    languages: ['es'],
    keywords: [],
    ...change,
  };
  const id = marker();
  return { level: 'ad_group', fields, objectId: `g-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

export function adObject(parent: PlannedObject, change: Partial<AdFields> = {}): Extract<PlannedObject, { level: 'ad' }> {
  const fields: AdFields = {
    name: 'Asesor comercial',
    status: 'paused',
    headlines: ['Asesor comercial en Bogotá'],
    descriptions: [],
    primaryText: '',
    finalUrl: 'https://empleos.example.co/v/1?utm_source=snapchat',
    callToAction: 'apply_now',
    image: { template: 'plain', headline: 'Asesor comercial', place: 'Bogotá', detail: '', brand: 'Almacenes' },
    ...change,
  };
  const id = marker();
  return { level: 'ad', fields, objectId: `a-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

/** Applies a step, waiting whenever the pace asks for it, as the engine does. */
export async function applied(world: SnapWorld, one: PublishStep): Promise<StepEvidence> {
  for (let tries = 0; tries < 50; tries += 1) {
    const result = await world.snap.apply(one);
    if (result.ok || result.error.kind !== 'rate_limited') return valueOf(result);
    world.host.advance(result.error.retryAfterMs ?? 1_000);
  }
  throw new Error('The pace never allowed the step');
}

/** A campaign with one ad group and one ad, all paused; optionally switched on. */
export async function publishTree(
  world: SnapWorld,
  changes: { campaign?: Partial<CampaignFields>; adGroup?: Partial<AdGroupFields>; ad?: Partial<AdFields>; active?: boolean } = {},
) {
  const { account: ref } = world;
  const campaign = campaignObject(changes.campaign);
  const adGroup = adGroupObject(campaign, changes.adGroup);
  const ad = adObject(adGroup, changes.ad);
  const campaignId = madeId(await applied(world, step(ref, 'create_campaign', campaign)));
  const adGroupId = madeId(await applied(world, step(ref, 'create_ad_group', adGroup, { campaign: campaignId })));
  const mediaId = madeId(await applied(world, step(ref, 'upload_media', ad)));
  const creativeId = madeId(await applied(world, step(ref, 'create_creative', ad, { media: mediaId })));
  const adId = madeId(await applied(world, step(ref, 'create_ad', ad, { adGroup: adGroupId, creative: creativeId })));
  if (changes.active === true) {
    for (const [object, remoteId] of [
      [ad, adId],
      [adGroup, adGroupId],
      [campaign, campaignId],
    ] as const)
      await applied(world, step(ref, 'set_status', { ...object, remoteId }, {}, { status: 'active' }));
  }
  return { campaign, adGroup, ad, campaignId, adGroupId, mediaId, creativeId, adId };
}
