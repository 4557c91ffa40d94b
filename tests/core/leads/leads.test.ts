import { describe, expect, test } from 'vitest';
import type { Lead } from '../../../core/contract/index.ts';
import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, LeadNetwork, RemoteLead } from '../../../core/ports/index.ts';
import { applicantDesk, laneAccount } from '../../support/applicant-desk.ts';
import { clientId, context, declared } from '../../support/candidate-desk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ACCOUNT: AccountRef = {
  accountId: laneAccount('meta'),
  remoteId: '1',
  currency: 'COP',
  timeZone: 'America/Bogota',
  country: 'CO',
  secretName: 'x',
  settings: {},
};

function lead(remoteId: string, createdAt: string, answers: Readonly<Record<string, string>>): RemoteLead {
  return {
    remoteId,
    createdAt,
    adRemoteId: null,
    formRemoteId: 'f1',
    answers: Object.entries(answers).map(([field, value]) => ({ field, value })),
  };
}
const person = (index: number, more: Readonly<Record<string, string>> = {}) => ({
  full_name: `Persona Inventada ${index}`,
  email: `p${index}@correo.example`,
  phone_number: `+57300123450${index}`,
  '¿Cuántos años de experiencia tiene?': '4 años',
  city: 'Bogotá',
  gender: 'Femenino',
  comentarios: `Llámenme al 300123450${index}`,
  ...more,
});

function leadDesk() {
  const book: RemoteLead[] = [];
  const asked: string[] = [];
  const state = { down: false };
  const network: LeadNetwork = {
    leadRetentionDays: 90,
    leads(_account, since) {
      asked.push(since);
      const raw = { status: 503, code: null, message: 'made by a test', body: null };
      return Promise.resolve(state.down ? err({ kind: 'unavailable', raw }) : ok(book.filter(({ createdAt }) => createdAt >= since)));
    },
  };
  const desk = applicantDesk([{ network: 'fake', account: ACCOUNT, conversions: null, leads: network }]);
  const retrieve = () => desk.leads.retrieve({ clientId: null, accountId: null }, context);
  const list = async (): Promise<readonly Lead[]> => {
    const answer = await desk.leads.list({ clientId, state: null, offset: 0, limit: 100 }, context);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.rows;
  };
  const take = () => desk.leads.take({ clientId, declaration: { ...declared, source: 'Formularios' } }, context);
  const dump = () => JSON.stringify(desk.database.prepare('SELECT * FROM lead').all());
  return { ...desk, book, asked, state, retrieve, list, take, dump };
}

describe('answers to lead forms', () => {
  test('are hashed as they are read; names, protected traits and free texts leave no trace', async () => {
    const desk = leadDesk();
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)));
    expect(await desk.retrieve()).toMatchObject({ value: { read: 1, added: 1, leftOut: 0, failures: [] } });
    expect(await desk.list()).toMatchObject([
      { state: 'new', hasEmail: true, hasPhone: true, fields: ['experience', 'city'], consent: 'unknown', form: 'f1', network: 'fake' },
    ]);
    expect(desk.dump()).not.toMatch(/Inventada|correo\.example|300123450|Femenino|Llámenme/);
    expect(desk.dump()).toContain('experienceYears');
  });

  test('keep nothing that was typed under the wrong question: a place by its own name, no text that says the name again', async () => {
    const desk = leadDesk();
    desk.book.push(
      lead('1', '2026-11-20T10:00:00.000Z', person(1, { city: 'Ludovica Quimbaya', sector: 'soy INVENTADA', discipline: 'Sistemas' })),
      lead('2', '2026-11-20T09:00:00.000Z', person(2, { city: 'bogota', sector: 'Salud' })),
    );
    await desk.retrieve();
    expect((await desk.list()).map(({ fields }) => fields.toSorted())).toEqual([
      ['discipline', 'experience'],
      ['city', 'experience', 'sector'],
    ]);
    expect(desk.dump()).not.toMatch(/Ludovica|Quimbaya|inventada/i);
    expect(desk.dump()).toMatch(/Sistemas.*Salud|Salud.*Sistemas/s);
  });

  test('are fetched from two days before the last time, and kept once', async () => {
    const desk = leadDesk();
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)));
    await desk.retrieve();
    desk.clock.advance(HOUR);
    // One that the network showed late.
    desk.book.push(lead('2', '2026-11-20T09:00:00.000Z', person(2)));
    expect(await desk.retrieve()).toMatchObject({ value: { read: 2, added: 1 } });
    expect(desk.asked).toEqual(['2026-08-23T15:00:00.000Z', '2026-11-19T15:00:00.000Z']);
    expect(await desk.list()).toHaveLength(2);
  });

  test('begin again where they were after a failure, which is shown', async () => {
    const desk = leadDesk();
    await desk.retrieve();
    desk.clock.advance(5 * DAY);
    desk.state.down = true;
    expect(await desk.retrieve()).toMatchObject({ value: { failures: [{ kind: 'unavailable' }] } });
    expect(await desk.leads.sources({ clientId }, context)).toMatchObject({
      value: { sources: [{ failure: 'unavailable', retrievedAt: '2026-11-21T15:00:00.000Z', retentionDays: 90 }] },
    });
    desk.state.down = false;
    await desk.retrieve();
    expect(desk.asked.at(-1)).toBe('2026-11-19T15:00:00.000Z');
  });

  test('are fetched by themselves only where a person fetched first', async () => {
    const desk = leadDesk();
    await desk.leads.retrieveDue(context);
    expect(desk.asked).toEqual([]);
    await desk.retrieve();
    await desk.leads.retrieveDue(context);
    expect(desk.asked).toHaveLength(2);
  });

  test('without an identifier, or with a no to the question of consent, are left out with the reason', async () => {
    const desk = leadDesk();
    desk.book.push(
      lead('1', '2026-11-20T10:00:00.000Z', { full_name: 'Nadie', city: 'Cali' }),
      lead('2', '2026-11-20T11:00:00.000Z', person(2, { 'Autorización de datos': 'no' })),
    );
    expect(await desk.retrieve()).toMatchObject({ value: { added: 0, leftOut: 2 } });
    expect((await desk.list()).map(({ reason }) => reason)).toEqual(['candidates.drop.consent_denied', 'candidates.drop.no_identifier']);
    expect(desk.database.prepare('SELECT count(*) FROM lead WHERE email IS NOT NULL OR features IS NOT NULL').pluck().get()).toBe(0);
  });
});

describe('handing them to the candidates', () => {
  test('shows first what it would do, then does it as one import with consent, purpose and source', async () => {
    const desk = leadDesk();
    await desk.load('correo,cargo\np1@correo.example,Vendedor\n');
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)), lead('2', '2026-11-20T11:00:00.000Z', person(2)));
    await desk.retrieve();
    expect(await desk.leads.prepare({ clientId }, context)).toMatchObject({
      value: { leads: 2, counts: { new: 1, changed: 1, rejected: 0 }, missingDeclarations: ['source', 'purpose', 'consent'] },
    });
    expect(desk.store.count(clientId)).toBe(1);
    expect(await desk.take()).toMatchObject({ value: { new: 1, changed: 1 } });
    expect((await desk.list()).map(({ state }) => state)).toEqual(['taken', 'taken']);
    const kept = desk.database
      .prepare("SELECT consent, purpose, source, last_contact_on AS day FROM candidate WHERE source = 'Formularios'")
      .all();
    expect(kept).toEqual([{ consent: 'granted', purpose: 'job_offers', source: 'Formularios', day: '2026-11-20' }]);
    expect(await desk.take()).toMatchObject({ error: { code: 'leads.nothing_new' } });
  });

  test('can be undone: the leads wait again, and go again with a redo', async () => {
    const desk = leadDesk();
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)));
    await desk.retrieve();
    await desk.take();
    await desk.history.undo({}, context);
    expect(await desk.list()).toMatchObject([{ state: 'new' }]);
    expect(desk.store.count(clientId)).toBe(0);
    await desk.history.redo({}, context);
    expect(await desk.list()).toMatchObject([{ state: 'taken' }]);
  });

  test('does not bring back one that was not wanted, and keeps nothing of that person', async () => {
    const desk = leadDesk();
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)));
    await desk.retrieve();
    const [{ id }] = (await desk.list()) as [Lead];
    expect(await desk.leads.discard({ leadIds: [id] }, context)).toMatchObject({ value: { discarded: 1 } });
    expect(await desk.retrieve()).toMatchObject({ value: { added: 0, leftOut: 0 } });
    expect(await desk.list()).toMatchObject([{ state: 'discarded', hasEmail: false, fields: [] }]);
  });
});

describe('a person’s wish to be forgotten', () => {
  test('reaches a lead that waits, and the next reading of the same form', async () => {
    const desk = leadDesk();
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)), lead('2', '2026-11-20T10:30:00.000Z', person(2)));
    await desk.retrieve();
    const wish = { person: { kind: 'email' as const, value: 'p1@correo.example', country: 'CO' } };
    expect(await desk.privacy.find(wish, context)).toMatchObject({ value: { traces: [{ kind: 'lead' }] } });
    expect(await desk.privacy.forget(wish, context)).toMatchObject({ value: { candidates: 0, traces: 1 } });
    desk.book.push(lead('3', '2026-11-21T10:00:00.000Z', { phone_number: '3001234501' }));
    expect(await desk.retrieve()).toMatchObject({ value: { added: 0, leftOut: 1 } });
    expect((await desk.list()).map(({ state, reason }) => [state, reason])).toEqual([
      ['left_out', 'candidates.drop.forgotten'],
      ['new', null],
      ['left_out', 'candidates.drop.forgotten'],
    ]);
    expect(await desk.take()).toMatchObject({ value: { new: 1 } });
  });

  test('is done by time too: taken ones after a month, all after the client’s months, rows when no reading reaches them', async () => {
    const desk = leadDesk();
    desk.book.push(lead('1', '2026-11-20T10:00:00.000Z', person(1)), lead('2', '2026-11-20T10:30:00.000Z', person(2)));
    await desk.retrieve();
    await desk.leads.discard({ leadIds: [(await desk.list())[0]!.id] }, context);
    await desk.take();
    desk.book.push(lead('3', '2026-11-21T14:00:00.000Z', person(3)));
    await desk.retrieve();
    const withPeople = () => desk.database.prepare('SELECT count(*) FROM lead WHERE features IS NOT NULL').pluck().get();
    expect(withPeople()).toBe(2);
    desk.clock.advance(32 * DAY);
    desk.privacy.deleteExpired(context);
    expect(withPeople()).toBe(1);
    expect((await desk.list()).map(({ state }) => state)).toEqual(['new', 'discarded', 'taken']);
    desk.clock.advance(25 * 31 * DAY);
    desk.privacy.deleteExpired(context);
    expect(desk.database.prepare('SELECT count(*) FROM lead').pluck().get()).toBe(0);
  });
});
