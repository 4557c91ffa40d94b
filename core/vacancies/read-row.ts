import type { ImportTarget } from '../contract/vacancies.ts';
import { fold } from '../kernel/text.ts';
import { alignRow, fit } from './align-row.ts';
import type { RawRow } from './file-reader.ts';
import { identityKey } from './identity.ts';
import { payProblem } from './pay-rules.ts';
import { readCell, readSalary } from './read-cell.ts';
import type { Draft, ReadRow, Reason, RowPlan } from './row-draft.ts';
import { settlePlace, splitPlaces } from './row-places.ts';
import { unwrap } from './row-text.ts';
import { isBlank } from './values.ts';

const FOOTER = /^(total(es)?|fuente|source|generado|generated|exportado|exported|pagina|page|fin del (archivo|reporte)|nota)\b/;

/** The vacancies that a row is: one, unless it names several places and the person wants them apart. */
export function readRow(raw: RawRow, plan: RowPlan): readonly ReadRow[] {
  const draft: Draft = {
    fields: {},
    cleared: [],
    notes: [],
    reasons: [],
    city: null,
    region: null,
    country: null,
    currency: null,
    together: null,
  };
  if (raw.repaired) draft.notes.push('import.note.text_repaired');
  if (raw.problem !== null) return [rejected(raw, draft, raw.problem, {}, raw.problemColumn ?? null)];
  const strange = strangeRow(raw.cells, plan);
  if (strange !== null) return [rejected(raw, draft, strange)];
  const cells = placeCells(raw.cells, plan, draft);
  if (cells === null)
    return [rejected(raw, draft, 'import.reject.columns_mismatch', { found: raw.cells.length, expected: plan.kinds.length })];

  const money: { column: number; target: ImportTarget; cell: string }[] = [];
  for (let column = 0; column < plan.kinds.length; column++) {
    const kind = plan.kinds[column];
    const cell = unwrap(cells[column] ?? '');
    if (kind === null || kind === undefined || kind === 'age' || isBlank(cell)) continue;
    if (kind === 'salary' || kind === 'salaryMin' || kind === 'salaryMax') money.push({ column, target: kind, cell });
    else readCell(kind, cell, column, plan, draft);
  }
  for (const { column, target, cell } of money) readSalary(target, cell, column, plan, draft);
  return splitPlaces(plan, draft).map((part) => settle(raw, plan, part));
}

function settle(raw: RawRow, plan: RowPlan, draft: Draft): ReadRow {
  const placeIsExact = settlePlace(plan, draft);
  checkTogether(draft);
  checkPay(plan, draft);
  if (draft.reasons.length > 0) return finish(raw, draft, null);
  const { fields } = draft;
  const identity = identityKey(
    {
      externalId: fields.externalId ?? null,
      title: fields.title ?? '',
      company: fields.company ?? null,
      place: fields.place ?? null,
      placeText: fields.placeText ?? null,
      applyUrl: fields.applyUrl ?? null,
    },
    placeIsExact,
  );
  return finish(raw, draft, identity);
}

function finish(raw: RawRow, draft: Draft, identity: string | null): ReadRow {
  return { line: raw.line, fields: draft.fields, cleared: draft.cleared, notes: draft.notes, reasons: draft.reasons, identity };
}

function rejected(raw: RawRow, draft: Draft, code: string, details: Reason['details'] = {}, column: number | null = null): ReadRow {
  draft.reasons.push({ code, column, details });
  return finish(raw, draft, null);
}

/** Rows that are no vacancy at all. */
function strangeRow(cells: readonly string[], plan: RowPlan): string | null {
  const filled = cells.filter((cell) => cell.trim() !== '');
  if (filled.length === 0) return 'import.reject.empty_row';
  if (
    plan.header !== null &&
    filled.length > 1 &&
    cells.length === plan.header.length &&
    cells.every((cell, index) => fold(cell) === fold(plan.header?.[index] ?? ''))
  ) {
    return 'import.reject.repeated_header';
  }
  if (plan.kinds.length > 2 && filled.length <= 2 && FOOTER.test(fold(cells.find((cell) => cell.trim() !== '') ?? '')))
    return 'import.reject.footer';
  return null;
}

/** The cells under their columns; null when a ragged row cannot be read in one sure way. */
function placeCells(cells: readonly string[], plan: RowPlan, draft: Draft): readonly string[] | null {
  const expected = plan.kinds.length;
  if (cells.length > expected && cells.slice(expected).every((cell) => cell.trim() === '')) return cells.slice(0, expected);
  if (cells.length === expected && (!plan.ragged || !misfits(cells, plan))) return cells;
  if (cells.length === 1 && expected > 2) return null;
  const aligned = alignRow(cells, plan.kinds, plan.separator, plan.places, plan.client.country);
  if (aligned === null) return cells.length === expected ? cells : null;
  draft.notes.push('import.note.columns_realigned');
  return aligned;
}

function misfits(cells: readonly string[], plan: RowPlan): boolean {
  return plan.kinds.some(
    (kind, column) => kind !== null && kind !== 'positions' && fit(kind, cells[column] ?? '', plan.places, plan.client.country) <= -3,
  );
}

function checkTogether(draft: Draft): void {
  const { fields, reasons } = draft;
  if ((fields.title ?? '') === '' && !reasons.some((reason) => reason.code === 'import.reject.title_missing'))
    reasons.push({ code: 'import.reject.title_missing', column: null, details: {} });
  const { salaryMin, salaryMax, opensOn, closesOn } = fields;
  if (
    salaryMin != null &&
    salaryMax != null &&
    (salaryMin.currency !== salaryMax.currency || salaryMin.amountMicros > salaryMax.amountMicros)
  )
    reasons.push({ code: 'import.reject.salary_reversed', column: null, details: {} });
  if (opensOn != null && closesOn != null && opensOn > closesOn)
    reasons.push({ code: 'import.reject.dates_reversed', column: null, details: {} });
}

/** What the country says of pay: a warning to see or a row to correct, as its rules have it. */
function checkPay(plan: RowPlan, draft: Draft): void {
  if (draft.reasons.length > 0) return;
  const found = payProblem(draft.fields, draft.fields.place?.country ?? plan.client.country, plan.today, plan.pay);
  if (found === null) return;
  if (found.weight === 'error') draft.reasons.push({ code: `import.reject.${found.kind}`, column: null, details: found.details });
  else draft.notes.push(`import.note.${found.kind}`);
}
