import type { z } from 'zod';
import type { conversions, OutcomeImport, OutcomeKind, OutcomeTarget } from '../contract/conversions.ts';
import type { Input } from '../contract/define.ts';
import { jsonDetails } from '../kernel/json-data.ts';
import { ok, refuse, type Json, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext, PrivacyLedger, Topics, UnitOfWork, Clock } from '../ports/index.ts';
import { dateEvidence, isBlank, type ClientFacts, type RawRow, type VacancyFileReader } from '../vacancies/index.ts';
import { guessTargets, PLAIN_TARGETS, readOutcome, type ClickParameters, type OutcomePlan, type ReadOutcome } from './read-outcome.ts';
import { isForgotten, keep, type KeepDependencies } from './record-outcome.ts';

export interface ImportDependencies extends KeepDependencies {
  readonly reader: VacancyFileReader;
  readonly clicks: ClickParameters;
  readonly countryOf: (text: string) => string | null;
  readonly clock: Clock;
  readonly unitOfWork: UnitOfWork;
  readonly ledger: PrivacyLedger;
  readonly topics: Topics;
}

type ImportInput = Input<typeof conversions.importFile>;
type Draft = { -readonly [K in keyof OutcomeImport]: OutcomeImport[K] };

const REJECTS = 500;
/** A year of outcomes of a large agency; more is a mistake, and would be held in memory. */
const ROWS_MAX = 200_000;
const EXAMPLES = 5;
const IDENTIFIERS: ReadonlySet<OutcomeTarget | null> = new Set<OutcomeTarget | null>(['email', 'phone', 'document', 'externalId', 'url']);

/** Reads a whole file; nothing of it is kept but typed values and hashes, and those only with `commit`. */
export async function importOutcomes(
  deps: ImportDependencies,
  client: ClientFacts,
  input: ImportInput,
  context: CallContext,
): Promise<Result<z.infer<typeof OutcomeImport>, Refusal>> {
  const kept: ReadOutcome[] = [];
  const kinds = new Map<OutcomeKind, number>();
  let header: readonly string[] | null = null;
  let targets: (OutcomeTarget | null)[] = [];
  let plan: OutcomePlan | null = null;
  let proven: 'dmy' | 'mdy' | null = null;
  const dated: RawRow[] = [];
  let problem: Refusal | null = null;
  const answer: Draft = {
    committed: false,
    rows: 0,
    new: 0,
    duplicate: 0,
    rejected: 0,
    columns: [],
    targets: [...PLAIN_TARGETS, ...[...deps.clicks.keys()].map((network): OutcomeTarget => `click:${network}`)],
    kinds: [],
    withoutConsent: 0,
    rejects: [],
    ambiguousDates: [],
  };

  function begin(cells: readonly string[]): Refusal | null {
    header = cells.map((cell) => cell.trim());
    targets = guessTargets(header, deps.clicks);
    for (const { column, target } of input.columns ?? []) if (column < targets.length) targets[column] = target;
    const used = targets.filter((target) => target !== null);
    answer.columns = header.map((cell, column) => ({ column, header: cell, target: targets[column] ?? null }));
    const repeated = used.find((target, index) => used.indexOf(target) !== index);
    if (repeated !== undefined) return { code: 'conversions.mapping_repeated', details: {} };
    plan = {
      targets,
      dateOrder: input.dateOrder ?? 'dmy',
      declaration: input.declaration,
      country: client.country,
      countryOf: deps.countryOf,
      clicks: deps.clicks,
      hasher: deps.hasher,
      nowMs: deps.clock.nowMs(),
      nowIso: deps.clock.nowIso(),
      vacancyNamed: (text) => deps.store.vacancyNamed(input.clientId, text),
    };
    return null;
  }

  function take(row: RawRow, by: OutcomePlan): void {
    answer.rows += 1;
    const read = readOutcome(row, by);
    if (!read.ok) return reject(row.line, read.reason, read.details);
    if (isForgotten(deps, read.outcome.identifiers)) return reject(row.line, 'conversions.drop.forgotten', {});
    kept.push(read.outcome);
    kinds.set(read.outcome.kind, (kinds.get(read.outcome.kind) ?? 0) + 1);
    if (read.outcome.consent !== 'granted') answer.withoutConsent += 1;
  }

  function reject(line: number, reason: string, details: { readonly [key: string]: Json }): void {
    answer.rejected += 1;
    if (answer.rejects.length < REJECTS) answer.rejects.push({ line, reason, details: jsonDetails(details) });
  }

  /** What the dates of this batch say of their order. One that proves it speaks for all. */
  function watchDates(rows: readonly RawRow[]): void {
    const at = targets.indexOf('occurredOn');
    if (at < 0 || input.dateOrder !== null) return;
    for (const row of rows) {
      const evidence = dateEvidence(row.cells[at] ?? '');
      if (evidence === 'dmy' || evidence === 'mdy') proven ??= evidence;
      if (evidence === 'either' && answer.ambiguousDates.length < EXAMPLES) answer.ambiguousDates.push((row.cells[at] ?? '').trim());
    }
  }

  const read = await deps.reader.read(
    input.source,
    async (rows) => {
      if (deps.topics.cancelled(context.taskId)) problem = { code: 'conversions.cancelled', details: {} };
      if (problem !== null) return false;
      let body = rows;
      if (header === null) {
        const at = rows.findIndex((row) => row.problem === null && row.cells.filter((cell) => !isBlank(cell)).length > 1);
        if (at < 0) return true;
        problem = begin(rows[at]?.cells ?? []);
        if (problem !== null) return false;
        body = rows.slice(at + 1);
      }
      watchDates(body);
      // Held in memory as they are until the whole file has said how it writes its dates; nothing raw outlives this call.
      for (const row of body) dated.push(row);
      if (dated.length > ROWS_MAX) problem = { code: 'conversions.too_many_rows', details: { most: ROWS_MAX } };
      await deps.reader.breathe();
      return true;
    },
    (done, total) => deps.topics.progress(context.taskId, 'import.stage.reading', done, total),
  );
  if (problem !== null) return { ok: false, error: problem };
  if (!read.ok) return read;
  const by = plan as OutcomePlan | null; // assigned in `begin`, which the compiler does not follow into
  if (by === null) return refuse('vacancies.file_empty');
  if (proven !== null) answer.ambiguousDates = [];
  const order: OutcomePlan = { ...by, dateOrder: input.dateOrder ?? proven ?? 'dmy' };
  for (const row of dated) take(row, order);
  dated.length = 0;
  const blocked = input.commit ? whyNot(answer, targets, input) : null;
  if (blocked !== null) return refuse(blocked);
  judge();
  answer.kinds = [...kinds].map(([kind, count]) => ({ kind, count }));
  return ok(answer);

  /** Counts what is new; a preview does the same and takes it back. */
  function judge(): void {
    const now = deps.clock.nowIso();
    try {
      deps.unitOfWork.transaction(() => {
        for (const one of kept) {
          const done = keep(deps, input.clientId, one, now);
          if (done.kind === 'new') answer.new += 1;
          else answer.duplicate += 1;
        }
        if (!input.commit) throw new OnlyLooked();
        deps.ledger.note(context, 'conversions.imported', input.clientId, { new: answer.new, duplicate: answer.duplicate });
      });
    } catch (error) {
      if (!(error instanceof OnlyLooked)) throw error;
    }
    answer.committed = input.commit;
  }
}

/** Takes a transaction back on purpose. */
class OnlyLooked extends Error {}

function whyNot(answer: Draft, targets: readonly (OutcomeTarget | null)[], input: ImportInput): string | null {
  if (!targets.includes('kind') && input.declaration.kind === null) return 'conversions.no_kind';
  if (!targets.includes('occurredOn')) return 'conversions.no_date_column';
  if (!targets.some((target) => IDENTIFIERS.has(target) || target?.startsWith('click:') === true))
    return 'conversions.no_identifier_column';
  return answer.ambiguousDates.length > 0 ? 'conversions.dates_ambiguous' : null;
}
