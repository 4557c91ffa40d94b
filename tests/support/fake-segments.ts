import path from 'node:path';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import { readSegmentRules } from '../../adapters/storage/segment-rule-files.ts';
import {
  createSegments,
  createTraitGuard,
  type FeatureRow,
  type Members,
  type SegmentStore,
  type VersionRecord,
} from '../../core/segmentation/index.ts';
import type { CallContext } from '../../core/ports/index.ts';
import { sayFrom } from '../../electron/backend/catalogue.ts';
import { hasHrFile, hrPeople, madePeople } from './hr-people.ts';

const root = path.resolve(import.meta.dirname, '../..');
const context: CallContext = { actor: { id: '', name: 'Laura Restrepo', role: 'admin' }, carrier: 'test', taskId: null };

/** Versions in memory, in the order they were kept. */
function memoryStore(): SegmentStore {
  const versions: VersionRecord[] = [];
  const members = new Map<string, Members>();
  const current = new Map<string, string>();
  return {
    list: (clientId) => versions.filter((one) => one.clientId === clientId).toReversed(),
    get: (id) => versions.find((one) => one.id === id) ?? null,
    currentOf: (clientId) => current.get(clientId) ?? null,
    setCurrent: (clientId, id) => void (id === null ? current.delete(clientId) : current.set(clientId, id)),
    add(version, who) {
      versions.push({ ...version, number: versions.length + 1, names: {} });
      members.set(version.id, who);
    },
    rename: () => undefined,
    members: (id) => members.get(id) ?? { ids: [], labels: new Uint8Array() },
  };
}

/** Two real versions of segments, made by the program itself, for looking at the screen. */
export async function fakeSegments(clientId: string, real: boolean) {
  const rules = readSegmentRules(path.join(root, 'resources/rules'));
  const people: readonly FeatureRow[] = real && hasHrFile ? hrPeople().slice(0, 6_000) : madePeople(3_000, 12).rows;
  let rows = people.slice(200);
  let next = 0;
  const { handlers } = createSegments({
    store: memoryStore(),
    candidates: { rows: () => rows },
    engine: createClusterEngine({ kernelFolder: path.join(root, 'resources/kernels'), workerUrl: null }),
    guard: createTraitGuard(rules.protectedTraits),
    media: rules.media,
    countryOf: () => 'CO',
    say: sayFrom(path.join(root, 'resources')),
    clock: { nowMs: () => 0, nowIso: () => '2026-11-20T14:50:00Z', today: () => '2026-11-20', sleep: () => Promise.resolve() },
    ids: { next: () => `0199a1b2-0000-7000-8000-00000000aa0${(next += 1)}`, marker: () => '' },
    unitOfWork: { transaction: (work) => work(), durable: (work) => work() },
    changeLog: { begin: () => ({ id: '', labelKey: '', labelValues: {} }), record: () => undefined },
    topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
  });
  const wish = { clientId, k: null, seed: 1, features: null, minimumSize: null };
  const first = await handlers.build({ ...wish, k: 4 }, context);
  rows = people.slice(0, -150);
  const second = await handlers.build(wish, context);
  if (!first.ok || !second.ok) throw new Error('The sample people could not be segmented');
  const ids = { fromVersionId: first.value.id, toVersionId: second.value.id };
  const value = async <T>(answer: { ok: true; value: T } | { ok: false } | Promise<{ ok: true; value: T } | { ok: false }>): Promise<T> => {
    const done = await answer;
    if (!done.ok) throw new Error('A sample answer is missing');
    return done.value;
  };
  return {
    'segments.features': await value(handlers.features({ clientId }, context)),
    'segments.list': await value(handlers.list({ clientId }, context)),
    'segments.get': await value(handlers.get({ clientId, versionId: null }, context)),
    'segments.compare': await value(handlers.compare(ids, context)),
    'segments.suggestions': await value(handlers.suggestions({ versionId: second.value.id, index: 0 }, context)),
  };
}
