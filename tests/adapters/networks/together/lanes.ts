import { createHash } from 'node:crypto';
import { dayAt } from '../../../../adapters/networks/account-days.ts';
import type { NetworkPorts } from '../../../../adapters/networks/network-module.ts';
import type { SimulatorHost } from '../../../../adapters/simulators/host.ts';
import type { SimObject } from '../../../../adapters/simulators/types.ts';
import type { AccountRef, NetworkFailure, PublishStep } from '../../../../core/ports/index.ts';
import type { Result } from '../../../../core/kernel/index.ts';
import * as google from '../google/world.ts';
import * as meta from '../meta/world.ts';
import * as snapchat from '../snapchat/world.ts';
import * as tiktok from '../tiktok/world.ts';
import * as x from '../x/world.ts';

/** One network with its adapter, in the few words that a test about all of them needs. */
export interface Lane {
  readonly network: string;
  readonly host: SimulatorHost;
  readonly ads: NetworkPorts['ads'];
  readonly account: AccountRef;
  /** Operation by which the first object of a campaign is made: `create_tree` where all of it is one call. */
  readonly creating: string;
  /** A step that makes a campaign that was never made before. */
  create(): PublishStep;
  /** Publishes a campaign with its ad; the steps that switch its ad on, and make its ad group's places again. */
  publish(active: boolean): Promise<Published>;
  /** What a person does whose sign-in ended. */
  signIn(): Promise<void>;
  fault(kind: string, operation: string): void;
  close(): Promise<void>;
}

export interface Published {
  readonly switchAdOn: PublishStep;
  readonly placeAgain: PublishStep | null;
}

export const DAY_MS = 86_400_000;

function valueOf<T>(result: Result<T, NetworkFailure>): T {
  if (!result.ok) throw new Error(`Expected success, got ${JSON.stringify(result.error)}`);
  return result.value;
}

function aim(host: SimulatorHost, network: string): Lane['fault'] {
  return (kind, operation) => host.addFault({ network, operation, kind, times: 1 });
}

async function metaLane(): Promise<Lane> {
  const world = await meta.openMetaWorld();
  const { host, account } = world;
  return {
    network: 'meta',
    host,
    account,
    ads: world.ports.ads,
    creating: 'create_campaign',
    create: () => meta.step(account, 'create_campaign', meta.campaignObject(account)),
    async publish(active) {
      const tree = await meta.publishTree(world, { active });
      return {
        switchAdOn: meta.step(account, 'set_status', { ...tree.ad, remoteId: tree.adId }, {}, { status: 'active' }),
        placeAgain: null,
      };
    },
    signIn: () => Promise.resolve(),
    fault: aim(host, 'meta'),
    close: world.close,
  };
}

async function googleLane(): Promise<Lane> {
  const world = await google.openWorld();
  const { host, account } = world;
  let trees = 0;
  const next = (): PublishStep =>
    google.stepOf(
      world,
      'create_tree',
      google.treeOf({ index: (trees += 1), campaign: { startDay: dayAt(host.nowMs(), account.timeZone), endDay: null } }),
    );
  return {
    network: 'google',
    host,
    account,
    ads: world.ports.ads,
    creating: 'create_tree',
    create: next,
    async publish(active) {
      const { objects } = await google.publish(world, [...next().objects]);
      if (active) valueOf(await world.ports.ads.apply(google.stepOf(world, 'set_status', objects, { status: 'active' })));
      const ad = objects.filter(({ level }) => level === 'ad');
      return { switchAdOn: google.stepOf(world, 'set_status', ad, { status: 'active' }), placeAgain: null };
    },
    async signIn() {
      // A refresh token that was taken back never works again: the person agrees anew.
      const verifier = 'v'.repeat(43);
      const redirect = 'http://127.0.0.1:1/';
      const asked = new URLSearchParams({
        client_id: 'simulated-standard',
        redirect_uri: redirect,
        response_type: 'code',
        scope: 'https://www.googleapis.com/auth/adwords',
        access_type: 'offline',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const consent = await fetch(`${world.url}/o/oauth2/v2/auth?${asked}`, { redirect: 'manual' });
      const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const body = new URLSearchParams({
        client_id: 'simulated-standard',
        client_secret: 'none',
        grant_type: 'authorization_code',
        redirect_uri: redirect,
        code,
        code_verifier: verifier,
      });
      const tokens = (await (await fetch(`${world.url}/token`, { method: 'POST', body })).json()) as { refresh_token: string }; // the simulator's answer
      world.addSecret('google/agency', { refreshToken: tokens.refresh_token });
    },
    fault: aim(host, 'google'),
    close: world.close,
  };
}

async function xLane(): Promise<Lane> {
  const world = await x.openXWorld();
  const { host, account } = world;
  return {
    network: 'x',
    host,
    account,
    ads: world.ads,
    creating: 'create_campaign',
    create: () => x.step(account, 'create_campaign', x.campaignObject(account)),
    async publish(active) {
      const tree = await x.publishTree(world, { active });
      const group = { ...tree.adGroup, remoteId: tree.adGroupId, fields: { ...tree.adGroup.fields, places: [x.MEDELLIN] } };
      return {
        switchAdOn: x.step(
          account,
          'set_status',
          { ...tree.ad, remoteId: tree.adId },
          { adGroup: tree.adGroupId },
          { status: 'active', above: [group] },
        ),
        placeAgain: x.step(account, 'create_targeting', group, { campaign: tree.campaignId, adGroup: tree.adGroupId }),
      };
    },
    signIn: () => Promise.resolve(),
    fault: aim(host, 'x'),
    close: world.close,
  };
}

async function tiktokLane(): Promise<Lane> {
  const world = await tiktok.openTikTokWorld();
  const { host, account } = world;
  return {
    network: 'tiktok',
    host,
    account,
    ads: world.tiktok,
    creating: 'create_campaign',
    create: () => tiktok.step(account, 'create_campaign', tiktok.campaignObject(account), null),
    async publish(active) {
      const tree = await tiktok.publishTree(world, { active });
      const ad = { ...tree.ad, remoteId: tree.adId };
      return {
        switchAdOn: tiktok.step(account, 'set_status', ad, tree.campaign.fields, tree.refs, { status: 'active' }),
        placeAgain: null,
      };
    },
    signIn: () => Promise.resolve(),
    fault: aim(host, 'tiktok'),
    close: world.close,
  };
}

async function snapchatLane(): Promise<Lane> {
  const world = await snapchat.openSnapWorld();
  const { host, account } = world;
  return {
    network: 'snapchat',
    host,
    account,
    ads: world.snap,
    creating: 'create_campaign',
    create: () => snapchat.step(account, 'create_campaign', snapchat.campaignObject()),
    async publish(active) {
      const tree = await snapchat.publishTree(world, { active });
      host.advance(5_000);
      return {
        switchAdOn: snapchat.step(account, 'set_status', { ...tree.ad, remoteId: tree.adId }, {}, { status: 'active' }),
        placeAgain: null,
      };
    },
    // The simulated person agrees again after a minute.
    signIn: () => (host.advance(120_000), Promise.resolve()),
    fault: aim(host, 'snapchat'),
    close: world.close,
  };
}

export const LANES = {
  meta: metaLane,
  google: googleLane,
  x: xLane,
  tiktok: tiktokLane,
  snapchat: snapchatLane,
} as const satisfies Readonly<Record<string, () => Promise<Lane>>>;

export type LaneName = keyof typeof LANES;
export const LANE_NAMES = Object.keys(LANES) as readonly LaneName[]; // its own keys

/** Campaigns in the simulator's books that carry the marker of the step and are not put away. */
export function inTheBooks(lane: Lane, step: PublishStep): readonly SimObject[] {
  const marker = step.objects[0]?.marker;
  return lane.host.networks
    .get(lane.network)!
    .state()
    .campaigns.filter((one) => one.marker === marker && one.configured !== 'archived');
}

/** What publishing does with a step whose end is not known: looks, sends again where nothing is, and puts away what is too much. */
export async function settle(lane: Lane, step: PublishStep): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    lane.host.advance(Math.max(lane.ads.capabilities.listingLagMs, 60_000));
    const found = valueOf(await lane.ads.find(step));
    if (found === null) {
      valueOf(await lane.ads.apply(step));
      continue;
    }
    for (const extra of found.slice(1)) {
      lane.host.advance(10_000);
      const remoteId = extra.refs.find(({ part }) => part === 'campaign')!.remoteId;
      const object = { ...step.objects[0]!, remoteId };
      valueOf(await lane.ads.apply({ ...step, kind: 'set_status', status: 'archived', objects: [object] }));
    }
    return;
  }
  throw new Error('It was made and never found');
}
