import path from 'node:path';
import { readFileSync } from 'node:fs';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import { createHistoryStore } from '../../adapters/storage/history-store.ts';
import { readSegmentRules } from '../../adapters/storage/segment-rule-files.ts';
import { createSegmentStore } from '../../adapters/storage/segment-sql-store.ts';
import { createHistory } from '../../core/history/history.ts';
import { createSegments, createTraitGuard, ProtectedTraits, type FeatureRow } from '../../core/segmentation/index.ts';
import { sayFrom } from '../../electron/backend/catalogue.ts';
import { scratchDatabase, someone } from '../adapters/storage/support.ts';

export const root = path.resolve(import.meta.dirname, '../..');
export const kernelFolder = path.join(root, 'resources', 'kernels');
export const context = someone;
export const clientId = '01890000-0000-7000-8000-0000000000c1';
export const otherClientId = '01890000-0000-7000-8000-0000000000c2';

export function protectedRules(): ProtectedTraits {
  return ProtectedTraits.parse(JSON.parse(readFileSync(path.join(root, 'resources/rules/protected-traits.json'), 'utf8')));
}

/** The whole road from feature rows to the encrypted file; people can be exchanged between builds. */
export function segmentDesk(people: readonly FeatureRow[], options: { readonly rules?: ProtectedTraits; readonly cancel?: boolean } = {}) {
  const scratch = scratchDatabase();
  const { clock, ids, unitOfWork, auditLog, changeLog, writer, database } = scratch;
  const addClient = database.prepare(
    'INSERT INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at) VALUES (?, ?, ?, ?, ?, ?, NULL, 0, ?)',
  );
  addClient.run(clientId, 'Industrias Ejemplo', 'industrias ejemplo', 'CO', 'COP', 'America/Bogota', clock.nowIso());
  addClient.run(otherClientId, 'Otra Ejemplo', 'otra ejemplo', 'CO', 'COP', 'America/Bogota', clock.nowIso());
  let rows = people;
  const moved: string[] = [];
  const progress: number[] = [];
  const topics = {
    moved: (...names: readonly string[]) => void moved.push(...names),
    progress: (_task: string | null, _stage: string, done: number) => void progress.push(done),
    cancelled: () => options.cancel ?? false,
  };
  const rules = readSegmentRules(path.join(root, 'resources/rules'));
  const store = createSegmentStore(database);
  const segments = createSegments({
    store,
    candidates: { rows: () => rows },
    engine: createClusterEngine({ kernelFolder, workerUrl: null }),
    guard: createTraitGuard(options.rules ?? rules.protectedTraits),
    media: rules.media,
    countryOf: (id) => (id === clientId || id === otherClientId ? 'CO' : null),
    say: sayFrom(path.join(root, 'resources')),
    clock,
    ids,
    unitOfWork,
    changeLog,
    topics,
  });
  const history = createHistory({
    store: createHistoryStore(database, writer),
    unitOfWork,
    audit: auditLog,
    topics,
    undoables: [segments.undoable],
    topicsOf: () => ['segments'],
  });
  const usual = { clientId, k: null, seed: 1, features: null, minimumSize: null };
  return {
    ...scratch,
    store,
    moved,
    progress,
    history,
    api: segments.handlers,
    setPeople: (next: readonly FeatureRow[]) => void (rows = next),
    async build(changes: Partial<Parameters<typeof segments.handlers.build>[0]> = {}) {
      const answer = await segments.handlers.build({ ...usual, ...changes }, { ...context, taskId: 'task' });
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value;
    },
    tryBuild: (changes: Partial<Parameters<typeof segments.handlers.build>[0]> = {}) =>
      segments.handlers.build({ ...usual, ...changes }, { ...context, taskId: 'task' }),
  };
}
