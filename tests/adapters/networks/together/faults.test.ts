import { afterEach, describe, expect, test, vi } from 'vitest';
import { NETWORK_FAULTS } from '../../../../adapters/simulators/types.ts';
import type { NetworkFailure } from '../../../../core/ports/index.ts';
import { inTheBooks, LANE_NAMES, LANES, settle, type Lane, type LaneName } from './lanes.ts';

/** What a fault leaves behind: objects in the network's books, and what the adapter says became of the step. */
type Outcome = readonly [made: number, says: 'ok' | NetworkFailure['kind']];

/** The same on every network, but for what `but` names; `cannot`: refused when it is armed, for it means nothing there. */
interface Row {
  readonly fault: string;
  readonly outcome: Outcome;
  readonly but?: Readonly<Partial<Record<LaneName, Outcome | 'cannot'>>>;
}

const ROWS: readonly Row[] = [
  { fault: 'lose_answer', outcome: [1, 'outcome_unknown'] },
  { fault: 'truncate', outcome: [1, 'outcome_unknown'] },
  { fault: '5xx_after', outcome: [1, 'outcome_unknown'] },
  { fault: 'reset', outcome: [0, 'outcome_unknown'] },
  { fault: '5xx_before', outcome: [0, 'outcome_unknown'] },
  // Google knows campaigns by their name: the second one is refused there.
  { fault: 'answer_twice', outcome: [2, 'ok'], but: { google: [1, 'ok'] } },
  { fault: 'late_listing', outcome: [1, 'ok'] },
  { fault: '429', outcome: [0, 'rate_limited'] },
  // Where a refresh token is kept, the access token is renewed and the refused call repeated.
  { fault: 'expire_token', outcome: [0, 'auth_expired'], but: { google: [1, 'ok'], snapchat: [1, 'ok'] } },
  { fault: 'revoke', outcome: [0, 'auth_expired'] },
  { fault: 'version_dead', outcome: [0, 'unsupported'] },
  {
    fault: 'partial',
    outcome: [0, 'refused'],
    but: { google: [0, 'unavailable'], meta: 'cannot', x: 'cannot', tiktok: 'cannot' },
  },
];

let lane: Lane;
afterEach(() => (vi.useRealTimers(), lane.close()));

describe.each(LANE_NAMES)('a campaign that is made on %s', (name) => {
  const cases = ROWS.map((row) => ({ ...row, here: row.but?.[name] ?? row.outcome }));

  test.each(cases.filter(({ here }) => here !== 'cannot'))('survives $fault as exactly one', async ({ fault, here }) => {
    const [made, says] = here as Outcome; // the others were left out
    lane = await LANES[name]();
    const step = lane.create();
    lane.fault(fault, lane.creating);
    const answer = await lane.ads.apply(step);
    expect(answer.ok ? 'ok' : answer.error.kind).toBe(says);
    expect(inTheBooks(lane, step)).toHaveLength(made);
    const asked = lane.host.requests(lane.network).filter(({ operation }) => operation === lane.creating);
    // Nothing is sent twice but what a renewed token had kept from being read.
    expect(asked).toHaveLength(fault === 'expire_token' && says === 'ok' ? 2 : 1);
    if (says === 'auth_expired') await lane.signIn();
    await settle(lane, step);
    expect(inTheBooks(lane, step)).toHaveLength(1);
    const found = await lane.ads.find(step);
    const left = inTheBooks(lane, step)[0]!.id;
    expect(found.ok && found.value?.[0]?.refs.find(({ part }) => part === 'campaign')?.remoteId).toBe(left);
  });

  test.each(cases.filter(({ here }) => here === 'cannot'))('cannot meet $fault, and says so', async ({ fault }) => {
    lane = await LANES[name]();
    expect(() => lane.fault(fault, lane.creating)).toThrow(`${name} never acts out ${fault} at ${lane.creating}: `);
  });

  test('waits for a slow answer, and takes it as the one that it is', async () => {
    lane = await LANES[name]();
    const step = lane.create();
    lane.fault('slow', lane.creating);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let said: string | null = null;
    const asked = lane.ads.apply(step).then((answer) => void (said = answer.ok ? 'ok' : answer.error.kind));
    while (inTheBooks(lane, step).length === 0) await new Promise((resolve) => setImmediate(resolve));
    // Made, and not answered: by now an answer that nobody holds back would have come.
    await (await fetch(`${lane.host.controlUrl}/clock`)).text();
    expect(said).toBeNull();
    vi.advanceTimersByTime(2_000);
    await asked;
    expect(said).toBe('ok');
    vi.useRealTimers();
    await settle(lane, step);
    expect(inTheBooks(lane, step)).toHaveLength(1);
    expect(lane.host.requests(name).filter(({ operation }) => operation === lane.creating)).toHaveLength(1);
  });

  test('is not listed at first, is not made again once it is, and a lost answer does not change that', async () => {
    lane = await LANES[name]();
    const step = lane.create();
    lane.fault('late_listing', lane.creating);
    lane.fault('lose_answer', lane.creating);
    const answer = await lane.ads.apply(step);
    expect(answer.ok ? 'ok' : answer.error.kind).toBe('outcome_unknown');
    expect(await lane.ads.find(step)).toEqual({ ok: true, value: null });
    await settle(lane, step);
    expect(inTheBooks(lane, step)).toHaveLength(1);
    expect(lane.host.requests(lane.network).filter(({ operation }) => operation === lane.creating)).toHaveLength(1);
  });
});

describe('a change of which a part is refused', () => {
  test.each([
    ['tiktok', 'set_status', 'switchAdOn'],
    ['x', 'create_targeting', 'placeAgain'],
  ] as const)('on %s changes nothing that is told as changed, and is done the next time', async (name, operation, which) => {
    lane = await LANES[name]();
    const step = (await lane.publish(false))[which]!;
    const before = lane.host.networks.get(name)!.state();
    lane.host.advance(6_000);
    lane.fault('partial', operation);
    const answer = await lane.ads.apply(step);
    expect(answer.ok ? 'ok' : answer.error.kind).toBe('refused');
    expect(lane.host.networks.get(name)!.state()).toEqual(before);
    expect(await lane.ads.find(step)).toEqual({ ok: true, value: null });
    lane.host.advance(6_000);
    expect((await lane.ads.apply(step)).ok).toBe(true);
    const found = await lane.ads.find(step);
    expect(found.ok && found.value).toHaveLength(1);
  });
});

describe('a fault that would never happen', () => {
  test.each([
    ['meta', 'partial', 'create_campaign', 'a call makes or changes one object'],
    ['meta', 'restate', 'list_campaigns', 'only figures are restated'],
    ['google', 'partial', 'list_campaigns', 'a question is answered whole'],
    ['x', 'silent_change', 'set_status', 'the budget of a campaign'],
    ['tiktok', 'reject_review', 'list_ads', 'an ad is reviewed when it is made'],
    ['snapchat', 'late_listing', 'list_ads', 'only what is made'],
  ] as const)('on %s, %s at %s, is refused by the control address with its reason', async (name, kind, operation, why) => {
    lane = await LANES[name]();
    const body = JSON.stringify({ network: name, operation, kind });
    const answer = await fetch(`${lane.host.controlUrl}/faults`, { method: 'POST', body });
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: string }; // the control address is our own protocol
    expect(error).toContain(`${name} never acts out ${kind} at ${operation}: `);
    expect(error).toContain(why);
  });

  test('is told from one that happens somewhere: each network takes all of its own at any operation', async () => {
    for (const name of LANE_NAMES) {
      lane = await LANES[name]();
      for (const kind of NETWORK_FAULTS) expect(() => lane.fault(kind, '*')).not.toThrow();
      expect(() => lane.host.addFault({ network: 'nobody', operation: '*', kind: '429', times: 1 })).toThrow('nobody');
      if (name !== LANE_NAMES.at(-1)) await lane.close();
    }
  });
});
