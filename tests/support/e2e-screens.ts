import type { Page, Request } from 'playwright-core';
import type { Api, AppContract } from '../../core/contract/index.ts';
import { peopleOnLists, quietSource } from './e2e-people.ts';
import { until, wordsOf, type OpenPage } from './e2e-program.ts';

type Say = ReturnType<typeof wordsOf>;

/** One picture of the program: where it is, and what to do there before looking. */
export interface Visit {
  readonly name: string;
  readonly address: string;
  readonly act?: (page: Page, say: Say) => Promise<void>;
  /** Puts away what `act` opened. */
  readonly leave?: (page: Page) => Promise<void>;
}

/** Every screen of an open workspace, with its panels, dialogs and overlays. Opens an import, which is never committed. */
export async function listVisits(
  api: Api<AppContract>,
  importFile: { readonly clientId: string; readonly base64: string },
): Promise<readonly Visit[]> {
  const { importId } = await api.vacancies.openImport({
    clientId: importFile.clientId,
    source: { name: 'vacantes.csv', base64: importFile.base64 },
    closeMissing: false,
  });
  const everything = { clientId: null, networks: [], underId: null, text: '', quick: null } as const;
  const sorted = { sort: { by: 'name', direction: 'asc' } as const, offset: 0, limit: 1 };
  const [campaign] = (await api.plans.list({ filter: { ...everything, networks: [], level: 'campaign' }, ...sorted })).rows;
  const [ad] = (await api.plans.list({ filter: { ...everything, networks: [], level: 'ad' }, ...sorted })).rows;
  const [vacancy] = (
    await api.vacancies.list({
      filter: { clientId: null, text: '', states: [], roleFamilies: [], places: [] },
      sort: { by: 'title', direction: 'asc' },
      offset: 0,
      limit: 1,
    })
  ).rows;
  const [flow] = (await api.flows.list({ clientId: null })).flows;
  const [template] = (await api.templates.list({})).templates;
  const changed = (await api.changes.list({ clientId: null, networks: [], quick: null, offset: 0, limit: 100 })).rows;
  const change = changed.find(({ mark }) => mark === 'edited') ?? changed[0];
  const client = (await api.clients.list({})).clients.find(({ name }) => name === change?.clientName);
  const schedule = (await api.schedules.list({ clientId: null })).schedules.find(({ state }) => state === 'asking');
  const escape = (page: Page): Promise<void> => page.keyboard.press('Escape');
  const people = await peopleOnLists(api);
  await quietSource(api, importFile.clientId);
  return [
    { name: 'home', address: '/home' },
    { name: 'vacancies', address: '/vacancies' },
    { name: 'vacancy', address: `/vacancies?open=${vacancy?.id}` },
    { name: 'import-1-file', address: '/vacancies?import=new' },
    { name: 'import-2-columns', address: `/vacancies?import=${importId}` },
    {
      name: 'import-3-difference',
      address: `/vacancies?import=${importId}`,
      act: (page, say) => page.getByRole('button', { name: say('vacanciesScreen.import.seeDifference') }).click(),
      leave: (page) => page.locator('.wizard-foot').getByRole('button').first().click(),
    },
    {
      name: 'source-columns',
      address: '/vacancies?beside=sources',
      act: (page, say) => page.getByRole('button', { name: say('vacanciesScreen.sources.edit'), exact: true }).click(),
      leave: (page) => page.locator('.panel-head button').click(),
    },
    { name: 'candidates', address: '/candidates' },
    { name: 'candidate-import', address: '/candidates?import=new' },
    { name: 'candidate-columns', address: `/candidates?import=${people.importId}` },
    { name: 'segments', address: `/segments?client=${people.clientId}` },
    { name: 'segment-explained', address: `/segments?client=${people.clientId}&open=0` },
    { name: 'segment-weights', address: `/segments?client=${people.clientId}&panel=weights` },
    { name: 'segment-overlap', address: `/segments?client=${people.clientId}&panel=overlap` },
    { name: 'segment-versions', address: `/segments?client=${people.clientId}&against=${people.firstVersion}&table=true` },
    { name: 'audiences', address: '/audiences' },
    { name: 'audience', address: `/audiences?open=${people.audienceIds[0]}` },
    { name: 'audience-new', address: `/audiences?panel=new&client=${people.clientId}` },
    { name: 'audience-overlap', address: `/audiences?panel=overlap&picked=${JSON.stringify(people.audienceIds.slice(0, 2))}` },
    { name: 'applicants', address: '/applicants' },
    { name: 'applicants-sends', address: '/applicants?tab=sends' },
    { name: 'applicants-leads', address: '/applicants?tab=leads' },
    { name: 'applicants-record', address: '/applicants?panel=record' },
    { name: 'applicants-import', address: '/applicants?panel=import' },
    { name: 'applicants-take', address: '/applicants?tab=leads&panel=take' },
    { name: 'privacy', address: '/privacy' },
    { name: 'privacy-forget', address: '/privacy?panel=forget' },
    { name: 'plans', address: '/plans' },
    { name: 'plans-edit', address: `/plans?open=${campaign?.id}` },
    {
      name: 'plans-recovered',
      address: `/plans?open=${campaign?.id}`,
      act: async (page, say) => {
        const name = page.getByLabel(say('plansScreen.field.name'), { exact: true }).first();
        await name.fill(`${campaign?.name} · ${campaign?.clientName}`);
        // Leaving the field would save it; a page that is loaded anew finds it open, as after a crash.
        await page.reload();
        await page.getByText(say('common.open.recovered'), { exact: true }).waitFor();
      },
      leave: (page) => page.locator('[data-open-note] button').last().click(),
    },
    { name: 'plans-ad', address: `/plans?level=ad&open=${ad?.id}` },
    { name: 'flows', address: '/plans?flow=list' },
    { name: 'flow-editor', address: `/plans?flow=${flow?.id}` },
    { name: 'templates', address: '/templates' },
    { name: 'template-editor', address: `/templates?open=${template?.id}` },
    { name: 'changes', address: '/changes' },
    { name: 'difference', address: `/changes?open=${change?.objectId}` },
    {
      name: 'publish',
      address: `/changes?client=${client?.id}`,
      act: async (page) => {
        await page.locator('.changes-actions .button-primary').click();
        await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
      },
      leave: escape,
    },
    {
      name: 'publish-sample',
      address: `/changes?client=${client?.id}`,
      act: async (page, say) => {
        await page.locator('.changes-actions .button-primary').click();
        await page.getByRole('button', { name: say('publishing.canary') }).click();
        await page.getByRole('option', { name: say('publishing.canary.after_review') }).click();
        await page.getByText(say('publishing.canary.watched')).waitFor();
      },
      leave: escape,
    },
    { name: 'incoming', address: '/changes?quick=incoming' },
    { name: 'schedules', address: '/schedules' },
    { name: 'schedule', address: `/schedules?open=${schedule?.id}` },
    { name: 'schedule-publish', address: `/schedules?edit=new&client=${client?.id}` },
    { name: 'schedule-budget', address: '/schedules?edit=new&kind=budget' },
    { name: 'approvals', address: '/changes?tab=approvals' },
    { name: 'journal', address: '/changes?tab=journal' },
    { name: 'results', address: '/results' },
    { name: 'connections', address: '/connections' },
    { name: 'connect', address: '/connections?connect=true' },
    { name: 'health', address: '/connections?tab=health' },
    { name: 'backups', address: '/connections?tab=backups' },
    { name: 'simulators', address: '/connections?tab=simulators' },
    { name: 'audit', address: '/audit' },
    { name: 'settings', address: '/settings' },
    {
      name: 'palette',
      address: '/plans',
      act: async (page, say) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog', { name: say('frame.palette.title') }).waitFor();
        await page.keyboard.type(say('frame.screen.audit').slice(0, 3));
      },
      leave: async (page) => {
        await escape(page);
        await escape(page);
      },
    },
    {
      name: 'shortcuts',
      address: '/plans',
      act: async (page, say) => {
        await page.getByRole('button', { name: say('frame.shortcuts.title') }).click();
        await page.getByRole('dialog').waitFor();
      },
      leave: escape,
    },
  ];
}

const inFlight = new WeakMap<Page, Set<Request>>();

/** Keeps count of what the page asked its backend and has no answer to yet. */
export function followCalls(page: Page): void {
  const open = new Set<Request>();
  inFlight.set(page, open);
  page.on('request', (request) => request.url().includes('/rpc/') && open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
}

/** Nothing asked and unanswered, fonts there, two frames drawn. */
export async function calm(page: Page): Promise<void> {
  const open = inFlight.get(page);
  if (open === undefined) throw new Error('followCalls was not called for this page');
  let quiet = 0;
  await until('the screen to be calm', async () => {
    await page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    });
    quiet = open.size === 0 ? quiet + 1 : 0;
    return quiet >= 3;
  });
}

export async function visit({ page }: OpenPage, say: Say, one: Visit): Promise<void> {
  await page.evaluate((address) => {
    location.hash = `#${address}`;
  }, one.address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await calm(page);
  if (one.act !== undefined) {
    await one.act(page, say);
    await calm(page);
  }
}
