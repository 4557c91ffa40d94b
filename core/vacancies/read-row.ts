import type { z } from 'zod';
import type { ImportRow, ImportTarget, VacancyFields } from '../contract/vacancies.ts';
import { money } from '../kernel/money.ts';
import { fold } from '../kernel/text.ts';
import type { Places } from '../places/index.ts';
import { alignRow, fit, RATED, type ColumnKind } from './align-row.ts';
import type { RawRow } from './file-reader.ts';
import { identityKey } from './identity.ts';
import { readFamily, readSeniority } from './job-words.ts';
import { currencyOf, flagged, NO_WORDS, oneLine, plainText, unwrap } from './row-text.ts';
import { fieldsOf } from './target-fields.ts';
import { payProblem, type PayRules } from './pay-rules.ts';
import { PARTS } from './vacancy-store.ts';
import {
  isBlank,
  isEraseMark,
  looksLikeAge,
  readCount,
  readDate,
  readModality,
  readMoney,
  readPeriod,
  readUrl,
  type DateOrder,
  type DecimalMark,
} from './values.ts';

export type Reason = z.infer<typeof ImportRow>['reasons'][number];

/** Everything that reading a row depends on besides the row. */
export interface RowPlan {
  readonly header: readonly string[] | null;
  readonly kinds: readonly ColumnKind[];
  readonly separator: string;
  /** True when some rows of the file have another number of cells than its header. */
  readonly ragged: boolean;
  readonly dateOrder: DateOrder;
  readonly decimalMark: DecimalMark;
  readonly client: { readonly name: string; readonly country: string; readonly currency: string };
  readonly places: Places;
  /** What becomes of a row that names several places. */
  readonly split: PlaceSplit;
  readonly pay: PayRules;
  /** Day of the client, for rules that change with it. */
  readonly today: string;
}

export type PlaceSplit = 'one' | 'per_region' | 'per_city';

/** A row in our terms: what it sets, what it clears, what was repaired and what is wrong. */
export interface ReadRow {
  readonly line: number;
  readonly fields: Partial<VacancyFields>;
  readonly cleared: readonly (keyof VacancyFields)[];
  readonly notes: readonly string[];
  readonly reasons: readonly Reason[];
  /** Null for a rejected row. */
  readonly identity: string | null;
}

const TITLE_LIMIT = 300;
const TEXT_LIMIT = 100_000;
const FOOTER = /^(total(es)?|fuente|source|generado|generated|exportado|exported|pagina|page|fin del (archivo|reporte)|nota)\b/;
const CONFIDENTIAL = /^(empresa )?confidencial$|^confidential( company)?$/;

interface Draft {
  fields: Partial<VacancyFields>;
  cleared: (keyof VacancyFields)[];
  notes: string[];
  reasons: Reason[];
  city: string | null;
  region: string | null;
  country: string | null;
  currency: string | null;
  /** Set when the draft stands for several places at once; the region they share, if any. */
  together: { readonly region: string | null } | null;
}

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

/** One draft for each vacancy that the row's places ask for. */
function splitPlaces(plan: RowPlan, draft: Draft): readonly Draft[] {
  const cities = draft.city === null ? [] : plan.places.list(draft.city, plan.client.country);
  if (cities.length < 2) return [draft];
  const regions = listed(draft.region);
  const named = cities.map((city, index) => {
    const region = regions.length === cities.length ? (regions[index] ?? null) : null;
    const country = listed(draft.country)[index] ?? listed(draft.country)[0] ?? null;
    return { city, region, country, ...plan.places.resolve({ city, region, country }, plan.client.country) };
  });
  const groups = new Map<string, typeof named>();
  for (const one of named) {
    const key =
      plan.split === 'one'
        ? ''
        : plan.split === 'per_city'
          ? `${one.place?.country}:${one.place?.code}`
          : `${one.place?.region ?? one.place?.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else if (!group.some((other) => other.place?.code === one.place?.code)) group.push(one);
  }
  return [...groups.values()].slice(0, PARTS).map((group): Draft => {
    const [first] = group;
    const copy = { fields: { ...draft.fields }, cleared: [...draft.cleared], notes: [...draft.notes], reasons: [...draft.reasons] };
    if (first !== undefined && group.length === 1)
      return { ...draft, ...copy, city: first.city, region: first.region, country: first.country, together: null };
    const shared = group.every((one) => one.place?.region === first?.place?.region) ? (first?.place?.region ?? null) : null;
    copy.notes.push('import.note.several_places');
    return { ...draft, ...copy, city: group.map((one) => one.city).join(' | '), region: null, country: null, together: { region: shared } };
  });
}

function listed(cell: string | null): readonly string[] {
  return cell === null ? [] : cell.split('|').map((part) => part.trim());
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

function readCell(
  target: Exclude<ColumnKind, null | 'age' | 'salary' | 'salaryMin' | 'salaryMax'>,
  cell: string,
  column: number,
  plan: RowPlan,
  draft: Draft,
): void {
  if (isEraseMark(cell)) {
    clear(target, column, draft);
    return;
  }
  const { fields } = draft;
  const reject = (code: string, details: Reason['details'] = {}): void =>
    void draft.reasons.push({ code: `import.reject.${code}`, column, details });
  switch (target) {
    case 'title':
      fields.title = oneLine(cell);
      if (fields.title.length > TITLE_LIMIT) reject('title_too_long', { length: fields.title.length, limit: TITLE_LIMIT });
      return;
    case 'company':
      readCompany(cell, draft);
      return;
    case 'companyAndCity':
      readCompanyAndCity(cell, plan, draft);
      return;
    case 'client':
      if (fold(cell) !== fold(plan.client.name)) reject('other_client');
      return;
    case 'externalId':
      fields.externalId = oneLine(cell);
      return;
    case 'roleFamily':
      fields.roleFamily = readFamily(cell);
      return;
    case 'seniority':
      fields.seniority = readSeniority(cell);
      return;
    case 'city':
    case 'region':
    case 'country':
      draft[target] = oneLine(cell);
      return;
    case 'modality': {
      const modality = readModality(cell) ?? flagged(cell, plan.header?.[column] ?? '');
      if (modality !== undefined) fields.modality = modality;
      else if (!NO_WORDS.test(fold(cell)))
        draft.notes.push(looksLikeAge(cell) ? 'import.note.age_ignored' : 'import.note.modality_unknown');
      return;
    }
    case 'contractType':
      fields.contractType = oneLine(cell);
      return;
    case 'salaryPeriod': {
      const period = readPeriod(cell);
      if (period === null) draft.notes.push('import.note.period_unknown');
      else fields.salaryPeriod = period;
      return;
    }
    case 'currency':
      draft.currency = currencyOf(cell);
      if (draft.currency === null) reject('currency_unknown');
      return;
    case 'description':
    case 'requirements':
      if (cell.length > TEXT_LIMIT) reject('text_too_long', { length: cell.length, limit: TEXT_LIMIT });
      fields[target] = (cell.includes('\r') ? plainText(cell).replace(/\r\n?/g, '\n') : plainText(cell)).trim();
      return;
    case 'applyUrl': {
      const url = readUrl(cell);
      if (url === null) reject('url_invalid');
      else fields.applyUrl = url;
      return;
    }
    case 'opensOn':
    case 'closesOn': {
      const day = readDate(cell, plan.dateOrder);
      if (day !== null) fields[target] = day;
      else if (looksLikeAge(cell)) draft.notes.push('import.note.age_ignored');
      else reject('date_invalid', { text: cell.slice(0, 40) });
      return;
    }
    case 'positions':
    case 'applicantsWanted':
    case 'priority': {
      const count = readCount(cell);
      if (count === null) reject('number_invalid', { text: cell.slice(0, 40) });
      else fields[target] = count;
    }
  }
}

/** A job board without a company name prints the age of the posting in its place. */
function readCompany(cell: string, draft: Draft): void {
  if (looksLikeAge(cell)) draft.notes.push('import.note.company_was_age');
  else if (CONFIDENTIAL.test(fold(cell))) draft.notes.push('import.note.company_confidential');
  else {
    draft.fields.company = oneLine(cell);
    return;
  }
  draft.fields.company = null;
}

function readCompanyAndCity(cell: string, plan: RowPlan, draft: Draft): void {
  const text = oneLine(cell);
  const rated = RATED.exec(text);
  const split =
    rated !== null
      ? { head: rated[1] ?? '', tail: (rated[3] ?? '').replace(/^-\s+/, '') }
      : plan.places.splitTail(text, plan.client.country);
  if (split === null) {
    readCompany(text, draft);
    draft.notes.push('import.note.company_not_split');
    return;
  }
  readCompany(split.head, draft);
  draft.city = split.tail;
  draft.notes.push('import.note.company_split');
}

function readSalary(target: ImportTarget, cell: string, column: number, plan: RowPlan, draft: Draft): void {
  const { fields } = draft;
  if (isEraseMark(cell)) {
    clear(target, column, draft);
    return;
  }
  const reading = readMoney(cell, plan.decimalMark);
  if (reading.kind === 'unreadable') {
    draft.reasons.push({ code: 'import.reject.salary_unreadable', column, details: { text: cell.slice(0, 40) } });
    return;
  }
  if (reading.kind === 'untold' || reading.maxMicros === 0n) {
    draft.notes.push('import.note.salary_untold');
    if (target !== 'salaryMax') fields.salaryMin = null;
    if (target !== 'salaryMin') fields.salaryMax = null;
    return;
  }
  const currency = reading.currency ?? draft.currency ?? plan.client.currency;
  if (target !== 'salaryMax') fields.salaryMin = money(reading.minMicros, currency);
  if (target !== 'salaryMin') fields.salaryMax = money(reading.maxMicros, currency);
  if (reading.period !== null && fields.salaryPeriod === undefined) fields.salaryPeriod = reading.period;
}

/** Resolves what the place columns said. True when the code is exactly the place that was written. */
function settlePlace(plan: RowPlan, draft: Draft): boolean {
  const { city, region, country, fields } = draft;
  if (city === null && region === null && country === null) return false;
  fields.placeText = [city, region, country].filter((part) => part !== null).join(', ');
  if (draft.together !== null) {
    // One vacancy for all of them: the region that they share, else the country.
    const shared = draft.together.region;
    fields.place = plan.places.resolve(
      { city: null, region: shared, country: shared === null ? plan.client.country : null },
      plan.client.country,
    ).place;
    return false;
  }
  if (city !== null && readModality(city) === 'remote' && region === null) {
    fields.modality ??= 'remote';
    fields.place = null;
    return false;
  }
  const finding = plan.places.resolve({ city, region, country }, plan.client.country);
  fields.place = finding.place;
  if (finding.level === 'unknown') draft.notes.push('import.note.place_unknown');
  else if (finding.level === 'misspelled') draft.notes.push('import.note.place_corrected');
  else if (finding.level === 'locality') draft.notes.push('import.note.place_district');
  else if (finding.level === 'region' && !finding.whole) draft.notes.push('import.note.place_region');
  else if (finding.level === 'country' && !finding.whole) draft.notes.push('import.note.place_country');
  return finding.whole && finding.level !== 'locality';
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

function clear(target: ImportTarget, column: number, draft: Draft): void {
  if (target === 'title') draft.reasons.push({ code: 'import.reject.title_missing', column, details: {} });
  else draft.cleared.push(...fieldsOf(target).filter((field) => field !== 'title' && field !== 'roleFamily'));
}
