import type { ImportTarget } from '../contract/vacancies.ts';
import { money } from '../kernel/money.ts';
import { fold } from '../kernel/text.ts';
import { RATED, type ColumnKind } from './align-row.ts';
import { readFamily, readSeniority } from './job-words.ts';
import type { Draft, Reason, RowPlan } from './row-draft.ts';
import { currencyOf, flagged, NO_WORDS, oneLine, plainText } from './row-text.ts';
import { fieldsOf } from './target-fields.ts';
import { isEraseMark, looksLikeAge, readCount, readDate, readModality, readMoney, readPeriod, readUrl } from './values.ts';

const TITLE_LIMIT = 300;
const TEXT_LIMIT = 100_000;
const CONFIDENTIAL = /^(empresa )?confidencial$|^confidential( company)?$/;

/** What one cell says of the vacancy; a salary is read later, when its currency is known. */
export function readCell(
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

export function readSalary(target: ImportTarget, cell: string, column: number, plan: RowPlan, draft: Draft): void {
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

function clear(target: ImportTarget, column: number, draft: Draft): void {
  if (target === 'title') draft.reasons.push({ code: 'import.reject.title_missing', column, details: {} });
  else draft.cleared.push(...fieldsOf(target).filter((field) => field !== 'title' && field !== 'roleFamily'));
}
