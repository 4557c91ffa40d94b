import type { Block, NewStep, RunObject, StepFailure, StepRow, StepState, Tally } from '../../core/publishing/journal.ts';
import type { PublishStore } from '../../core/publishing/publish-store.ts';
import { wireFields } from '../../core/publishing/fields.ts';
import { createBudgetBook } from './publish-budget.ts';
import { createWorkReader } from './publish-work.ts';
import { toRun, toRunObject, toStep, type StoredObject, type StoredRun, type StoredStep } from './publish-rows.ts';
import type { Database } from './database.ts';

/** The journal on SQLite. Writers run inside the caller's transaction. */
export function createPublishStore(db: Database): PublishStore {
  const insertRun = db.prepare(
    'INSERT INTO publish_run (id, ordinal, started_at, finished_at, state, content_hash, approval_id, context) VALUES (@id, (SELECT coalesce(max(ordinal), 0) + 1 FROM publish_run), @startedAt, @finishedAt, @state, @contentHash, @approvalId, @context)',
  );
  const insertObject = db.prepare(
    'INSERT INTO publish_object (run_id, object_id, position, campaign_id, parent_id, client_id, vacancy_id, level, marker, hash, fields, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)',
  );
  const insertStep = db.prepare(`
    INSERT INTO publish_step (id, run_id, sequence, priority, network, account_id, campaign_id, kind, purpose, object_id, object_ids, level, object_name, marker, target_remote_id, changed_fields, status, state, waits, due_ms)
    VALUES (@id, @runId, @sequence, @priority, @network, @accountId, @campaignId, @kind, @purpose, @objectId, @objectIds, @level, @objectName, @marker, @targetRemoteId, @changedFields, @status, 'planned', @waits, 0)`);
  const addTally = db.prepare(
    "INSERT INTO publish_tally (run_id, network, state, count) VALUES (?, ?, 'planned', ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  const addToRun = db.prepare('UPDATE publish_run SET steps = max(steps, ?), open_steps = open_steps + ? WHERE id = ?');
  const insertNeed = db.prepare(
    'INSERT INTO publish_need (needed_id, step_id, hard) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hard = max(hard, excluded.hard)',
  );
  const readRun = db.prepare<[string], StoredRun>('SELECT * FROM publish_run WHERE id = ?');
  const readRuns = db.prepare<[number], StoredRun>('SELECT * FROM publish_run ORDER BY ordinal DESC LIMIT ?');
  const readOpenRuns = db.prepare<[], StoredRun>('SELECT * FROM publish_run WHERE finished_at IS NULL ORDER BY ordinal');
  const writeRun = db.prepare('UPDATE publish_run SET state = ?, finished_at = ? WHERE id = ?');
  const readTally = db.prepare<[string], { network: string; state: StepState; count: number }>(
    'SELECT network, state, count FROM publish_tally WHERE run_id = ? AND count > 0',
  );
  const openOfRun = db.prepare<[string], number>('SELECT open_steps FROM publish_run WHERE id = ?').pluck();
  const stepsOfRun = db.prepare<[string], number>('SELECT steps FROM publish_run WHERE id = ?').pluck();
  const readObject = db.prepare<[string, string], StoredObject>('SELECT * FROM publish_object WHERE run_id = ? AND object_id = ?');
  const readCampaign = db.prepare<[string, string], StoredObject>(
    'SELECT * FROM publish_object WHERE run_id = ? AND campaign_id = ? ORDER BY position',
  );
  const readObjectIds = db.prepare<[string], string>('SELECT object_id FROM publish_object WHERE run_id = ?').pluck();
  const writeVerdict = db.prepare('UPDATE publish_object SET verdict = ? WHERE run_id = ? AND object_id = ?');
  const readStep = db.prepare<[string], StoredStep>('SELECT * FROM publish_step WHERE id = ?');
  const readOfObject = db.prepare<[string, string], StoredStep>(
    // By its object: a run may have a hundred thousand steps, an object has a few.
    'SELECT * FROM publish_step INDEXED BY publish_step_object WHERE object_id = ? AND run_id = ? ORDER BY ordinal',
  );
  const readActivations = db.prepare<[string], StoredStep>(
    "SELECT * FROM publish_step WHERE campaign_id = ? AND kind = 'set_status' AND status = 'active' AND state IN ('planned', 'leased', 'sending', 'unknown', 'needs_person')",
  );
  const readActivating = db
    .prepare<[string], string>(
      "SELECT DISTINCT campaign_id FROM publish_step WHERE account_id = ? AND kind = 'set_status' AND status = 'active' AND state IN ('planned', 'leased', 'sending', 'unknown', 'needs_person')",
    )
    .pluck();
  const countPauses = db
    .prepare<[string], number>(
      "SELECT count(*) FROM publish_step WHERE object_id = ? AND purpose = 'pause' AND state IN ('planned', 'leased', 'sending', 'unknown', 'needs_person')",
    )
    .pluck();
  const countOnRemote = db
    .prepare<[string, string], number>(
      "SELECT count(*) FROM publish_step WHERE object_id = ? AND target_remote_id = ? AND state NOT IN ('confirmed', 'rejected', 'cancelled')",
    )
    .pluck();
  const writeStep = db.prepare(`
    UPDATE publish_step SET state = @state, object_ids = @objectIds, due_ms = @dueMs, leased_by = @leasedBy, attempts = @attempts, failures = @failures, looks = @looks, looked_ms = @lookedMs,
      first_sent_at = @firstSentAt, last_sent_ms = @lastSentMs, answered_at = @answeredAt, request_hash = @requestHash, evidence = @evidence, remote_id = @remoteId, failure = @failure,
      waits_reason = @waitsReason, cancelled_by = @cancelledBy
    WHERE id = @id AND state = @expected`);
  const readReady = db.prepare<[string, number, number], StoredStep>(
    "SELECT * FROM publish_step INDEXED BY publish_step_ready WHERE account_id = ? AND state = 'planned' AND waits = 0 AND due_ms <= ? ORDER BY priority, ordinal LIMIT ?",
  );
  const leaseStep = db.prepare("UPDATE publish_step SET state = 'leased', leased_by = ? WHERE ordinal = ?");
  const unleaseAll = db.prepare("UPDATE publish_step SET state = 'planned', leased_by = NULL WHERE state = 'leased'");
  const unleaseOf = db.prepare(
    "UPDATE publish_step SET state = 'planned', leased_by = NULL WHERE state = 'leased' AND account_id = ? AND leased_by = ?",
  );
  const readSending = db.prepare<[], StoredStep>("SELECT * FROM publish_step WHERE state = 'sending' ORDER BY ordinal");
  const readLooks = db.prepare<[string, number, number], StoredStep>(
    "SELECT * FROM publish_step WHERE account_id = ? AND state = 'unknown' AND due_ms <= ? ORDER BY due_ms LIMIT ?",
  );
  const readOpenAccounts = db.prepare<[], { accountId: string; network: string; nextDueMs: number }>(`
    SELECT account_id AS accountId, network, min(due) AS nextDueMs FROM (
      SELECT account_id, network, min(due_ms) AS due FROM publish_step WHERE state = 'planned' AND waits = 0 GROUP BY account_id, network
      UNION ALL SELECT account_id, network, min(due_ms) FROM publish_step WHERE state = 'unknown' GROUP BY account_id, network)
    GROUP BY account_id, network`);
  const readNextDue = db
    .prepare<[string, string], number | null>(`
    SELECT min(due) FROM (SELECT min(due_ms) AS due FROM publish_step WHERE account_id = ? AND state = 'planned' AND waits = 0
      UNION ALL SELECT min(due_ms) FROM publish_step WHERE account_id = ? AND state = 'unknown')`)
    .pluck();
  const clampPlanned = db.prepare("UPDATE publish_step SET due_ms = @latest WHERE due_ms > @latest AND state = 'planned' AND waits = 0");
  const clampUnknown = db.prepare("UPDATE publish_step SET due_ms = @latest WHERE due_ms > @latest AND state = 'unknown'");
  const forbid = db.prepare('UPDATE publish_step SET no_resend = 1 WHERE id = ?');
  const stopSteps = db.prepare(
    "UPDATE publish_step SET state = 'cancelled', failure = ?, leased_by = NULL WHERE run_id = ? AND state IN ('planned', 'leased')",
  );
  const stopUnderWay = db.prepare(
    "UPDATE publish_step SET no_resend = 1 WHERE run_id = ? AND state IN ('sending', 'unknown', 'needs_person')",
  );
  const readDependents = db.prepare<[string], { step_id: string; hard: number }>(
    'SELECT step_id, hard FROM publish_need WHERE needed_id = ?',
  );
  const releaseAll = db.prepare(
    'UPDATE publish_step SET waits = waits - 1 WHERE waits > 0 AND id IN (SELECT step_id FROM publish_need WHERE needed_id = ?)',
  );
  const releaseSoft = db.prepare(
    'UPDATE publish_step SET waits = waits - 1 WHERE waits > 0 AND id IN (SELECT step_id FROM publish_need WHERE needed_id = ? AND hard = 0)',
  );
  const readCancelledBy = db.prepare<[string], StoredStep>("SELECT * FROM publish_step WHERE cancelled_by = ? AND state = 'cancelled'");
  const addWait = db.prepare('UPDATE publish_step SET waits = waits + 1 WHERE id = ?');
  const recountWaits = db.prepare(`
    UPDATE publish_step SET waits = (SELECT count(*) FROM publish_need n JOIN publish_step s ON s.id = n.needed_id
      WHERE n.step_id = publish_step.id AND s.state <> 'confirmed' AND NOT (n.hard = 0 AND s.state IN ('rejected', 'cancelled'))) WHERE id = ?`);
  const readKnown = db.prepare<[string, string, string], { remote_id: string }>(
    "SELECT DISTINCT remote_id FROM publish_step WHERE object_id = ? AND kind = ? AND state = 'confirmed' AND remote_id IS NOT NULL AND id <> ?",
  );
  const readBlocks = db.prepare<[], Block>('SELECT scope, reason, until_ms AS untilMs, since FROM publish_block');
  const writeBlock = db.prepare(
    'INSERT INTO publish_block (scope, reason, until_ms, since) VALUES (@scope, @reason, @untilMs, @since) ON CONFLICT (scope) DO UPDATE SET reason = excluded.reason, until_ms = excluded.until_ms, since = CASE WHEN publish_block.reason = excluded.reason THEN publish_block.since ELSE excluded.since END',
  );
  const eraseBlock = db.prepare('DELETE FROM publish_block WHERE scope = ?');

  function addSteps(runId: string, steps: Iterable<NewStep>): number {
    const known = new Set<string>();
    const added = new Map<string, number>();
    let lastSequence = -1;
    const isOver = (need: { readonly stepId: string; readonly hard: boolean }): boolean => {
      if (known.has(need.stepId)) return false;
      const state = readStep.get(need.stepId)?.state;
      return state === 'confirmed' || (!need.hard && (state === 'rejected' || state === 'cancelled'));
    };
    for (const step of steps) {
      const { needs, objectIds, changedFields, ...rest } = step;
      const waits = new Map<string, boolean>();
      for (const need of needs) if (!isOver(need)) waits.set(need.stepId, (waits.get(need.stepId) ?? false) || need.hard);
      insertStep.run({
        ...rest,
        runId,
        objectId: objectIds[0] ?? '',
        objectIds: JSON.stringify(objectIds),
        changedFields: JSON.stringify(changedFields),
        waits: waits.size,
      });
      for (const [neededId, hard] of waits) insertNeed.run(neededId, step.id, hard ? 1 : 0);
      known.add(step.id);
      added.set(step.network, (added.get(step.network) ?? 0) + 1);
      lastSequence = Math.max(lastSequence, step.sequence);
    }
    for (const [network, count] of added) addTally.run(runId, network, count);
    addToRun.run(lastSequence + 1, known.size, runId);
    return known.size;
  }

  return {
    ...createBudgetBook(db),
    ...createWorkReader(db),
    addRun(run, objects, steps) {
      insertRun.run({ ...run, context: JSON.stringify(run.context) });
      let position = 0;
      for (const object of objects) {
        insertObject.run(
          run.id,
          object.objectId,
          position,
          object.campaignId,
          object.parentId,
          object.clientId,
          object.vacancyId,
          object.level,
          object.marker,
          object.hash,
          JSON.stringify(wireFields(object.fields)),
        );
        position += 1;
      }
      return { objects: position, steps: addSteps(run.id, steps) };
    },
    addSteps: (runId, steps) => void addSteps(runId, steps),
    run: (id) => mapOrNull(readRun.get(id), toRun),
    runs: (limit) => readRuns.all(limit).map(toRun),
    openRuns: () => readOpenRuns.all().map(toRun),
    saveRun: (id, state, finishedAt) => void writeRun.run(state, finishedAt, id),
    tallies: (runIds) => runIds.flatMap((runId) => readTally.all(runId).map((row): Tally => ({ runId, ...row }))),
    openSteps: (runId) => openOfRun.get(runId) ?? 0,
    nextSequence: (runId) => stepsOfRun.get(runId) ?? 0,

    runObject: (runId, objectId) => mapOrNull(readObject.get(runId, objectId), toRunObject),
    runObjectsOf: (runId, campaignId): readonly RunObject[] => readCampaign.all(runId, campaignId).map(toRunObject),
    runObjectIds: (runId) => readObjectIds.all(runId),
    setVerdict: (runId, objectId, verdict) => void writeVerdict.run(verdict, runId, objectId),

    step: (id) => mapOrNull(readStep.get(id), toStep),
    steps(filter) {
      const where: string[] = [];
      const values: (string | number)[] = [];
      if (filter.runId !== null) {
        where.push('run_id = ?');
        values.push(filter.runId);
      }
      if (filter.states.length > 0) {
        // Written out, so that the index of the states that need attention applies; the words are our own, never input.
        where.push(`state IN (${filter.states.map((state) => `'${STATES.find((known) => known === state) ?? ''}'`).join(', ')})`);
      }
      if (filter.network !== null) {
        where.push('network = ?');
        values.push(filter.network);
      }
      const condition = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
      const order = filter.runId === null ? 'ordinal DESC' : 'sequence';
      const rows = db
        .prepare<unknown[], StoredStep>(`SELECT * FROM publish_step ${condition} ORDER BY ${order} LIMIT ? OFFSET ?`)
        .all(...values, filter.limit, filter.offset);
      const total =
        db
          .prepare<unknown[], number>(`SELECT count(*) FROM publish_step ${condition}`)
          .pluck()
          .get(...values) ?? 0;
      return { steps: rows.map(toStep), total };
    },
    stepsOfObject: (runId, objectId) => readOfObject.all(objectId, runId).map(toStep),
    openActivations: (campaignIds) => campaignIds.flatMap((campaignId) => readActivations.all(campaignId).map(toStep)),
    activatingCampaigns: (accountId) => readActivating.all(accountId),
    openPauses: (objectId) => countPauses.get(objectId) ?? 0,
    openOnRemote: (objectId, remoteId) => countOnRemote.get(objectId, remoteId) ?? 0,
    save: (step, expected) => writeStep.run(stored(step, expected)).changes === 1,

    lease(accountId, nowMs, limit, owner) {
      const rows = readReady.all(accountId, nowMs, limit);
      for (const row of rows) leaseStep.run(owner, row.ordinal);
      return rows.map((row): StepRow => ({ ...toStep(row), state: 'leased', leasedBy: owner }));
    },
    unlease: (accountId, owner) => (accountId === null ? unleaseAll.run() : unleaseOf.run(accountId, owner)).changes,
    sending: () => readSending.all().map(toStep),
    dueLooks: (accountId, nowMs, limit) => readLooks.all(accountId, nowMs, limit).map(toStep),
    openAccounts: () => readOpenAccounts.all(),
    nextDueMs: (accountId) => readNextDue.get(accountId, accountId) ?? null,
    clampDue(latest) {
      clampPlanned.run({ latest });
      clampUnknown.run({ latest });
    },
    forbidResend(stepIds) {
      for (const id of stepIds) forbid.run(id);
    },
    stopRun(runId, failure: StepFailure | null) {
      stopUnderWay.run(runId);
      return stopSteps.run(failure === null ? null : JSON.stringify(failure), runId).changes;
    },

    dependents: (stepId) => readDependents.all(stepId).map((row) => ({ stepId: row.step_id, hard: row.hard === 1 })),
    release: (stepId, which) => void (which === 'all' ? releaseAll : releaseSoft).run(stepId),
    cancelledBy: (stepId) => readCancelledBy.all(stepId).map(toStep),
    need(stepId, neededId, hard) {
      insertNeed.run(neededId, stepId, hard ? 1 : 0);
      addWait.run(stepId);
    },
    recount: (stepId) => void recountWaits.run(stepId),
    knownRemoteIds(objectId, part, exceptStepId) {
      return readKnown.all(objectId, CREATES[part] ?? '', exceptStepId).map((row) => row.remote_id);
    },

    blocks: () => readBlocks.all(),
    setBlock: (block) => void writeBlock.run(block),
    clearBlock: (scope) => void eraseBlock.run(scope),
  };
}

const STATES: readonly StepState[] = ['planned', 'leased', 'sending', 'confirmed', 'rejected', 'unknown', 'needs_person', 'cancelled'];
/** The kind of step that makes each part. */
const CREATES: Readonly<Record<string, string>> = {
  campaign: 'create_campaign',
  ad_group: 'create_ad_group',
  ad: 'create_ad',
  creative: 'create_creative',
  card: 'create_card',
  media: 'upload_media',
  targeting: 'create_targeting',
};

function mapOrNull<R, V>(row: R | undefined, map: (row: R) => V): V | null {
  return row === undefined ? null : map(row);
}

function stored(step: StepRow, expected: StepState): Record<string, string | number | null> {
  return {
    id: step.id,
    expected,
    state: step.state,
    objectIds: JSON.stringify(step.objectIds),
    dueMs: Math.floor(step.dueMs),
    leasedBy: step.leasedBy,
    attempts: step.attempts,
    failures: step.failures,
    looks: step.looks,
    lookedMs: step.lookedMs,
    firstSentAt: step.firstSentAt,
    lastSentMs: step.lastSentMs,
    answeredAt: step.answeredAt,
    requestHash: step.requestHash,
    evidence: step.evidence === null ? null : JSON.stringify(step.evidence),
    remoteId: step.remoteId,
    failure: step.failure === null ? null : JSON.stringify(step.failure),
    waitsReason: step.waitsReason,
    cancelledBy: step.cancelledBy,
  };
}
