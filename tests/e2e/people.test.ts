import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { makeWorkspace } from '../support/e2e-ads.ts';
import { chooseByKeys, pressOn } from '../support/e2e-keyboard.ts';
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

/** Segments and lists without a pointer. Each goes on where the one before stopped. */
describe('people by keyboard', () => {
  const place = makePlace();
  let shell: ServerShell;
  let open: OpenPage;
  let clientId: string;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    await makeWorkspace(open.api);
    const everyone = { clientId: null, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] };
    const sort = { by: 'importedAt', direction: 'asc' } as const;
    clientId = (await open.api.candidates.list({ filter: everyone, sort, offset: 0, limit: 1 })).rows[0]?.clientId ?? '';
    await open.page.reload();
    await open.page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  async function go(address: string, title: string): Promise<void> {
    await open.page.evaluate((hash) => {
      location.hash = hash;
    }, `#${address}`);
    await open.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }
  const current = async () => (await open.api.segments.get({ clientId, versionId: null })).version;
  const lists = async () => (await open.api.audiences.list({ clientId })).audiences;

  test('a feature that is turned off sorts nobody in the next version, and who moved is shown against the one before', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await open.api.segments.build({ clientId, k: 4, seed: 1, features: null, minimumSize: null });
    await go(`/segments?client=${clientId}&k="4"`, say('segmentsScreen.title'));
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: say('segmentsScreen.weights.title') }).waitFor();
    const family = say('segments.feature.roleFamily');
    await chooseByKeys(page, say('segmentsScreen.weights.of', { feature: family }), say('segmentsScreen.weights.out'));
    await pressOn(page, say('segmentsScreen.weights.build'));
    const second = await until('the second version', async () => {
      const version = await current();
      return version !== null && version.number === 2 ? version : null;
    });
    expect(second.features.find(({ key }) => key === 'roleFamily')?.used ?? false).toBe(false);
    expect(second.features.find(({ key }) => key === 'sector')?.used).toBe(true);
    await page.getByRole('heading', { name: say('segmentsScreen.compare.title', { from: 1, to: 2 }) }).waitFor();
  });

  test('two segments of two versions say what they share, and that a network’s side is unknown', async () => {
    const { page } = open;
    await page.keyboard.press('o');
    const panel = page.getByRole('complementary', { name: say('segmentsScreen.overlap.title') });
    await panel.getByText(say('segmentsScreen.overlap.networks')).waitFor();
    const { versions } = await open.api.segments.list({ clientId });
    const [newest, oldest] = [versions.find(({ number }) => number === 2), versions.find(({ number }) => number === 1)];
    const found = await open.api.segments.overlap({
      first: { versionId: newest?.id ?? '', index: 0 },
      second: { versionId: oldest?.id ?? '', index: 0 },
    });
    await panel.getByText(new Intl.NumberFormat('es-CO').format(found.unique), { exact: true }).waitFor();
    await page.keyboard.press('o');
    await panel.waitFor({ state: 'detached' });
  });

  test('a list is drawn up, sent, and followed at a network that works it through later', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await go(`/audiences?client=${clientId}`, say('frame.screen.audiences'));
    await page.getByRole('heading', { name: say('audiencesScreen.empty') }).waitFor();
    await page.keyboard.press('Control+Alt+n');
    await page.getByText(say('audiencesScreen.guard.maximum')).waitFor();
    await pressOn(page, /^Armar lista de [\d.]+ personas/);
    const [list] = await until('the list', async () => {
      const found = await lists();
      return found.length > 0 ? found : null;
    });
    expect(list).toMatchObject({ members: 4624, lists: [], confirmedAt: null });
    const { accounts } = await open.api.accounts.list({ clientId });
    const google = accounts.find(({ network }) => network === 'google');
    await pressOn(page, google?.name ?? '');
    const sent = await until('the sending', async () => {
      const [there] = (await lists())[0]?.lists ?? [];
      return there?.state === 'ready' && there.sent > 0 ? there : null;
    });
    expect(sent).toMatchObject({ network: 'google', sent: 4624, matched: null, requests: [{ operation: 'add', state: 'processing' }] });
    await page.getByText(say('audiencesScreen.list.request.processing')).waitFor();
    await open.api.simulators.advance({ ms: 8 * 3_600_000 });
    await pressOn(page, say('audiencesScreen.open.refresh'));
    await page.getByText(say('audiencesScreen.list.request.done')).waitFor();
    expect((await lists())[0]?.lists[0]).toMatchObject({ requests: [{ state: 'done' }] });
    expect((await lists())[0]?.lists[0]?.matched).toBeGreaterThan(0);
  });

  test('a forgotten person counts as on Google’s list until Google confirms the removal', async () => {
    const { page } = open;
    await open.api.privacy.forget({ person: { kind: 'email', value: 'persona1@candidatos.example', country: 'CO' } });
    const told = (await lists())[0]?.lists[0];
    expect(told).toMatchObject({ owedRemovals: 1, removing: 1, requests: [{ operation: 'remove', members: 1, state: 'processing' }, {}] });
    await page.getByText(say('audiencesScreen.list.removing')).waitFor();
    await open.api.simulators.advance({ ms: 3_600_000 });
    await pressOn(page, say('audiencesScreen.open.refresh'));
    await page.getByText(say('audiencesScreen.list.removing')).waitFor({ state: 'detached' });
    expect((await lists())[0]).toMatchObject({ members: 4623, lists: [{ sent: 4623, owedRemovals: 0, removing: 0 }] });
  });

  test('two ticked lists are compared, and the unified one is drawn up from there', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await open.api.audiences.create({
      clientId,
      name: 'Otra vez todos',
      definition: { kind: 'filter', filter: { clientId, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] } },
    });
    await page.keyboard.press('Escape');
    await go(`/audiences?client=${clientId}&open=null`, say('frame.screen.audiences'));
    for (const { name } of await lists()) await pressOn(page, say('audiencesScreen.pickOne', { name }), 'Space');
    await page.keyboard.press('o');
    await page.getByText(say('audiencesScreen.overlap.unify')).waitFor();
    await page.getByText(say('audiencesScreen.overlap.networksUnknown')).waitFor();
    await pressOn(page, /^Armar lista unificada/);
    const union = await until('the unified list', async () => (await lists()).find(({ kind }) => kind === 'union'));
    expect(union.members).toBe(4623);
  });

  test('a list is removed from the network and from here, after it was asked', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    const sent = (await lists()).find(({ lists: there }) => there.length > 0);
    await go(`/audiences?client=${clientId}&open=${sent?.id}`, say('frame.screen.audiences'));
    await pressOn(page, say('audiencesScreen.open.remove'));
    await page.getByRole('alertdialog').waitFor();
    await pressOn(page, new RegExp(`^${say('audiencesScreen.open.remove')}$`));
    await until('the list to be gone', async () => !(await lists()).some(({ id }) => id === sent?.id));
    await page.getByText(say('audiencesScreen.remove.done')).waitFor();
  });

  test('without an answer the screen says what happened and reads again when asked', async () => {
    keepPicture(open, onTestFailed);
    const { page } = open;
    await page.route('**/rpc/audiences.list', (route) => route.abort());
    await page.reload();
    const alert = page.getByRole('main').getByRole('alert');
    await alert.waitFor();
    await page.unroute('**/rpc/audiences.list');
    await pressOn(page, say('common.readAgain'));
    await page.getByRole('table', { name: say('audiencesScreen.table') }).waitFor();
  });
});
