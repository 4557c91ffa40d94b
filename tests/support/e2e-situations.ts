// Eight troubles as a person meets them: each is arranged, looked at, and left by the way that the screen names.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Api, AppContract } from '../../core/contract/index.ts';
import { money } from '../../core/kernel/index.ts';
import { RpcError } from '../../renderer/rpc/rpc-error.ts';
import { acceptWarnings, draftAds, draftEightAds, makeWorkspace, SAMPLE_CLIENT, settled, startPublishing } from './e2e-ads.ts';
import { openPage, startDesktopShell, startServerShell, until, type OpenPage, type Place, type ServerShell } from './e2e-program.ts';

/** Where a situation happens; what it starts, it leaves here to be ended. */
export interface Stage {
  readonly place: Place;
  readonly shells: Pick<ServerShell, 'stop' | 'said'>[];
  open: OpenPage;
}

export interface Situation {
  /** Its picture is `situation-<name>`. */
  readonly name: string;
  readonly title: string;
  /** A machine whose key store and disk do as the test says. */
  readonly doubled?: boolean;
  arrange(stage: Stage): Promise<void>;
  /** Screen that shows it; null: whatever stands there. */
  readonly address: string | null | ((stage: Stage) => Promise<string>);
  /** Another screen that shows it, photographed as `situation-<name>-journal`. */
  readonly journal?: string;
  /** Brings what matters into view before the picture. */
  readonly look?: (stage: Stage) => Promise<void>;
  leave(stage: Stage): Promise<void>;
}

const DAY_MS = 86_400_000;
const DOUBLE = ['--import', path.join(import.meta.dirname, 'machine-double.mjs')];
type Program = Api<AppContract>;

export async function openStage(place: Place, situation: Situation): Promise<Stage> {
  const shell = await startServerShell(place, situation.doubled === true ? DOUBLE : []);
  return { place, shells: [shell], open: await openPage(shell) };
}

export async function closeStage(stage: Stage): Promise<void> {
  for (const shell of stage.shells) await shell.stop();
  stage.place.remove();
}

const ofNetwork = async (api: Program, id: string) =>
  (await api.simulators.state({})).networks.find(({ network }) => network === id) ?? assert.fail(`No simulator is called ${id}`);
const adsOn = async (api: Program, ...ids: readonly string[]): Promise<number> =>
  (await Promise.all(ids.map((id) => ofNetwork(api, id)))).reduce((sum, { ads }) => sum + ads, 0);
const fail = (api: Program, network: string, operation: string, kind: string): Promise<unknown> =>
  api.simulators.fault({ network, operation, kind, times: 1000 });
async function calmNetworks(api: Program): Promise<void> {
  const { controlUrl } = await api.simulators.state({});
  assert.equal((await fetch(new URL('/faults', controlUrl ?? ''), { method: 'DELETE' })).status, 200);
}
const attention = async (api: Program): Promise<ReadonlyMap<string, number>> =>
  new Map((await api.home.overview({ clientId: null })).attention.map(({ code, count }) => [code, count]));
const accountOf = async (api: Program, network: string) => {
  const client = (await api.clients.list({})).clients.find(({ name }) => name === SAMPLE_CLIENT);
  return (
    (await api.accounts.list({ clientId: client?.id ?? null })).accounts.find((account) => account.network === network) ??
    assert.fail(`No account on ${network}`)
  );
};
async function refused(work: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(work, (cause: unknown) => cause instanceof Error && `${cause.message} ${codeOf(cause)}`.includes(code));
}
const codeOf = (cause: Error): string => (cause instanceof RpcError ? cause.code : '');

async function eightDrafts({ open: { api }, place }: Stage): Promise<void> {
  await makeWorkspace(api);
  await draftEightAds(api, place);
  await acceptWarnings(api);
}
async function eightLive(stage: Stage): Promise<void> {
  await eightDrafts(stage);
  await startPublishing(stage.open.api);
  await settled(stage.open.api);
  await stage.open.api.sync.run({ clientId: null });
}
/** Everything that waits for a person is looked up again, as the button does. */
async function lookAgain(api: Program): Promise<void> {
  const { steps } = await api.publishing.steps({ runId: null, states: ['needs_person'], network: null, offset: 0, limit: 200 });
  for (const { id } of steps) await api.publishing.settle({ stepId: id, decision: 'look_again' });
}
async function allConfirmed(api: Program): Promise<void> {
  await until('every step to be confirmed', async () => {
    await api.simulators.advance({ ms: 600_000 });
    await lookAgain(api);
    const { total } = await api.publishing.steps({
      runId: null,
      states: ['planned', 'leased', 'sending', 'unknown', 'needs_person', 'rejected'],
      network: null,
      offset: 0,
      limit: 1,
    });
    return total === 0;
  });
}

export const situations: readonly Situation[] = [
  {
    name: 'week-offline',
    title: 'a week offline: work goes on here, nothing is lost or sent twice, and the screen says how old everything is',
    async arrange(stage) {
      await eightLive(stage);
      const { api } = stage.open;
      for (const { network } of (await api.simulators.state({})).networks) await fail(api, network, '*', 'reset');
      const campaigns = await api.plans.list({
        filter: { clientId: null, networks: [], level: 'campaign', underId: null, text: '', quick: null },
        sort: { by: 'name', direction: 'asc' },
        offset: 0,
        limit: 50,
      });
      await api.plans.edit({
        objectIds: campaigns.rows.slice(0, 1).map(({ id }) => id),
        fields: { dailyBudget: money(310_000_000_000n, 'COP') },
      });
      for (let day = 0; day < 7; day += 1) {
        await api.simulators.advance({ ms: DAY_MS });
        const { reports } = await api.sync.run({ clientId: null });
        assert.deepEqual(
          new Set(reports.filter(({ network }) => ['google', 'meta'].includes(network)).map(({ ok }) => ok)),
          new Set([false]),
        );
      }
      const waiting = await attention(api);
      assert.equal(waiting.get('stale_accounts'), 2);
      assert.equal((await api.home.overview({ clientId: null })).pending.changes, 1);
    },
    address: '/home',
    async leave({ open: { api } }) {
      await calmNetworks(api);
      const { reports } = await api.sync.run({ clientId: null });
      assert.ok(reports.every(({ ok }) => ok));
      await acceptWarnings(api);
      await startPublishing(api);
      await allConfirmed(api);
      assert.equal(await adsOn(api, 'google', 'meta'), 8);
      assert.equal((await attention(api)).has('stale_accounts'), false);
    },
  },
  {
    name: 'restored-backup',
    title: 'a restored backup: publishing is closed until the networks were read, and nothing that already lives there is made again',
    async arrange(stage) {
      await eightDrafts(stage);
      const { api } = stage.open;
      const { name } = await api.backup.create({});
      await startPublishing(api);
      await settled(api);
      assert.equal(await adsOn(api, 'google', 'meta'), 8);
      await api.backup.restore({ name });
      assert.equal((await api.workspace.status({})).readOnly, 'fenced');
      await refused(startPublishing(api), 'publishing.fenced');
      await stage.open.page.reload();
    },
    address: '/changes',
    async leave({ open: { api } }) {
      await api.sync.run({ clientId: null });
      assert.equal((await api.workspace.status({})).readOnly, null);
      await acceptWarnings(api);
      const { objectIds } = await api.changes.publishable({ clientId: null });
      if (objectIds.length > 0) {
        await startPublishing(api);
        await allConfirmed(api);
      }
      assert.equal(await adsOn(api, 'google', 'meta'), 8);
    },
  },
  {
    name: 'two-instances',
    title: 'two instances: the second one shows everything, says why it only reads, and writes nothing',
    async arrange(stage) {
      await eightDrafts(stage);
      // The desktop over a workspace that a server already holds: what happens when both are left open.
      const second = await startDesktopShell(stage.place);
      stage.shells.unshift(second);
      stage.open = second;
      await second.page.setViewportSize({ width: 1440, height: 900 });
      const { api } = stage.open;
      assert.equal((await api.workspace.status({})).readOnly, 'other_process');
      const [client] = (await api.clients.list({})).clients;
      await refused(api.clients.update({ clientId: client?.id ?? '', fields: { name: 'Otro nombre' } }), 'workspace.read_only');
      await refused(startPublishing(api), 'publishing.fenced');
    },
    address: '/changes',
    async leave(stage) {
      const [second, first] = stage.shells;
      await first?.stop();
      await second?.stop();
      const again = await startServerShell(stage.place);
      stage.shells.push(again);
      stage.open = await openPage(again);
      assert.equal((await stage.open.api.workspace.status({})).readOnly, null);
      await startPublishing(stage.open.api);
      await settled(stage.open.api);
      assert.equal(await adsOn(stage.open.api, 'google', 'meta'), 8);
    },
  },
  {
    name: 'revoked-token',
    title:
      'a token revoked in the middle of a publish: that account waits and says so, the other network ends, and signing in again finishes it',
    async arrange(stage) {
      await eightDrafts(stage);
      const { api } = stage.open;
      await fail(api, 'meta', 'create_creative', 'revoke');
      await startPublishing(api);
      await until('the account to wait', async () => (await attention(api)).get('sign_in_needed') === 1);
      await until('the other network to end', async () => (await adsOn(api, 'google')) === 4);
      assert.equal(await adsOn(api, 'meta'), 0);
      await fail(api, 'meta', '*', 'revoke');
      const { id } = await accountOf(api, 'meta');
      const [tested] = (await api.accounts.test({ accountIds: [id] })).accounts;
      assert.equal(tested?.connection, 'reconnect');
    },
    address: async ({ open: { api } }) => `/connections?open=${(await accountOf(api, 'meta')).id}`,
    async leave({ open: { api } }) {
      await calmNetworks(api);
      const { id } = await accountOf(api, 'meta');
      const [tested] = (await api.accounts.test({ accountIds: [id] })).accounts;
      assert.equal(tested?.connection, 'connected');
      await allConfirmed(api);
      assert.equal(await adsOn(api, 'google', 'meta'), 8);
    },
  },
  {
    name: 'dead-version',
    journal: '/changes?tab=journal&steps=attention',
    title: 'a dead API version: that network asks for an update of the program, the others go on, and nothing is made twice afterwards',
    async arrange(stage) {
      await eightDrafts(stage);
      const { api } = stage.open;
      await fail(api, 'meta', '*', 'version_dead');
      await startPublishing(api);
      await until('the other network to end', async () => (await adsOn(api, 'google')) === 4);
      const { id } = await accountOf(api, 'meta');
      const [tested] = (await api.accounts.test({ accountIds: [id] })).accounts;
      assert.equal(tested?.connection, 'unsupported');
      assert.equal(await adsOn(api, 'meta'), 0);
    },
    address: async ({ open: { api } }) => `/connections?open=${(await accountOf(api, 'meta')).id}`,
    async leave({ open: { api } }) {
      await calmNetworks(api);
      await api.accounts.test({ accountIds: null });
      await allConfirmed(api);
      assert.equal(await adsOn(api, 'google', 'meta'), 8);
    },
  },
  {
    name: 'full-disk',
    title: 'a full disk: the screen says so before anything is half written, what was there stays, and work goes on when there is room',
    doubled: true,
    async arrange(stage) {
      await eightDrafts(stage);
      const { api } = stage.open;
      writeFileSync(path.join(stage.place.home, 'disk-full'), '');
      await until('the disk to be full', async () => (await api.workspace.status({})).readOnly === 'disk_full');
      const write = (round: number): Promise<unknown> =>
        api.templates.save({
          templateId: null,
          fields: {
            name: `Relleno ${round}`,
            headlines: ['Relleno'],
            descriptions: ['Relleno'],
            primaryText: 'muy largo '.repeat(20_000),
            callToAction: 'apply_now',
          },
        });
      const filled = (async () => {
        // The last pages inside of the file go first.
        for (let round = 0; round < 600; round += 1) await write(round);
      })();
      await refused(filled, 'workspace.read_only');
      await stage.open.page.reload();
    },
    address: '/connections?tab=health',
    async leave(stage) {
      const { api } = stage.open;
      rmSync(path.join(stage.place.home, 'disk-full'));
      await until('the room to be noticed', async () => (await api.workspace.status({})).readOnly === null);
      await until('writing to work again', async () => startPublishing(api).catch(() => null));
      await settled(api);
      assert.equal(await adsOn(api, 'google', 'meta'), 8);
      assert.equal((await api.audit.verify({})).intact, true);
    },
  },
  {
    name: 'locked-key-store',
    title: 'a locked key store: the program says which lock it is, opens nothing, and opens as before once it is unlocked',
    doubled: true,
    async arrange(stage) {
      await eightDrafts(stage);
      assert.equal((await stage.open.api.workspace.status({})).keyProtection, 'key_store');
      await stage.shells.pop()?.stop();
      writeFileSync(path.join(stage.place.home, 'key-store-locked'), '');
      const locked = await startServerShell(stage.place, DOUBLE);
      stage.shells.push(locked);
      stage.open = await openPage(locked);
      const status = await stage.open.api.workspace.status({});
      assert.deepEqual([status.state, status.keyStore, status.obstacle], ['locked', 'locked', null]);
      await refused(stage.open.api.clients.list({}), 'workspace.passphrase_needed');
    },
    address: null,
    async leave(stage) {
      const { page, api } = stage.open;
      rmSync(path.join(stage.place.home, 'key-store-locked'));
      await page.locator('.button-primary').first().click();
      await until('the workspace to open', async () => (await api.workspace.status({})).state === 'open');
      const { accounts } = await api.accounts.test({ accountIds: null });
      assert.deepEqual(new Set(accounts.map(({ connection }) => connection)), new Set(['connected']));
    },
  },
  {
    name: 'two-currencies',
    title: 'a COP account and a USD account side by side: each amount keeps its currency, and no sum mixes them',
    async arrange(stage) {
      await eightLive(stage);
      const { api } = stage.open;
      await draftAds(api, 'Clínica Puente Nuevo', 'enfermera jefe', ['meta', 'snapchat']);
      await acceptWarnings(api);
      const { daily } = await api.changes.publishable({ clientId: null });
      assert.deepEqual(daily.map(({ currency }) => currency).toSorted(), ['COP', 'USD']);
      const { accounts } = await api.accounts.list({ clientId: null });
      assert.deepEqual([...new Set(accounts.map(({ currency }) => currency))].toSorted(), ['COP', 'USD']);
    },
    address: '/changes',
    async look({ open: { page } }) {
      await page.locator('.changes-actions .button-primary').click();
      await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
    },
    async leave({ open: { api, page } }) {
      await page.keyboard.press('Escape');
      const clinic = (await api.clients.list({})).clients.find(({ name }) => name === 'Clínica Puente Nuevo');
      await api.clients.update({ clientId: clinic?.id ?? '', fields: { monthlyCap: null } });
      const { objectIds, daily } = await api.changes.publishable({ clientId: null });
      await api.publishing.start({ selection: { objectIds }, confirmDaily: daily, confirmUnusual: true });
      await settled(api);
      await api.simulators.advance({ ms: 3 * DAY_MS });
      await api.sync.run({ clientId: null });
      const now = Date.parse((await api.simulators.state({})).now);
      const day = (ago: number): string => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
      const { totals } = await api.results.summary({ clientId: null, networks: [], fromDay: day(10), toDay: day(0) });
      assert.deepEqual(totals.map(({ spend }) => spend.currency).toSorted(), ['COP', 'USD']);
      assert.ok(totals.every(({ spend }) => spend.amountMicros > 0n));
    },
  },
];
