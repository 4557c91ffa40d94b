import type { z } from 'zod';
import type { CandidateFeatures, CandidateTarget, Consent, Purpose } from '../contract/candidates.ts';
import type { Day } from '../kernel/days.ts';
import { money } from '../kernel/money.ts';
import { fold } from '../kernel/text.ts';
import type { Places } from '../places/index.ts';
import {
  isBlank,
  readDate,
  readFamily,
  readModality,
  readMoney,
  readSeniority,
  type DateOrder,
  type DecimalMark,
  type RawRow,
} from '../vacancies/index.ts';
import type { Reason } from './candidate-store.ts';
import {
  hashDocument,
  hashEmail,
  hashExternal,
  hashPhone,
  NO_IDENTIFIERS,
  type HashedIdentifiers,
  type IdentifierHasher,
} from './identifiers.ts';
import {
  readAvailability,
  readCategory,
  readCompanySize,
  readConsent,
  readDecimal,
  readEducation,
  readPurpose,
  readStudyMode,
  readYears,
  readYesNo,
} from './values.ts';

/** Everything that reading a row depends on besides the row. */
export interface RowPlan {
  /** Folded header cells; null when the file has none. */
  readonly header: readonly string[] | null;
  readonly targets: readonly (CandidateTarget | null)[];
  readonly dateOrder: DateOrder;
  readonly decimalMark: DecimalMark;
  readonly client: { readonly country: string; readonly currency: string };
  readonly places: Places;
  readonly hasher: IdentifierHasher;
  /** One spelling for each category of the file: `Software` and `software ` are one sector. */
  readonly spellings: Map<string, string>;
  /** Families already worked out: the rules are many and the titles few. */
  readonly families: Map<string, NonNullable<CandidateFeatures['roleFamily']>>;
}

/** A row in our terms. What the file said of identifiers is hashed by now; nothing of it is left here. */
export interface ReadCandidate {
  readonly line: number;
  readonly features: Partial<CandidateFeatures>;
  readonly identifiers: HashedIdentifiers;
  readonly consent: z.infer<typeof Consent> | null;
  readonly consentOn: Day | null;
  readonly purpose: z.infer<typeof Purpose> | null;
  readonly source: string | null;
  readonly filled: readonly CandidateTarget[];
  /** Cells that hold something which is not what their column is for. */
  readonly unreadable: readonly CandidateTarget[];
  /** Why the row cannot be kept; null when it can. */
  readonly reason: Reason | null;
}

type Draft = { -readonly [K in Exclude<keyof ReadCandidate, 'features' | 'identifiers' | 'filled' | 'unreadable'>]: ReadCandidate[K] } & {
  features: { -readonly [K in keyof CandidateFeatures]?: CandidateFeatures[K] };
  identifiers: HashedIdentifiers;
  filled: CandidateTarget[];
  unreadable: CandidateTarget[];
};

const SPELLINGS = 5_000;

export function readRow(raw: RawRow, plan: RowPlan): ReadCandidate {
  const draft: Draft = {
    line: raw.line,
    features: {},
    identifiers: NO_IDENTIFIERS,
    consent: null,
    consentOn: null,
    purpose: null,
    source: null,
    filled: [],
    unreadable: [],
    reason: strangeRow(raw, plan),
  };
  if (draft.reason !== null) return draft;
  const cellOf = (target: CandidateTarget): string => {
    const at = plan.targets.indexOf(target);
    const cell = at < 0 ? '' : unwrap(raw.cells[at] ?? '');
    return isBlank(cell) ? '' : cell;
  };
  const named = cellOf('country');
  const country = (named === '' ? null : plan.places.country(named)) ?? plan.client.country;
  for (const target of plan.targets) {
    if (target === null) continue;
    const cell = cellOf(target);
    if (cell === '') continue;
    if (readCell(target, cell, country, plan, draft)) draft.filled.push(target);
    else draft.unreadable.push(target);
  }
  readSalary(cellOf('salaryExpectation'), cellOf('currency'), plan, draft);
  readPlace(cellOf('city'), cellOf('region'), named, plan, draft);
  if (identityOf(draft.identifiers) === null) draft.reason = { code: 'candidates.drop.no_identifier', column: null, details: {} };
  return draft;
}

/** Rows that are no person at all. */
function strangeRow(raw: RawRow, plan: RowPlan): Reason | null {
  const because = (code: string, details: Reason['details'] = {}): Reason => ({ code, column: null, details });
  if (raw.problem !== null) return because(raw.problem);
  if (raw.cells.every((cell) => cell.trim() === '')) return because('candidates.drop.empty_row');
  if (plan.header !== null && raw.cells.length > 1 && raw.cells.every((cell, index) => fold(cell) === plan.header?.[index]))
    return because('candidates.drop.repeated_header');
  const width = plan.targets.length;
  const extra = raw.cells.slice(width).some((cell) => cell.trim() !== '');
  // A shorter row may have lost its last cells, which is harmless; one that lost half of them has slipped.
  if (extra || raw.cells.length < width / 2)
    return because('candidates.drop.columns_mismatch', { found: raw.cells.length, expected: width });
  return null;
}

/** Undoes what spreadsheets do to protect a text: `="007"` and a quote in front of a sign. */
function unwrap(cell: string): string {
  const text = cell.trim();
  return /^="[^"]*"$/.test(text) ? text.slice(2, -1) : text.startsWith("'") ? text.slice(1) : text;
}

/** True when the cell said what its column is for. */
function readCell(target: CandidateTarget, cell: string, country: string, plan: RowPlan, draft: Draft): boolean {
  const { features } = draft;
  switch (target) {
    case 'externalId': {
      const external = hashExternal(plan.hasher, cell);
      draft.identifiers = { ...draft.identifiers, external };
      return external !== null;
    }
    case 'email': {
      const email = hashEmail(plan.hasher, cell);
      draft.identifiers = { ...draft.identifiers, ...email };
      return email !== null;
    }
    case 'phone': {
      const phone = hashPhone(plan.hasher, cell, country);
      draft.identifiers = { ...draft.identifiers, ...phone };
      return phone !== null;
    }
    case 'document': {
      const document = hashDocument(plan.hasher, cell, country);
      draft.identifiers = { ...draft.identifiers, document };
      return document !== null;
    }
    case 'consent': {
      const consent = readConsent(cell);
      draft.consent = consent;
      // A date in the column of authorisations is when one was given.
      if (consent === 'unknown' && readDate(cell, plan.dateOrder) !== null) {
        draft.consent = 'granted';
        draft.consentOn = readDate(cell, plan.dateOrder);
      }
      return draft.consent !== 'unknown';
    }
    case 'consentOn':
      draft.consentOn = readDate(cell, plan.dateOrder);
      return draft.consentOn !== null;
    case 'purpose':
      draft.purpose = readPurpose(cell);
      return true;
    case 'source':
      draft.source = category(cell, plan);
      return draft.source !== null;
    case 'salaryExpectation':
    case 'currency':
    case 'city':
    case 'region':
    case 'country':
      // Read together, after the others.
      return readCategory(cell) !== null || target === 'salaryExpectation';
    default:
      return readFeature(target, cell, plan, features);
  }
}

type Plain = Exclude<
  CandidateTarget,
  | 'externalId'
  | 'email'
  | 'phone'
  | 'document'
  | 'consent'
  | 'consentOn'
  | 'purpose'
  | 'source'
  | 'salaryExpectation'
  | 'currency'
  | 'city'
  | 'region'
  | 'country'
>;

function readFeature(target: Plain, cell: string, plan: RowPlan, features: Draft['features']): boolean {
  switch (target) {
    case 'experience':
      return (features.experienceYears = readYears(cell)) !== null;
    case 'education':
      return (features.education = readEducation(cell)) !== null;
    case 'roleFamily': {
      const family = plan.families.get(cell) ?? readFamily(cell);
      if (plan.families.size < SPELLINGS) plan.families.set(cell, family);
      features.roleFamily = family;
      return true;
    }
    case 'sector':
      return (features.sector = category(cell, plan)) !== null;
    case 'seniority':
      return (features.seniority = readSeniority(cell)) !== null;
    case 'modality':
      return (features.modality = readModality(cell) ?? null) !== null;
    case 'availability':
      return (features.availabilityDays = readAvailability(cell)) !== null;
    case 'lastActivity':
      return (features.lastActivityOn = readDate(cell, plan.dateOrder)) !== null;
    case 'discipline':
      return (features.discipline = category(cell, plan)) !== null;
    case 'relevantExperience':
      return (features.relevantExperience = readYesNo(cell)) !== null;
    case 'studyMode':
      return (features.studyMode = readStudyMode(cell)) !== null;
    case 'companySize':
      return (features.companySize = readCompanySize(cell)) !== null;
    case 'companyType':
      return (features.companyType = category(cell, plan)) !== null;
    case 'jobChange':
      return (features.yearsSinceJobChange = readYears(cell)) !== null;
    case 'trainingHours':
      return (features.trainingHours = readDecimal(cell, 100_000)) !== null;
    case 'cityIndex':
      return (features.cityIndex = readDecimal(cell, 1)) !== null;
    case 'openToChange':
      return (features.openToChange = readYesNo(cell)) !== null;
    default:
      return target satisfies never;
  }
}

function category(cell: string, plan: RowPlan): string | null {
  const text = readCategory(cell);
  if (text === null) return null;
  const key = fold(text);
  const known = plan.spellings.get(key);
  if (known !== undefined) return known;
  if (plan.spellings.size < SPELLINGS) plan.spellings.set(key, text);
  return text;
}

function readSalary(cell: string, currency: string, plan: RowPlan, draft: Draft): void {
  if (cell === '') return;
  const reading = readMoney(cell, plan.decimalMark);
  if (reading.kind === 'amount' && reading.minMicros > 0n) {
    const unit = /^[A-Za-z]{3}$/.test(currency.trim()) ? currency.trim().toUpperCase() : null;
    // A year's pay as a twelfth; other periods are rare enough to be left unread.
    const monthly = reading.period === 'year' ? reading.minMicros / 12n : reading.minMicros;
    if (reading.period === null || reading.period === 'month' || reading.period === 'year') {
      draft.features.salaryExpectation = money(monthly, reading.currency ?? unit ?? plan.client.currency);
      return;
    }
  }
  draft.filled = draft.filled.filter((target) => target !== 'salaryExpectation');
  if (reading.kind !== 'untold') draft.unreadable.push('salaryExpectation');
}

function readPlace(city: string, region: string, country: string, plan: RowPlan, draft: Draft): void {
  if (city === '' && region === '') return;
  const text = { city: city === '' ? null : city, region: region === '' ? null : region, country: country === '' ? null : country };
  draft.features.place = plan.places.resolve(text, plan.client.country).place;
  draft.features.cityText = city === '' ? null : category(city, plan);
}

/** The strongest identifier of a row and its kind; null when it has none, and then the person could never be forgotten. */
export function identityOf(identifiers: HashedIdentifiers): string | null {
  if (identifiers.external !== null) return `external\n${identifiers.external}`;
  if (identifiers.document !== null) return `document\n${identifiers.document}`;
  if (identifiers.email !== null) return `email\n${identifiers.email}`;
  return identifiers.phoneE164 === null ? null : `phone\n${identifiers.phoneE164}`;
}
