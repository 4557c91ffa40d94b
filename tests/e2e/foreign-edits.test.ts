import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import type { SimObject } from '../../adapters/simulators/types.ts';
import type { PlanObject } from '../../core/contract/index.ts';
import { money } from '../../core/kernel/index.ts';
import { acceptWarnings, draftAds, draftEightAds, makeWorkspace, SAMPLE_CLIENT, settled, startPublishing } from '../support/e2e-ads.ts';
import { editThere, everythingOn, openFields, publishedOn } from '../support/e2e-foreign.ts';
import {
  closeBrowser,
  makePlace,
  openPage,
  startServerShell,
  until,
  wordsOf,
  type OpenPage,
  type ServerShell,
} from '../support/e2e-program.ts';
import { keepPicture } from '../support/e2e-road.ts';

const say = wordsOf('es');
const NETWORKS = ['google', 'meta', 'snapchat', 'tiktok', 'x'] as const;
/** What the stranger makes of the daily budget, in millionths of the account's currency. */
const THEIR_BUDGET: Readonly<Record<string, string>> = { snapchat: '90000000' };
const theirBudget = (network: string): string => THEIR_BUDGET[network] ?? '333000000000';
/** Without a marker, as a person would write it. */
const THEIR_NAME = 'Bodega, campaña de diciembre';

interface Chosen {
  readonly campaign: PlanObject;
  readonly group: PlanObject;
  readonly paused: PlanObject;
  readonly deleted: PlanObject;
  readonly untouched: PlanObject;
}

/** Somebody else works in the networks' own screens after a publish. Each test goes on where the one before stopped. */
describe('what somebody changes in the networks’ own screens', () => {
  const place = makePlace();
  const chosen = new Map<string, Chosen>();
  let shell: ServerShell;
  let open: OpenPage;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    const { api } = open;
    await makeWorkspace(api);
    await draftEightAds(api, place);
    await draftAds(api, SAMPLE_CLIENT, 'auxiliar de bodega', ['snapchat', 'tiktok', 'x'], 'auxiliar de bodega en otras redes');
    const client = (await api.clients.list({})).clients.find(({ name }) => name === SAMPLE_CLIENT);
    await api.clients.update({ clientId: client?.id ?? '', fields: { monthlyCap: null } });
    await publishAll();
    // One ad in a hundred is rejected by review, and Meta switches such an ad on no more: reviews end first, and none of them is paused below.
    await api.simulators.advance({ ms: 26 * 3_600_000 });
    await api.sync.run({ clientId: null });
    for (const network of NETWORKS) {
      const plan = await publishedOn(api, network);
      const there = await everythingOn(api, network);
      const isRejected = ({ remoteId }: PlanObject): boolean => there.get(remoteId ?? '')?.review === 'rejected';
      const [campaign] = plan.filter(({ level }) => level === 'campaign');
      const [group, sibling] = plan.filter(({ level }) => level === 'ad_group');
      const ads = plan.filter(({ parentId }) => parentId === sibling?.id);
      const [paused, deleted] = ads.toSorted((left, right) => Number(isRejected(left)) - Number(isRejected(right)));
      const [untouched] = plan.filter(({ parentId }) => parentId === group?.id);
      if (!campaign || !group || !paused || !deleted || !untouched) throw new Error(`Too little was published on ${network}`);
      chosen.set(network, { campaign, group, paused, deleted, untouched });
    }
    await open.page.reload();
    await open.page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  const onNetwork = (network: string): Chosen => chosen.get(network)!; // filled for every one before the first test
  async function publishAll() {
    await acceptWarnings(open.api);
    await startPublishing(open.api);
    return settled(open.api);
  }
  async function readAgain(): Promise<number> {
    await open.api.simulators.advance({ ms: 3_600_000 });
    const { reports } = await open.api.sync.run({ clientId: null });
    expect(reports.filter(({ ok }) => !ok)).toEqual([]);
    return reports.reduce((sum, { incomingChanges }) => sum + incomingChanges, 0);
  }
  const incoming = async (): Promise<ReadonlySet<string>> => {
    const { rows } = await open.api.changes.list({ clientId: null, networks: [], quick: 'incoming', offset: 0, limit: 200 });
    return new Set(rows.map(({ objectId }) => objectId));
  };
  /** What its advertiser set on everything but one object; reviews go on by themselves. */
  const standing = (there: ReadonlyMap<string, SimObject>, but: PlanObject) =>
    [...there.values()].filter(({ id }) => id !== but.remoteId).map(({ id, name, configured }) => [id, name, configured]);
  async function visit(address: string): Promise<void> {
    await open.page.evaluate((hash) => void (location.hash = `#${hash}`), address);
    await open.page.getByRole('heading', { level: 1 }).waitFor();
  }

  test(
    'FM-36: every edit is shown three ways at the next reading, on all five networks, and a deletion too',
    { timeout: 180_000 },
    async () => {
      const { api } = open;
      expect(await readAgain()).toBe(0);
      for (const network of NETWORKS) {
        const { campaign, group, paused, deleted } = onNetwork(network);
        await editThere(api, network, { id: campaign.remoteId ?? '', dailyBudgetMicros: theirBudget(network), name: THEIR_NAME });
        await editThere(api, network, { id: group.remoteId ?? '', status: 'paused' });
        await editThere(api, network, { id: paused.remoteId ?? '', status: 'paused' });
        await editThere(api, network, { id: deleted.remoteId ?? '', deleted: true });
      }
      expect(await readAgain()).toBe(4 * NETWORKS.length);
      expect(await incoming()).toEqual(
        new Set([...chosen.values()].flatMap(({ campaign, group, paused, deleted }) => [campaign.id, group.id, paused.id, deleted.id])),
      );
      for (const network of NETWORKS) {
        const { campaign, group, paused, deleted, untouched } = onNetwork(network);
        if (campaign.level !== 'campaign') throw new Error('A campaign was wanted');
        const { amountMicros, currency } = campaign.fields.dailyBudget;
        const ours = { amountMicros: amountMicros.toString(), currency };
        expect(await openFields(api, campaign.id), network).toMatchObject([
          { field: 'dailyBudget', base: ours, mine: ours, theirs: { amountMicros: theirBudget(network), currency }, kind: 'theirs' },
          { field: 'name', base: campaign.fields.name, mine: campaign.fields.name, theirs: THEIR_NAME, kind: 'theirs' },
        ]);
        for (const object of [group, paused])
          expect(await openFields(api, object.id), network).toMatchObject([
            { field: 'status', base: 'active', mine: 'active', theirs: 'paused', kind: 'theirs' },
          ]);
        expect(await openFields(api, deleted.id), network).toMatchObject([
          { field: 'status', base: 'active', mine: 'active', theirs: 'archived', kind: 'theirs' },
        ]);
        expect(await openFields(api, untouched.id), network).toEqual([]);
      }
    },
  );

  test('FM-36: another publish leaves what they did as it is', { timeout: 180_000 }, async () => {
    const { api } = open;
    const before = new Map<string, unknown>();
    for (const network of NETWORKS) {
      const { untouched } = onNetwork(network);
      before.set(network, standing(await everythingOn(api, network), untouched));
      await api.plans.edit({ objectIds: [untouched.id], fields: { status: 'paused' } });
    }
    expect((await publishAll()).state).toBe('done');
    for (const network of NETWORKS) {
      const { untouched, campaign } = onNetwork(network);
      const now = await everythingOn(api, network);
      expect(now.get(untouched.remoteId ?? '')?.configured, network).toBe('paused');
      expect(standing(now, untouched), network).toEqual(before.get(network));
      // A budget is in no list of theirs: the next reading tells whether it stood.
      expect(await readAgain()).toBe(0);
      expect(
        (await openFields(api, campaign.id)).map(({ field }) => field),
        network,
      ).toEqual(['dailyBudget', 'name']);
    }
  });

  test('FM-36: a person keeps ours or takes theirs, field by field', { timeout: 180_000 }, async () => {
    keepPicture(open, onTestFailed);
    const { api, page } = open;
    const { campaign } = onNetwork('meta');
    await visit(`/changes?quick=incoming&open=${campaign.id}`);
    const field = (name: string) => page.locator('.field-row', { hasText: say(`changesScreen.field.${name}`) });
    const budget = field('dailyBudget');
    await budget.waitFor();
    const shown = (await budget.locator('.field-cell').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(shown).toMatchObject([
      expect.stringMatching(/^Confirmado: .*240\.000/),
      expect.stringMatching(/^Mío: .*240\.000/),
      expect.stringMatching(/^En la red ahora: .*333\.000/),
    ]);
    await budget.getByRole('button', { name: say('changesScreen.keepMine') }).click();
    await until('our budget to be a change again', async () =>
      (await openFields(api, campaign.id)).some(({ field: name, kind }) => name === 'dailyBudget' && kind === 'mine'),
    );
    await field('name')
      .getByRole('button', { name: say('changesScreen.takeTheirs') })
      .click();
    await until('their name to be ours', async () => (await openFields(api, campaign.id)).every(({ field: name }) => name !== 'name'));
    expect((await api.plans.get({ objectId: campaign.id })).fields.name).toBe(THEIR_NAME);
    expect(await openFields(api, campaign.id)).toMatchObject([{ field: 'dailyBudget', kind: 'mine' }]);
    expect(open.report).toEqual({ errors: [], violations: [], foreign: [] });
  });

  test(
    'FM-36: kept, ours is on the network after a publish; taken, theirs stays; neither comes back as a difference',
    { timeout: 180_000 },
    async () => {
      const { api } = open;
      const all = [...chosen.values()];
      const rest = all.filter(({ campaign }) => campaign.network !== 'meta').map(({ campaign }) => campaign.id);
      await api.changes.proposeRevert({ selection: { objectIds: [...rest, ...all.map(({ paused }) => paused.id)] } });
      await api.changes.acceptIncoming({ selection: { objectIds: all.flatMap(({ group, deleted }) => [group.id, deleted.id]) } });
      expect((await publishAll()).state).toBe('done');
      expect(await readAgain()).toBe(0);
      expect(await incoming()).toEqual(new Set());
      for (const network of NETWORKS) {
        const { campaign, group, paused, deleted } = onNetwork(network);
        const there = await everythingOn(api, network);
        const configured = (object: PlanObject): string => there.get(object.remoteId ?? '')?.configured ?? 'archived';
        expect([campaign, group, paused, deleted].map(configured), network).toEqual(['active', 'paused', 'active', 'archived']);
        const name = there.get(campaign.remoteId ?? '')?.name ?? '';
        if (network === 'meta') expect(name).toBe(THEIR_NAME);
        else expect(name, network).toContain(campaign.marker);
        for (const object of [campaign, group, paused, deleted]) expect(await openFields(api, object.id), network).toEqual([]);
      }
      expect((await api.changes.summary({ clientId: null })).changes).toBe(0);
    },
  );

  test(
    'FM-36: an edit of ours that meets one of theirs waits for a person, and the answer is what is sent',
    { timeout: 180_000 },
    async () => {
      const { api } = open;
      const { campaign } = onNetwork('tiktok');
      const wish = money(250_000_000_000n, 'COP');
      await api.plans.edit({ objectIds: [campaign.id], fields: { dailyBudget: wish } });
      await editThere(api, 'tiktok', { id: campaign.remoteId ?? '', dailyBudgetMicros: '410000000000' });
      await readAgain();
      expect(await openFields(api, campaign.id)).toMatchObject([{ field: 'dailyBudget', kind: 'conflict' }]);
      await acceptWarnings(api);
      const { objectIds } = await api.changes.publishable({ clientId: null });
      await expect(api.publishing.start({ selection: { objectIds: [...objectIds, campaign.id] }, confirmDaily: [] })).rejects.toThrow(
        'changes.has_conflicts',
      );
      await api.changes.resolve({ objectId: campaign.id, field: 'dailyBudget', keep: 'mine' });
      expect((await publishAll()).state).toBe('done');
      expect(await readAgain()).toBe(0);
      expect(await openFields(api, campaign.id)).toEqual([]);
    },
  );

  test('FM-36: what is wanted of a deleted object goes to a person, and nothing is made in its place', { timeout: 180_000 }, async () => {
    const { api } = open;
    for (const network of NETWORKS) {
      const { paused } = onNetwork(network);
      await editThere(api, network, { id: paused.remoteId ?? '', deleted: true });
    }
    expect(await readAgain()).toBe(NETWORKS.length);
    await api.changes.proposeRevert({ selection: { objectIds: [...chosen.values()].map(({ paused }) => paused.id) } });
    const before = new Map<string, number>();
    for (const network of NETWORKS) before.set(network, (await everythingOn(api, network)).size);
    await acceptWarnings(api);
    const run = await startPublishing(api);
    expect((await settled(api)).state).toBe('done_with_problems');
    const { steps } = await api.publishing.steps({ runId: run.id, states: [], network: null, offset: 0, limit: 100 });
    // Refused with the network's own reason: a person reads it, and nothing sends it again.
    for (const network of NETWORKS)
      expect(
        steps.filter((step) => step.network === network && step.state !== 'confirmed'),
        network,
      ).toMatchObject([
        { kind: 'activate', state: expect.stringMatching(/^(rejected|needs_person)$/) as string, failure: expect.anything() as unknown },
      ]);
    for (const network of NETWORKS) {
      const { paused } = onNetwork(network);
      const there = await everythingOn(api, network);
      expect(there.get(paused.remoteId ?? '')?.configured ?? 'archived', network).toBe('archived');
      expect(there.size, network).toBeLessThanOrEqual(before.get(network) ?? 0);
    }
  });
});
