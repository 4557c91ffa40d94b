import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../core/contract/index.ts';
import { readKind } from '../../../core/conversions/index.ts';
import type { AccountRef } from '../../../core/ports/index.ts';
import { applicantDesk, laneAccount } from '../../support/applicant-desk.ts';
import { clientId, context } from '../../support/candidate-desk.ts';
import { fakeConversionNetwork, type SendFault } from '../../support/fake-conversion-network.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ACCOUNT: AccountRef = {
  accountId: laneAccount('meta'),
  remoteId: '1',
  currency: 'COP',
  timeZone: 'America/Bogota',
  country: 'CO',
  secretName: 'x',
  settings: { pixelId: 'p' },
};
const declared = { kind: null, consent: 'granted', source: 'Bolsa de empleo' } as const;

function fakeDesk(options: { dropMs?: number | null; settings?: Record<string, string>; batchMax?: number } = {}) {
  const desk = applicantDesk([]);
  const fake = fakeConversionNetwork({
    nowMs: () => desk.clock.nowMs(),
    dropMs: options.dropMs === undefined ? 48 * HOUR : options.dropMs,
    ...(options.batchMax === undefined ? {} : { batchMax: options.batchMax }),
  });
  const account = { ...ACCOUNT, settings: options.settings ?? ACCOUNT.settings };
  desk.addLane({ network: 'fake', account, conversions: fake.network, leads: null });
  const add = (count: number, from = 0, kind = 'Postulado') =>
    file(
      desk,
      `fecha,resultado,correo\n${Array.from({ length: count }, (_, index) => `2026-11-20,${kind},p${from + index}@correo.example`).join('\n')}\n`,
    );
  const send = () => desk.conversions.send({ clientId: null, accountId: null }, context);
  return { ...desk, fake, add, send };
}
type Desk = Pick<ReturnType<typeof applicantDesk>, 'conversions'>;

async function file(desk: Desk, text: string, more: { commit?: boolean; dateOrder?: 'dmy' | 'mdy'; consent?: 'granted' | 'unknown' } = {}) {
  const answer = await desk.conversions.importFile(
    {
      clientId,
      source: { name: 'resultados.csv', base64: Buffer.from(text).toString('base64') },
      declaration: { ...declared, consent: more.consent ?? 'granted' },
      columns: null,
      dateOrder: more.dateOrder ?? null,
      commit: more.commit ?? true,
    },
    context,
  );
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

async function rows(desk: Desk): Promise<readonly Outcome[]> {
  const answer = await desk.conversions.list({ clientId, kind: null, state: null, offset: 0, limit: 1000 }, context);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.rows;
}

describe('a file of outcomes', () => {
  const FILE =
    'Fecha;Etapa;Correo electrónico;Celular;fakeclid;Autorización\n' +
    '18/11/2026;Postulada;ana@correo.example;300 123 4501;Cl1ck-0001;sí\n' +
    '19/11/2026;Contratado;ana@correo.example;;;sí\n' +
    '19/11/2026;No apto;luz@correo.example;;;sí\n' +
    '31/02/2026;Entrevista;luz@correo.example;;;sí\n' +
    '19/11/2026;Entrevista;luz@correo.example;;;no\n' +
    '19/11/2026;Entrevista;;;;sí\n' +
    '30/12/2026;Entrevista;luz@correo.example;;;sí\n';

  test('says first what it would keep, row by row why not, and keeps nothing of a look', async () => {
    const desk = fakeDesk();
    const look = await file(desk, FILE, { commit: false });
    expect(look).toMatchObject({ committed: false, rows: 7, new: 2, duplicate: 0, rejected: 5, ambiguousDates: [] });
    expect(look.columns.map(({ target }) => target)).toEqual(['occurredOn', 'kind', 'email', 'phone', 'click:fake', 'consent']);
    expect(look.rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'conversions.drop.kind_unreadable'],
      [5, 'conversions.drop.date_unreadable'],
      [6, 'conversions.drop.consent_denied'],
      [7, 'conversions.drop.nobody'],
      [8, 'conversions.drop.date_ahead'],
    ]);
    expect(await rows(desk)).toEqual([]);
  });

  test('keeps hashes only, and adds nothing when it comes again', async () => {
    const desk = fakeDesk();
    await file(desk, FILE);
    expect(await file(desk, FILE)).toMatchObject({ new: 0, duplicate: 2 });
    expect(JSON.stringify(desk.database.prepare('SELECT * FROM outcome').all())).not.toMatch(/ana|3001234501/);
    expect(await rows(desk)).toMatchObject([
      {
        kind: 'hired',
        occurredAt: '2026-11-19T12:00:00.000Z',
        hasEmail: true,
        hasPhone: false,
        clickNetwork: null,
        source: 'Bolsa de empleo',
      },
      { kind: 'application', hasEmail: true, hasPhone: true, clickNetwork: 'fake' },
    ]);
  });

  test('asks which way round dates are when none of them says', async () => {
    const desk = fakeDesk();
    const text = 'fecha,resultado,correo\n05/11/2026,Postulado,a@correo.example\n';
    expect((await file(desk, text, { commit: false })).ambiguousDates).toEqual(['05/11/2026']);
    await expect(file(desk, text)).rejects.toThrow('conversions.dates_ambiguous');
    await file(desk, text, { dateOrder: 'mdy' }).catch(() => undefined);
    expect((await file(desk, text, { dateOrder: 'dmy' })).new).toBe(1);
  });

  test('knows a person again by the telephone alone, unless the agency’s ids say that they are two', async () => {
    const desk = fakeDesk();
    const head = 'codigo,fecha,resultado,correo,celular\n';
    await file(desk, `${head}A1,2026-11-20,Postulado,ana@correo.example,3001234501\n`);
    expect(await file(desk, `${head},2026-11-20,Postulado,,300 123 45 01\n`)).toMatchObject({ duplicate: 1, new: 0 });
    expect(await file(desk, `${head}B2,2026-11-20,Postulado,,3001234501\n`)).toMatchObject({ duplicate: 0, new: 1 });
  });

  test.each([
    ['Preseleccionada', 'qualified'],
    ['Hired', 'hired'],
    ['Vinculado', 'hired'],
    ['Entrevista técnica', 'interview'],
    ['Hoja de vida recibida', 'application'],
    ['No contratado', null],
    ['Rechazado en entrevista', null],
  ] as const)('reads %s as %s', (text, kind) => expect(readKind(text)).toBe(kind));
});

describe('what is sent', () => {
  test('is what the network takes and the person allowed; the rest says why', async () => {
    const desk = fakeDesk();
    await file(
      desk,
      'fecha,resultado,correo,fakeclid,autorizacion\n' +
        '2026-11-20,Postulado,a@correo.example,,sí\n' +
        '2026-11-20,Entrevista,b@correo.example,,sí\n' +
        '2026-11-01,Postulado,c@correo.example,,sí\n' +
        '2026-11-20,Contratado,d@correo.example,,sí\n' +
        '2026-11-20,Postulado,e@correo.example,,pendiente\n' +
        '2026-11-20,Calificado,,Cl1ck-0001,sí\n',
    );
    expect(await desk.send()).toMatchObject({ ok: true, value: { accepted: 2, refused: 0, unsure: 0, waiting: 0, failures: [] } });
    const said = (await rows(desk)).map(({ kind, sends }) => [kind, sends[0]?.state, sends[0]?.reason].join(' '));
    expect(new Set(said)).toEqual(
      new Set([
        'application accepted ',
        'application held conversions.why.no_consent',
        'application held conversions.why.too_old',
        'hired held conversions.why.no_setting',
        'interview held conversions.why.not_taken',
        'qualified accepted ',
      ]),
    );
    expect(JSON.stringify(desk.fake.calls)).not.toContain('@');
  });

  test('goes once the account names what it lacked', async () => {
    const settings: Record<string, string> = { pixelId: 'p' };
    const desk = fakeDesk({ settings });
    await desk.add(1, 0, 'Contratado');
    expect(await desk.send()).toMatchObject({ value: { accepted: 0 } });
    settings['hireEvent'] = 'h';
    expect(await desk.send()).toMatchObject({ value: { accepted: 1 } });
  });

  test('leaves a receipt for each row, with the network’s reason', async () => {
    const desk = fakeDesk();
    await desk.add(3);
    const bad = desk.database.prepare('SELECT event_id FROM outcome ORDER BY id LIMIT 1').pluck().get() as string;
    desk.fake.refuses.add(bad);
    expect(await desk.send()).toMatchObject({ value: { accepted: 2, refused: 1 } });
    const batches = await desk.conversions.batches({ clientId, offset: 0, limit: 10 }, context);
    if (!batches.ok) throw new Error(batches.error.code);
    expect(batches.value).toMatchObject({ total: 1, rows: [{ state: 'done', events: 3, accepted: 2, refused: 1, tries: 1 }] });
    const { id } = batches.value.rows[0]!;
    expect(await desk.conversions.receipts({ batchId: id, offset: 0, limit: 10 }, context)).toMatchObject({
      value: { total: 3, rows: [{ eventId: bad, state: 'refused', reason: 'networkErrors.fake.event_refused' }, {}, {}] },
    });
    desk.fake.refuses.clear();
    expect(await desk.conversions.settleBatch({ batchId: id, decision: 'again' }, context)).toMatchObject({ value: { events: 1 } });
    expect(await desk.send()).toMatchObject({ value: { accepted: 1 } });
    expect(desk.fake.received).toHaveLength(3);
  });

  test('waits as long as the network asks, and not a person’s press shorter', async () => {
    const desk = fakeDesk();
    await desk.add(1);
    desk.fake.faults.push('rate_limited');
    expect(await desk.send()).toMatchObject({ value: { waiting: 1, failures: [{ kind: 'rate_limited' }] } });
    expect(await desk.send()).toMatchObject({ value: { accepted: 0, waiting: 1 } });
    expect(desk.fake.calls).toHaveLength(1);
    desk.clock.advance(120_001);
    expect(await desk.send()).toMatchObject({ value: { accepted: 1 } });
  });

  test('stays with a person once the network would count a second one', async () => {
    const desk = fakeDesk();
    await desk.add(2);
    desk.fake.faults.push('lost_after');
    expect(await desk.send()).toMatchObject({ value: { failures: [{ kind: 'outcome_unknown' }] } });
    desk.clock.advance(3 * DAY);
    expect(await desk.send()).toMatchObject({ value: { accepted: 0, unsure: 2, failures: [] } });
    expect(desk.fake.calls).toHaveLength(1);
    const batches = await desk.conversions.batches({ clientId, offset: 0, limit: 10 }, context);
    const batchId = batches.ok ? batches.value.rows[0]!.id : '';
    expect(await desk.conversions.settleBatch({ batchId, decision: 'leave' }, context)).toMatchObject({ value: { events: 2 } });
    expect(await desk.send()).toMatchObject({ value: { accepted: 0, unsure: 0 } });
    expect(desk.fake.received).toHaveLength(2);
  });

  test('stops while the workspace is fenced', async () => {
    const desk = fakeDesk();
    await desk.add(1);
    desk.gate.open = false;
    expect(await desk.send()).toMatchObject({ ok: false, error: { code: 'conversions.fenced' } });
    await desk.conversions.sendDue(context);
    expect(desk.fake.calls).toHaveLength(0);
  });

  const FAULTS: readonly (SendFault | 'none')[] = [
    'none',
    'lost_before',
    'lost_after',
    'unavailable_after',
    'rate_limited',
    'refused',
    'half',
  ];
  test.each([48 * HOUR, null])('is counted exactly once, whatever happens to the answers (ids dropped for %s ms)', async (dropMs) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ fault: fc.constantFrom(...FAULTS), hours: fc.integer({ min: 0, max: 60 }), more: fc.integer({ min: 0, max: 4 }) }),
          {
            maxLength: 8,
          },
        ),
        fc.integer({ min: 1, max: 4 }),
        async (steps, batchMax) => {
          const desk = fakeDesk({ dropMs, batchMax });
          let made = 0;
          for (const { fault, hours, more } of steps) {
            if (more > 0) {
              const day = desk.clock.nowIso().slice(0, 10);
              const lines = Array.from({ length: more }, (_, index) => `${day},Postulado,p${made + index}@correo.example`).join('\n');
              await file(desk, `fecha,resultado,correo\n${lines}\n`);
              made += more;
            }
            if (fault !== 'none') desk.fake.faults.push(fault);
            await desk.send();
            desk.clock.advance(hours * HOUR);
          }
          desk.fake.faults.length = 0;
          desk.clock.advance(HOUR);
          await desk.send();
          const ids = desk.fake.received.map(({ eventId }) => eventId);
          expect(new Set(ids).size).toBe(ids.length);
          const states = (await rows(desk)).map(({ sends }) => sends[0]?.state);
          // Nothing is lost either: what the network surely has is accepted, and the rest waits for nobody but a person or its age.
          expect(states.every((state) => state === 'accepted' || state === 'unsure' || state === 'held')).toBe(true);
          expect(states.filter((state) => state === 'accepted').length).toBeLessThanOrEqual(ids.length);
          desk.database.close();
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('a person’s wish', () => {
  const whole =
    'fecha,resultado,correo,celular\n2026-11-20,Postulado,ana@correo.example,3001234501\n2026-11-20,Postulado,luz@correo.example,\n';

  test('reaches outcomes, sent or not, and keeps the next file from bringing them back by another identifier', async () => {
    const desk = fakeDesk();
    await file(desk, whole);
    await desk.send();
    expect(await desk.privacy.find({ person: { kind: 'email', value: 'Ana@correo.example', country: 'CO' } }, context)).toMatchObject({
      value: { traces: [{ kind: 'outcome', clientName: 'Industrias Ejemplo' }] },
    });
    expect(await desk.privacy.forget({ person: { kind: 'email', value: 'ana@correo.example', country: 'CO' } }, context)).toMatchObject({
      value: { candidates: 0, traces: 1 },
    });
    expect(await rows(desk)).toHaveLength(1);
    expect(await file(desk, 'fecha,resultado,celular\n2026-11-20,Contratado,3001234501\n')).toMatchObject({
      new: 0,
      rejects: [{ reason: 'conversions.drop.forgotten' }],
    });
  });

  test('reaches an outcome whose hashes are gone already', async () => {
    const desk = fakeDesk();
    await file(desk, whole);
    await desk.send();
    desk.clock.advance(31 * DAY);
    expect(desk.privacy.deleteExpired(context)).toBe(2);
    const kept = desk.database.prepare('SELECT email, phone_e164, click_id, bare FROM outcome').all();
    expect(kept).toEqual([1, 2].map(() => ({ email: null, phone_e164: null, click_id: null, bare: 1 })));
    expect(await file(desk, whole)).toMatchObject({ new: 0, duplicate: 2 });
    expect(await desk.privacy.forget({ person: { kind: 'phone', value: '3001234501', country: 'CO' } }, context)).toMatchObject({
      value: { traces: 1 },
    });
    desk.clock.advance(25 * 31 * DAY);
    desk.privacy.deleteExpired(context);
    expect(desk.database.prepare('SELECT (SELECT count(*) FROM outcome) + (SELECT count(*) FROM outcome_key)').pluck().get()).toBe(0);
  });
});

test('one outcome by hand is hashed on arrival, and taken back only while no network has it', async () => {
  const desk = fakeDesk();
  const wish = {
    clientId,
    vacancy: null,
    kind: 'application' as const,
    occurredOn: '2026-11-20',
    click: null,
    person: [{ kind: 'email' as const, value: 'ana@correo.example', country: 'CO' }],
    consent: 'granted' as const,
    source: 'Llamada',
  };
  expect(await desk.conversions.record({ ...wish, occurredOn: '2026-12-20' }, context)).toMatchObject({
    error: { code: 'conversions.day_invalid' },
  });
  expect(await desk.conversions.record({ ...wish, person: [] }, context)).toMatchObject({ error: { code: 'conversions.nobody' } });
  const made = await desk.conversions.record(wish, context);
  expect(await desk.conversions.record(wish, context)).toMatchObject({ value: { isNew: false } });
  const outcomeId = made.ok ? made.value.id : '';
  expect(await desk.conversions.overview({ clientId }, context)).toMatchObject({ value: { lanes: [{ queued: 1 }] } });
  await desk.send();
  expect(await desk.conversions.remove({ outcomeId }, context)).toMatchObject({ error: { code: 'conversions.already_sent' } });
});
