import type { AdFields, AdGroupFields, CampaignFields } from '../../../../core/contract/plan-model.ts';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { asSha256, money, sha256Hex } from '../../../../core/kernel/index.ts';
import type {
  AccountRef,
  AdNetwork,
  Clock,
  HashedMember,
  MetricsSource,
  PlannedObject,
  PublishStep,
  RateLedger,
  Secrets,
  StepEvidence,
  StepKind,
} from '../../../../core/ports/index.ts';
import { createGoogle } from '../../../../adapters/networks/google/index.ts';
import type { ApiVersion } from '../../../../adapters/networks/google/manifest.ts';
import type { NetworkPorts } from '../../../../adapters/networks/network-module.ts';
import { createGoogleSimulator } from '../../../../adapters/networks/google/simulator/index.ts';
import { SEED_CONVERSION_ACTIONS } from '../../../../adapters/networks/google/simulator/seeds.ts';
import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';

export { failureIn, valueOf } from '../steps.ts';

/** 20 November 2026, 10:00 in Bogotá. */
export const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
export const TODAY = '2026-11-20';
export const REFRESH = {
  agency: 'simulated-refresh-agency',
  direct: 'simulated-refresh-direct',
  reader: 'simulated-refresh-reader',
  stranger: 'simulated-refresh-stranger',
  adsOnly: 'simulated-refresh-ads-only',
} as const;

export interface World {
  readonly host: SimulatorHost;
  readonly url: string;
  readonly google: AdNetwork & MetricsSource;
  readonly ports: NetworkPorts;
  readonly clock: Clock;
  readonly account: AccountRef;
  fault(operation: string, kind: string, times?: number): void;
  accountOf(changes: Partial<AccountRef>): AccountRef;
  addSecret(name: string, credential: Record<string, string>): void;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly switches?: Record<string, boolean>;
  readonly apiVersion?: ApiVersion;
  readonly baseUrl?: string;
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const host = await startSimulators({
    networks: [createGoogleSimulator],
    directory: null,
    seed: 7,
    port: 0,
    switches: options.switches ?? {},
    realNowMs: () => NOW_MS,
    logLimit: 10_000,
  });
  const url = host.urls.get('google')!;
  const kept = new Map<string, string>();
  const secrets: Secrets = {
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => kept.delete(name),
  };
  const ledger = new Map<string, string>();
  const rates: RateLedger = { read: (scope) => ledger.get(scope) ?? null, write: (scope, state) => void ledger.set(scope, state) };
  const clock: Clock = {
    nowMs: () => host.nowMs(),
    nowIso: () => new Date(host.nowMs()).toISOString(),
    today: () => TODAY,
    sleep: () => Promise.resolve(),
  };
  const addSecret = (name: string, credential: Record<string, string>): void =>
    void kept.set(name, JSON.stringify({ clientId: 'simulated-standard', clientSecret: 'none', ...credential }));
  for (const [name, refreshToken] of Object.entries(REFRESH)) addSecret(`google/${name}`, { refreshToken });
  const account: AccountRef = {
    accountId: '11111111-1111-4111-8111-111111111111',
    remoteId: '1110000001',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    secretName: 'google/agency',
    settings: { loginCustomerId: '9990000001', ...SEED_CONVERSION_ACTIONS },
  };
  const ports = createGoogle({
    baseUrl: options.baseUrl ?? url,
    dataManagerUrl: options.baseUrl ?? url,
    tokenUrl: `${url}/token`,
    consentUrl: `${url}/o/oauth2/v2/auth`,
    secrets,
    clock,
    rates,
    ...(options.apiVersion === undefined ? {} : { apiVersion: options.apiVersion }),
  });
  return {
    host,
    url,
    google: ports.ads,
    ports,
    clock,
    account,
    addSecret,
    fault: (operation, kind, times = 1) => host.addFault({ network: 'google', operation, kind, times }),
    accountOf: (changes) => ({ ...account, ...changes }),
    close: () => host.close(),
  };
}

/** Made-up people, hashed as they must be before they come near an adapter. */
export function hashes(count: number, from = 0): readonly HashedMember[] {
  return Array.from({ length: count }, (_, index) => ({
    email: asSha256(sha256Hex(`persona${from + index}@correo.example`)),
    phone: index % 2 === 0 ? asSha256(sha256Hex(`+5700000${from + index}`)) : null,
  }));
}

/** A machine-readable fact sheet, beside the repository or above it; null where it is not. It is no part of the repository. */
export function factSheet(name: string): string | null {
  const file = path.join('shared', 'specs', 'data', name);
  for (let folder = path.resolve(import.meta.dirname, '../../../..'); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, file))) return path.join(folder, file);
  return null;
}

export const campaignFields: CampaignFields = {
  name: 'Auxiliar contable Bogotá',
  status: 'paused',
  objective: 'traffic',
  dailyBudget: money(50_000_000_000n, 'COP'),
  startDay: '2026-11-20',
  endDay: '2026-12-31',
  countries: ['CO'],
  employment: true,
};
export const adGroupFields: AdGroupFields = {
  name: 'Bogotá',
  status: 'paused',
  places: [{ code: '11001', name: 'Bogotá, D.C.', region: 'Bogotá, D.C.', country: 'CO' }],
  radiusKm: null,
  languages: ['es'],
  keywords: ['empleo auxiliar contable', 'trabajo contabilidad bogota'],
};
export const adFields: AdFields = {
  name: 'Auxiliar contable 1',
  status: 'paused',
  headlines: ['Auxiliar contable', 'Trabaje en Bogotá', 'Postúlese hoy'],
  descriptions: ['Contrato a término indefinido y horario de oficina.', 'Envíe su hoja de vida en dos minutos.'],
  primaryText: '',
  finalUrl: 'https://empleos.example.com/vacantes/1',
  callToAction: 'apply_now',
  image: null,
};

const objectId = (kind: number, index: number): string => `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const markerAt = (kind: string, index: number): string => `${kind}${index.toString(36).padStart(7, '0')}`;

/** A campaign with its ad groups and ads, markers and all. */
export function treeOf(
  options: {
    readonly groups?: number;
    readonly ads?: number;
    readonly index?: number;
    readonly campaign?: Partial<CampaignFields>;
    readonly group?: Partial<AdGroupFields>;
    readonly ad?: Partial<AdFields>;
  } = {},
): PlannedObject[] {
  const index = options.index ?? 0;
  const campaign: PlannedObject = {
    level: 'campaign',
    objectId: objectId(1, index),
    parentId: null,
    marker: markerAt('c', index),
    remoteId: null,
    fields: { ...campaignFields, ...options.campaign },
  };
  const objects: PlannedObject[] = [campaign];
  for (let g = 0; g < (options.groups ?? 1); g += 1) {
    const groupId = objectId(2, index * 1000 + g);
    objects.push({
      level: 'ad_group',
      objectId: groupId,
      parentId: campaign.objectId,
      marker: markerAt('g', index * 1000 + g),
      remoteId: null,
      fields: { ...adGroupFields, name: `${adGroupFields.name} ${g + 1}`, ...options.group },
    });
    for (let a = 0; a < (options.ads ?? 1); a += 1)
      objects.push({
        level: 'ad',
        objectId: objectId(3, index * 100_000 + g * 100 + a),
        parentId: groupId,
        marker: markerAt('a', index * 100_000 + g * 100 + a),
        remoteId: null,
        fields: { ...adFields, ...options.ad },
      });
  }
  return objects;
}

export function stepOf(world: World, kind: StepKind, objects: readonly PlannedObject[], changes: Partial<PublishStep> = {}): PublishStep {
  return {
    id: '99999999-9999-4999-8999-999999999999',
    kind,
    account: world.account,
    objects,
    refs: {},
    changedFields: [],
    status: null,
    above: [],
    firstSentAt: null,
    ...changes,
  };
}

/** The objects with the ids that the evidence gave them. */
export function withIds(objects: readonly PlannedObject[], evidence: StepEvidence): PlannedObject[] {
  const parts = { campaign: 'campaign', ad_group: 'ad_group', ad: 'ad' } as const;
  return objects.map((object) => ({
    ...object,
    remoteId:
      evidence.refs.find((ref) => ref.objectId === object.objectId && ref.part === parts[object.level])?.remoteId ?? object.remoteId,
  }));
}

export function refsOf(evidence: StepEvidence): Record<string, string> {
  const of = (part: string): string => evidence.refs.find((ref) => ref.part === part)?.remoteId ?? '';
  return { campaign: of('campaign'), adGroup: of('ad_group'), ad: of('ad'), budget: of('budget') };
}

/** Publishes one tree and gives its objects back with their ids. */
export async function publish(
  world: World,
  objects = treeOf(),
): Promise<{ readonly objects: PlannedObject[]; readonly evidence: StepEvidence; readonly refs: Record<string, string> }> {
  const answer = await world.google.apply(stepOf(world, 'create_tree', objects));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return { objects: withIds(objects, answer.value), evidence: answer.value, refs: refsOf(answer.value) };
}
