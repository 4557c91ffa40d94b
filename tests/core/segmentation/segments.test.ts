import { expect, test } from 'vitest';
import { adjustedRandIndex, type FeatureRow } from '../../../core/segmentation/index.ts';
import { hasHrFile, hrPeople, madePeople, uuid } from '../../support/hr-people.ts';
import { clientId, context, otherClientId, segmentDesk } from '../../support/segment-desk.ts';

const made = madePeople(1_200, 9);

test('finds the kinds of people that are there, and says in both languages what each is', async () => {
  const desk = segmentDesk(made.rows);
  const version = await desk.build();
  expect(version.choice).toMatchObject({ k: 4, steady: true });
  const { labels, ids } = desk.store.members(version.id);
  expect(ids).toEqual(made.rows.map(({ id }) => id));
  expect(adjustedRandIndex(labels, made.kinds)).toBeGreaterThan(0.9);
  const names = version.segments.map(({ name }) => name);
  expect(new Set(names.map(({ es }) => es)).size).toBe(4);
  expect(names.some(({ es, en }) => es.includes('Tecnología') && en.includes('Technology'))).toBe(true);
  const technology = version.segments.find(({ name }) => name.es.includes('Tecnología'));
  expect(technology?.description.es).toMatch(/Familia de cargo: Tecnología en el \d+(,\d)? ?%/u);
  expect(version.trials.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(version.trials.every(({ sampled }) => (sampled?.standardError ?? 1) < 0.05)).toBe(true);
  expect(version.map.points.length).toBeGreaterThan(500);
  expect(desk.progress.at(-1)).toBe(100);
  expect(desk.moved).toContain('segments');
});

test('the same people and seed give the same segments, another day too', async () => {
  const desk = segmentDesk(made.rows);
  const first = await desk.build();
  const second = await desk.build();
  expect(second.number).toBe(first.number + 1);
  expect({ ...second, id: '', number: 0, createdAt: '', current: true }).toEqual({
    ...first,
    id: '',
    number: 0,
    createdAt: '',
    current: true,
  });
});

test('refuses a protected trait and names the law, and nothing is kept', async () => {
  const desk = segmentDesk(made.rows);
  const answer = await desk.tryBuild({
    features: [
      { key: 'experienceYears', weight: 1 },
      { key: 'edad', weight: 1 },
    ],
  });
  expect(answer).toMatchObject({ ok: false, error: { code: 'segments.feature_protected', details: { trait: 'age' } } });
  expect(answer.ok ? '' : answer.error.details['laws']).toContain('Ley 931 de 2004');
  expect(await desk.api.list({ clientId }, context)).toEqual({ ok: true, value: { versions: [] } });
  expect(await desk.api.features({ clientId }, context)).toMatchObject({ value: { country: 'CO', candidates: 1_200 } });
});

test('refuses what it cannot do well, with figures', async () => {
  expect(await segmentDesk(made.rows.slice(0, 20)).tryBuild()).toMatchObject({
    error: { code: 'segments.too_few', details: { people: 20, least: 60 } },
  });
  expect(await segmentDesk(made.rows).tryBuild({ features: [{ key: 'horoscope', weight: 1 }] })).toMatchObject({
    error: { code: 'segments.feature_unknown' },
  });
  const nobody = made.rows.map(({ id }): FeatureRow => ({ id, features: {} }));
  expect(await segmentDesk(nobody).tryBuild()).toMatchObject({ error: { code: 'segments.no_usable_feature' } });
  const stopped = segmentDesk(made.rows, { cancel: true });
  expect(await stopped.tryBuild()).toMatchObject({ error: { code: 'segments.cancelled' } });
  expect(stopped.store.list(clientId)).toEqual([]);
});

test('says that there is no structure where there is none', async () => {
  const noise = Array.from({ length: 400 }, (_, index): FeatureRow => ({
    id: uuid(index),
    features: { experienceYears: (index * 7919) % 31, trainingHours: (index * 104_729) % 97, availabilityDays: (index * 1_299_709) % 61 },
  }));
  const version = await segmentDesk(noise).build();
  expect(['none', 'weak']).toContain(version.choice.structure);
});

test('who moved between versions, who came and who left; an old version comes back, and undo takes that back', async () => {
  const desk = segmentDesk(made.rows);
  const first = await desk.build({ k: 4 });
  const newcomers = madePeople(100, 10).rows.map((row, index): FeatureRow => ({ ...row, id: uuid(50_000 + index) }));
  desk.setPeople([...made.rows.slice(50), ...newcomers]);
  const second = await desk.build({ k: 4 });
  const compared = await desk.api.compare({ fromVersionId: first.id, toVersionId: second.id }, context);
  expect(compared).toMatchObject({ value: { both: 1_150, joined: 100, left: 50 } });
  expect(compared.ok && compared.value.agreement).toBeGreaterThan(0.9);
  expect(desk.store.currentOf(clientId)).toBe(second.id);
  expect(await desk.api.restore({ versionId: first.id }, context)).toMatchObject({ value: { id: first.id, current: true } });
  expect(await desk.history.undo({}, context)).toMatchObject({ ok: true });
  expect(desk.store.currentOf(clientId)).toBe(second.id);
  await desk.history.undo({}, context);
  expect(desk.store.currentOf(clientId)).toBe(first.id);
  await desk.history.redo({}, context);
  expect(desk.store.currentOf(clientId)).toBe(second.id);
});

test('a name that a person gave stays through a restart and goes with undo', async () => {
  const desk = segmentDesk(made.rows);
  const version = await desk.build({ k: 4 });
  const renamed = await desk.api.rename({ versionId: version.id, index: 0, name: 'Equipo remoto' }, context);
  expect(renamed).toMatchObject({
    value: { segments: [{ name: { es: 'Equipo remoto', en: 'Equipo remoto' }, renamed: true }, {}, {}, {}] },
  });
  await desk.history.undo({}, context);
  expect(await desk.api.get({ clientId, versionId: null }, context)).toMatchObject({
    value: { version: { segments: [{ renamed: false }, {}, {}, {}] } },
  });
  expect(await desk.api.rename({ versionId: version.id, index: 9, name: 'x' }, context)).toMatchObject({
    error: { code: 'segments.segment_not_found' },
  });
});

test('leads from a segment to cities, families, hours and networks, never to age or sex', async () => {
  const desk = segmentDesk(made.rows);
  const version = await desk.build({ k: 4 });
  const index = version.segments.findIndex(({ name }) => name.es.includes('Logística'));
  const answer = await desk.api.suggestions({ versionId: version.id, index }, context);
  if (!answer.ok) throw new Error(answer.error.code);
  expect(answer.value.cities[0]).toMatchObject({ level: 'Cali' });
  expect(answer.value.roleFamilies[0]).toMatchObject({ level: 'logistics' });
  expect(answer.value.languages).toEqual(['es']);
  expect(answer.value.networks.slice(0, 2).map(({ network }) => network)).toEqual(['meta', 'tiktok']);
  expect(answer.value.hours[0]).toEqual({ from: 5, to: 8, rule: 'shifts' });
  expect(Object.keys(answer.value).toSorted()).toEqual(['cities', 'hours', 'languages', 'modalities', 'networks', 'roleFamilies']);
});

test('exports lists that a spreadsheet cannot run', async () => {
  const desk = segmentDesk(made.rows);
  const version = await desk.build({ k: 4 });
  await desk.api.rename({ versionId: version.id, index: 0, name: '=HYPERLINK("http://example.test")' }, context);
  const table = await desk.api.export({ versionId: version.id, what: 'segments', language: 'es' }, context);
  const members = await desk.api.export({ versionId: version.id, what: 'members', language: 'es' }, context);
  if (!table.ok || !members.ok) throw new Error('Both exports should work');
  expect(table.value.csv.split('\r\n')[0]).toBe('\uFEFFNúmero,Segmento,Personas,Proporción,Silueta,Descripción');
  expect(table.value.csv).toContain(`"'=HYPERLINK(""http://example.test"")"`);
  expect(members.value.csv.split('\r\n')).toHaveLength(1_200 + 2);
});

test('does not hand out a version under another client, nor compare across clients', async () => {
  const desk = segmentDesk(made.rows);
  const mine = await desk.build({ k: 2 });
  const theirs = await desk.build({ k: 2, clientId: otherClientId });
  expect(await desk.api.get({ clientId: otherClientId, versionId: mine.id }, context)).toMatchObject({
    error: { code: 'segments.version_not_found' },
  });
  expect(await desk.api.compare({ fromVersionId: mine.id, toVersionId: theirs.id }, context)).toMatchObject({
    error: { code: 'segments.other_client' },
  });
  expect(
    await desk.api.overlap({ first: { versionId: mine.id, index: 0 }, second: { versionId: theirs.id, index: 0 } }, context),
  ).toMatchObject({
    value: { overlapRatio: 1, networkSide: 'unknown' },
  });
});

test.skipIf(!hasHrFile)('real candidates: a k with its reason, every figure there, and features explained', async () => {
  const version = await segmentDesk(hrPeople()).build();
  expect(version.candidates).toBe(19_158);
  expect(version.choice.steady).toBe(true);
  expect(Math.min(...version.sizes)).toBeGreaterThan(version.minimumSize);
  expect(version.features.find(({ key }) => key === 'companySize')?.blanks).toBeGreaterThan(5_000);
  expect(version.segments.every(({ traits }) => traits.length > 0)).toBe(true);
  process.stdout.write(
    `${version.choice.k} ${version.choice.reason} ${version.choice.structure}: ${version.segments.map(({ name }) => name.es).join(' | ')}\n`,
  );
});
