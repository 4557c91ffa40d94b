import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { draftAds, makeWorkspace, SAMPLE_CLIENT } from '../support/e2e-ads.ts';
import { closeBrowser, makePlace, openPage, startServerShell, wordsOf, type OpenPage, type ServerShell } from '../support/e2e-program.ts';
import { keepPicture } from '../support/e2e-road.ts';
import { calm, followCalls, listVisits, visit, type Visit } from '../support/e2e-screens.ts';

const RUN = 'window.ran=(window.ran||0)+1';

/** What a job board, a client's spreadsheet or a colleague could send; each would run `RUN` if any screen took text for markup. */
const PAYLOADS: readonly string[] = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<body onload=${RUN}>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<a href="javascript:${RUN}">ver</a>`,
  `<details open ontoggle=${RUN}>x</details>`,
  `<input autofocus onfocus=${RUN}>`,
  `<video><source onerror="${RUN}"></video>`,
  `<audio src=x onerror=${RUN}></audio>`,
  `<math><mtext><img src=x onerror=${RUN}></mtext></math>`,
  `<object data="data:text/html,<script>parent.${RUN}</script>"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<link rel=stylesheet href="javascript:${RUN}">`,
  `<style>@import 'javascript:${RUN}';</style>`,
  `"><script>${RUN}</script>`,
  `' onmouseover='${RUN}`,
  `\${${RUN}}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `{count, plural, other {<b onclick=${RUN}>x</b>}}`,
  `javascript:${RUN}//`,
  `</textarea><template><script>${RUN}</script></template><img src=x onerror=${RUN}>`,
];

describe('hostile text', () => {
  const place = makePlace();
  const es = wordsOf('es');
  let shell: ServerShell;
  let open: OpenPage;

  beforeAll(async () => {
    shell = await startServerShell(place);
    open = await openPage(shell);
    followCalls(open.page);
    await makeWorkspace(open.api);
  });
  afterAll(async () => {
    await closeBrowser();
    await shell.stop();
    place.remove();
  });

  test('is shown as text wherever vacancies, clients and ads appear, and runs nowhere', { timeout: 240_000 }, async () => {
    keepPicture(open, onTestFailed);
    const { page, api, report } = open;
    expect(PAYLOADS).toHaveLength(25);
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });

    const sample = (await api.clients.list({})).clients.find(({ name }) => name === SAMPLE_CLIENT);
    expect(sample).toBeDefined();
    const csv = csvOf(
      PAYLOADS.map((payload, index) => [
        `X-${index}`,
        `Zapador ${payload}`,
        payload,
        'Bogotá',
        payload,
        payload,
        'https://empleos.example/x',
      ]),
    );
    const source = { name: `x${PAYLOADS[1]}.csv`, base64: Buffer.from(csv, 'utf8').toString('base64') };
    const { importId, counts } = await api.vacancies.openImport({ clientId: sample?.id ?? '', source, closeMissing: false });
    expect(counts.new + counts.duplicate).toBe(PAYLOADS.length);
    await api.vacancies.commitImport({ importId, acceptShrink: false });
    for (const payload of PAYLOADS) {
      await api.clients.create({
        fields: {
          name: payload.slice(0, 120),
          country: 'CO',
          currency: 'COP',
          timeZone: 'America/Bogota',
          monthlyCap: null,
          approvalsNeeded: 0,
        },
      });
    }
    await draftAds(api, SAMPLE_CLIENT, 'zapador');
    for (const level of ['campaign', 'ad_group', 'ad'] as const) {
      const { rows } = await api.plans.list({
        filter: { clientId: null, networks: [], level, underId: null, text: '', quick: null },
        sort: { by: 'name', direction: 'asc' },
        offset: 0,
        limit: 100,
      });
      for (const [index, row] of rows.entries())
        await api.plans.edit({ objectIds: [row.id], fields: { name: (PAYLOADS[index % PAYLOADS.length] ?? '').slice(0, 120) } });
    }
    await api.checks.run({ clientId: null });

    const visits = await listVisits(api, { clientId: sample?.id ?? '', base64: source.base64 });
    const ads = await api.plans.list({
      filter: { clientId: null, networks: [], level: 'ad', underId: null, text: '', quick: null },
      sort: { by: 'name', direction: 'asc' },
      offset: 0,
      limit: 100,
    });
    const more = ads.rows.slice(0, 25).map(({ id }) => ({ name: `ad ${id}`, address: `/plans?level=ad&open=${id}` }));
    const vacancies = await api.vacancies.list({
      filter: { clientId: null, text: 'zapador', states: [], roleFamilies: [], places: [] },
      sort: { by: 'title', direction: 'asc' },
      offset: 0,
      limit: 25,
    });
    const rows = vacancies.rows.map(({ id }) => ({ name: `vacancy ${id}`, address: `/vacancies?text=zapador&open=${id}` }));
    expect(rows).toHaveLength(25);
    // Nothing here is ready to be published.
    const all: readonly Visit[] = [...visits.filter(({ name }) => !name.startsWith('publish')), ...more, ...rows];
    for (const one of all) {
      await visit(open, es, one);
      await one.leave?.(page);
    }
    // The search of the palette and the list of clients, with markup typed into both.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('<script>');
    await calm(page);
    await page.getByRole('menuitem').first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: es('frame.clients.choose', { name: es('frame.clients.all') }) }).click();
    await page.getByRole('menuitem').filter({ hasText: '<svg onload=' }).waitFor();
    await page.keyboard.press('Escape');

    expect(await page.evaluate(() => (window as { ran?: number }).ran ?? 0)).toBe(0);
    expect(dialogs).toBe(0);
    // A violation would mean that a payload came as far as the policy: it must not even be markup.
    expect(report).toEqual({ errors: [], violations: [], foreign: [] });
  });
});

function csvOf(rows: readonly (readonly string[])[]): string {
  const header = ['Código', 'Cargo', 'Empresa', 'Ciudad', 'Descripción', 'Requisitos', 'Enlace'];
  return [header, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n');
}
