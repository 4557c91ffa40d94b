import { expect, test } from 'vitest';
import { clientId, context } from '../../../support/candidate-desk.ts';
import { simulatedDesk } from '../../../support/applicant-desk.ts';

/** What the simulator of each network calls the sending of events. */
const OPERATION: Readonly<Record<string, string>> = {
  meta: 'send_conversions',
  google: 'send_events',
  x: 'send_conversions',
  tiktok: 'send_conversions',
  snapchat: 'send_events',
};
const NETWORKS = Object.keys(OPERATION);
const HOUR = 3_600_000;

async function load(desk: Awaited<ReturnType<typeof simulatedDesk>>, people: number, kind: string): Promise<void> {
  const day = desk.clock.nowIso().slice(0, 10);
  const lines = Array.from(
    { length: people },
    (_, index) => `${day},${kind},p${index}@correo.example,30012345${String(index).padStart(2, '0')}`,
  );
  const answer = await desk.conversions.importFile(
    {
      clientId,
      source: { name: 'resultados.csv', base64: Buffer.from(`fecha,resultado,correo,celular\n${lines.join('\n')}\n`).toString('base64') },
      declaration: { kind: null, consent: 'granted', source: 'Prueba' },
      columns: null,
      dateOrder: null,
      commit: true,
    },
    context,
  );
  if (!answer.ok) throw new Error(answer.error.code);
}

test('reaches all five networks in their own forms, hashed, once each', { timeout: 60_000 }, async () => {
  const desk = await simulatedDesk();
  await load(desk, 4, 'Postulado');
  await load(desk, 4, 'Contratado');
  expect(await desk.conversions.send({ clientId: null, accountId: null }, context)).toMatchObject({
    value: { accepted: 5 * 8, refused: 0, unsure: 0, waiting: 0, failures: [] },
  });
  expect(NETWORKS.map((network) => [network, desk.counted(network)])).toEqual(NETWORKS.map((network) => [network, 8]));
  await load(desk, 4, 'Postulado');
  expect(await desk.conversions.send({ clientId: null, accountId: null }, context)).toMatchObject({ value: { accepted: 0 } });
  const wire = desk.host.requests(null).map(({ body }) => body);
  expect(wire.join('')).not.toMatch(/correo\.example|30012345/);
});

test.each(NETWORKS)(
  'counts nobody twice on %s when the answer was lost and the batch is sent again',
  { timeout: 60_000 },
  async (network) => {
    const desk = await simulatedDesk();
    const accountId = desk.lanes.find((lane) => lane.network === network)!.account.accountId;
    await load(desk, 5, 'Postulado');
    for (const kind of ['lose_answer', '5xx_after']) desk.host.addFault({ network, operation: OPERATION[network]!, kind, times: 1 });
    const first = await desk.conversions.send({ clientId, accountId }, context);
    expect(first).toMatchObject({ value: { accepted: 0, failures: [{ network }] } });
    expect(desk.counted(network)).toBe(5);
    // What a killed program finds: the batch on its way and no answer.
    expect(await desk.conversions.overview({ clientId }, context)).toMatchObject({ ok: true });
    expect(desk.database.prepare("SELECT count(*) FROM conversion_send WHERE state = 'sending'").pluck().get()).toBe(5);
    for (let tries = 0; tries < 4; tries += 1) {
      desk.advance(HOUR);
      await desk.conversions.sendDue(context);
    }
    expect(desk.counted(network)).toBe(5);
    const states = desk.database.prepare('SELECT DISTINCT state FROM conversion_send WHERE account_id = ?').pluck().all(accountId);
    expect(states).toEqual(['accepted']);
  },
);

test('hears later from a network that works through events by itself', { timeout: 60_000 }, async () => {
  const desk = await simulatedDesk();
  const accountId = desk.lanes.find((lane) => lane.network === 'google')!.account.accountId;
  await load(desk, 3, 'Postulado');
  await desk.conversions.send({ clientId, accountId }, context);
  const first = async () => {
    const answer = await desk.conversions.batches({ clientId, offset: 0, limit: 50 }, context);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.rows.find(({ network }) => network === 'google')?.progress;
  };
  expect(await first()).toMatchObject({ state: 'processing' });
  desk.advance(6 * HOUR);
  await desk.conversions.sendDue(context);
  expect(await first()).toEqual({ state: 'done', taken: 3 });
});
