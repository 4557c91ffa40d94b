import { createImageRenderer } from '../../../../adapters/images/renderer.ts';
import type { NetworkPorts } from '../../../../adapters/networks/network-module.ts';
import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';
import {
  createMeta,
  createMetaSimulator,
  META_SIMULATED_ACCOUNTS,
  META_SIMULATED_TOKEN,
} from '../../../../adapters/networks/meta/index.ts';
import { dayAt } from '../../../../adapters/networks/account-days.ts';
import type { AdFields, AdGroupFields, CampaignFields } from '../../../../core/contract/plan-model.ts';
import type { AccountRef, AdNetwork, Clock, HashedMember, MetricsSource, PlannedObject } from '../../../../core/ports/index.ts';
import { asSha256, sha256Hex } from '../../../../core/kernel/index.ts';
import { madeId, marker, step, valueOf } from '../steps.ts';

export { failureIn, madeId, marker, step, valueOf } from '../steps.ts';

/** A Meta on loopback, the adapter on it, and shorthand for steps. */
export interface MetaWorld {
  readonly host: SimulatorHost;
  readonly url: string;
  readonly meta: AdNetwork & MetricsSource;
  readonly ports: NetworkPorts;
  readonly account: AccountRef;
  readonly secrets: Map<string, string>;
  readonly ledger: Map<string, string>;
  readonly clock: Clock;
  today(): string;
  close(): Promise<void>;
}

export const START_MS = Date.parse('2026-11-23T15:00:00Z');
export const DAY_MS = 86_400_000;

export async function openMetaWorld(
  options: { account?: string; token?: string; switches?: Record<string, boolean>; appSecret?: string } = {},
): Promise<MetaWorld> {
  const host = await startSimulators({
    networks: [createMetaSimulator],
    directory: null,
    seed: 7,
    port: 0,
    switches: { 'meta.review_approves_all': true, ...options.switches },
    realNowMs: () => START_MS,
    logLimit: 20_000,
  });
  const url = host.urls.get('meta')!;
  const seed = META_SIMULATED_ACCOUNTS.find((account) => account.remoteId === (options.account ?? 'act_1001'))!;
  const account: AccountRef = {
    accountId: 'a1',
    remoteId: seed.remoteId,
    currency: seed.currency,
    timeZone: seed.timeZone,
    country: seed.country,
    secretName: 'meta/a1',
    settings: { ...seed.settings },
  };
  const secrets = new Map([
    ['meta/a1', options.token ?? META_SIMULATED_TOKEN],
    ['app', 'sim-app-secret'],
  ]);
  const ledger = new Map<string, string>();
  const clock: Clock = {
    nowMs: () => host.nowMs(),
    nowIso: () => new Date(host.nowMs()).toISOString(),
    today: (zone) => dayAt(host.nowMs(), zone),
    sleep: (ms) => (host.advance(ms), Promise.resolve()),
  };
  const ports = createMeta({
    baseUrl: url,
    clock,
    secrets: {
      get: (name) => Promise.resolve(secrets.get(name) ?? null),
      set: (name, value) => (secrets.set(name, value), Promise.resolve()),
      delete: (name) => Promise.resolve(secrets.delete(name)),
    },
    images: createImageRenderer(),
    rates: { read: (scope) => ledger.get(scope) ?? null, write: (scope, state) => void ledger.set(scope, state) },
    ...(options.appSecret === undefined ? {} : { appSecret: options.appSecret }),
  });
  return {
    host,
    url,
    meta: ports.ads,
    ports,
    account,
    secrets,
    ledger,
    clock,
    today: () => clock.today(account.timeZone),
    close: () => host.close(),
  };
}

export function campaignObject(account: AccountRef, change: Partial<CampaignFields> = {}): Extract<PlannedObject, { level: 'campaign' }> {
  const fields: CampaignFields = {
    name: 'Ventas Bogotá',
    status: 'paused',
    objective: 'traffic',
    dailyBudget: { amountMicros: account.currency === 'USD' ? 25_500_000n : 480_000_000_000n, currency: account.currency },
    startDay: '2026-11-23',
    endDay: '2026-12-31',
    countries: [account.country],
    employment: true,
    ...change,
  };
  const id = marker();
  return { level: 'campaign', fields, objectId: `c-${id}`, parentId: null, marker: id, remoteId: null };
}

export function adGroupObject(parent: PlannedObject, change: Partial<AdGroupFields> = {}): Extract<PlannedObject, { level: 'ad_group' }> {
  const fields: AdGroupFields = {
    name: 'Asesores · Bogotá',
    status: 'paused',
    places: [{ code: '11001', name: 'Bogotá', region: 'Bogotá D.C.', country: 'CO' }],
    radiusKm: 25,
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
    descriptions: ['Contrato a término indefinido'],
    primaryText: 'Gane $ 2.400.000 más comisiones. Postúlese hoy.',
    finalUrl: 'https://empleos.example.co/v/1?utm_source=meta',
    callToAction: 'apply_now',
    image: null,
    ...change,
  };
  const id = marker();
  return { level: 'ad', fields, objectId: `a-${id}`, parentId: parent.objectId, marker: id, remoteId: null };
}

/** People who do not exist, as a network may know them. */
export function hashes(count: number): readonly HashedMember[] {
  return Array.from({ length: count }, (_, index) => ({
    email: asSha256(sha256Hex(`persona${index}@correo.example`)),
    phone: index % 2 === 0 ? asSha256(sha256Hex(`5700000${index}`)) : null,
  }));
}

/** A campaign with one ad group and one ad, all paused; optionally switched on. */
export async function publishTree(
  world: MetaWorld,
  changes: { campaign?: Partial<CampaignFields>; adGroup?: Partial<AdGroupFields>; ad?: Partial<AdFields>; active?: boolean } = {},
) {
  const { meta, account } = world;
  const campaign = campaignObject(account, changes.campaign);
  const adGroup = adGroupObject(campaign, changes.adGroup);
  const ad = adObject(adGroup, changes.ad);
  const campaignId = madeId(valueOf(await meta.apply(step(account, 'create_campaign', campaign))));
  const adGroupId = madeId(valueOf(await meta.apply(step(account, 'create_ad_group', adGroup, { campaign: campaignId }))));
  const media = ad.fields.image === null ? null : madeId(valueOf(await meta.apply(step(account, 'upload_media', ad))));
  const creativeRefs = { campaign: campaignId, adGroup: adGroupId, ...(media === null ? {} : { media }) };
  const creativeId = madeId(valueOf(await meta.apply(step(account, 'create_creative', ad, creativeRefs))));
  const adId = madeId(
    valueOf(await meta.apply(step(account, 'create_ad', ad, { campaign: campaignId, adGroup: adGroupId, creative: creativeId }))),
  );
  if (changes.active === true) {
    for (const [object, remoteId] of [
      [campaign, campaignId],
      [adGroup, adGroupId],
      [ad, adId],
    ] as const)
      valueOf(await meta.apply(step(account, 'set_status', { ...object, remoteId }, {}, { status: 'active' })));
  }
  return { campaign, adGroup, ad, campaignId, adGroupId, media, creativeId, adId };
}
