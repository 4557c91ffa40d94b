import type { z } from 'zod';
import type { Consent } from '../contract/candidates.ts';
import type { OutcomeDeclaration, OutcomeKind, OutcomeTarget } from '../contract/conversions.ts';
import {
  guessHeader,
  hashDocument,
  hashEmail,
  hashExternal,
  hashPhone,
  NO_IDENTIFIERS,
  readConsent,
  type HashedIdentifiers,
  type IdentifierHasher,
} from '../candidates/index.ts';
import { instantText } from '../kernel/instant.ts';
import type { Json } from '../kernel/result.ts';
import { fold } from '../kernel/text.ts';
import { isBlank, readDate, type DateOrder, type RawRow } from '../vacancies/index.ts';

/** The query parameter that carries each network's click id, by network. */
export type ClickParameters = ReadonlyMap<string, string>;

export const PLAIN_TARGETS = [
  'kind',
  'occurredOn',
  'vacancy',
  'email',
  'phone',
  'document',
  'externalId',
  'country',
  'consent',
  'source',
  'url',
] as const satisfies readonly OutcomeTarget[];

const HEADERS: Readonly<Partial<Record<OutcomeTarget, readonly string[]>>> = {
  kind: ['resultado', 'evento', 'etapa', 'estado', 'tipo', 'stage', 'status', 'outcome', 'event', 'kind', 'fase'],
  occurredOn: ['fecha', 'dia', 'date', 'fecha evento', 'fecha del evento', 'fecha resultado', 'occurred at', 'occurred on', 'event date'],
  vacancy: ['vacante', 'id vacante', 'codigo vacante', 'vacancy', 'vacancy id', 'job', 'job id', 'requisicion', 'oferta', 'cargo vacante'],
  url: ['url', 'landing', 'enlace', 'pagina', 'url de llegada', 'landing url', 'landing page', 'link'],
};
/** What candidates' files call alike. */
const SHARED: ReadonlySet<string> = new Set(['email', 'phone', 'document', 'externalId', 'country', 'consent', 'source']);

/** One target a column, by its header alone; the first column of a target keeps it. */
export function guessTargets(header: readonly string[], clicks: ClickParameters): (OutcomeTarget | null)[] {
  const taken = new Set<OutcomeTarget>();
  return header.map((cell) => {
    const target = guessTarget(cell, clicks);
    if (target === null || taken.has(target)) return null;
    taken.add(target);
    return target;
  });
}

function guessTarget(cell: string, clicks: ClickParameters): OutcomeTarget | null {
  const text = fold(cell)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  for (const [network, parameter] of clicks) if (text === fold(parameter)) return `click:${network}`;
  for (const target of PLAIN_TARGETS) if (HEADERS[target]?.includes(text) === true) return target;
  const shared = guessHeader(cell).target;
  return shared !== null && SHARED.has(shared) ? shared : null;
}

export interface OutcomePlan {
  readonly targets: readonly (OutcomeTarget | null)[];
  readonly dateOrder: DateOrder;
  readonly declaration: z.infer<typeof OutcomeDeclaration>;
  readonly country: string;
  readonly countryOf: (text: string) => string | null;
  readonly clicks: ClickParameters;
  readonly hasher: IdentifierHasher;
  readonly nowMs: number;
  readonly nowIso: string;
  /** Null when the client has no such vacancy. */
  readonly vacancyNamed: (text: string) => string | null;
}

export interface ReadOutcome {
  readonly kind: OutcomeKind;
  readonly occurredAt: string;
  readonly vacancyId: string | null;
  readonly click: { readonly network: string; readonly id: string } | null;
  readonly identifiers: HashedIdentifiers;
  readonly consent: z.infer<typeof Consent>;
  readonly source: string;
}

export type RowReading =
  | { readonly ok: true; readonly outcome: ReadOutcome }
  | { readonly ok: false; readonly reason: string; readonly details: { readonly [key: string]: Json } };

const CLICK = /^[\w.-]{4,500}$/;

/** A row in our terms. What the file said of identifiers is hashed by now; nothing of it is left here. */
export function readOutcome(row: RawRow, plan: OutcomePlan): RowReading {
  const no = (reason: string, details: { readonly [key: string]: Json } = {}): RowReading => ({
    ok: false,
    reason: `conversions.drop.${reason}`,
    details,
  });
  if (row.problem !== null) return { ok: false, reason: row.problem, details: {} };
  if (row.cells.every((cell) => isBlank(cell))) return no('empty_row');
  const cellOf = (target: OutcomeTarget): string => {
    const at = plan.targets.indexOf(target);
    const cell = at < 0 ? '' : unwrap(row.cells[at] ?? '');
    return isBlank(cell) ? '' : cell;
  };
  const kindCell = cellOf('kind');
  const kind = kindCell === '' ? plan.declaration.kind : readKind(kindCell);
  if (kind === null) return no('kind_unreadable');
  const occurredAt = readMoment(cellOf('occurredOn'), plan);
  if (occurredAt === null) return no('date_unreadable');
  if (Date.parse(occurredAt) > plan.nowMs) return no('date_ahead');
  const consentCell = cellOf('consent');
  const consent = consentCell === '' ? plan.declaration.consent : readConsent(consentCell);
  if (consent === 'denied') return no('consent_denied');
  const vacancyCell = cellOf('vacancy');
  const vacancyId = vacancyCell === '' ? null : plan.vacancyNamed(vacancyCell);
  if (vacancyCell !== '' && vacancyId === null) return no('vacancy_unknown');
  const named = cellOf('country');
  const country = (named === '' ? null : plan.countryOf(named)) ?? plan.country;
  const identifiers = hashesOf(
    { email: cellOf('email'), phone: cellOf('phone'), document: cellOf('document'), externalId: cellOf('externalId') },
    country,
    plan.hasher,
  );
  const click = clickOf(cellOf, plan.clicks);
  if (click === null && Object.values(identifiers).every((hash) => hash === null)) return no('nobody');
  const source = cellOf('source');
  return {
    ok: true,
    outcome: {
      kind,
      occurredAt,
      vacancyId,
      click,
      identifiers,
      consent,
      // A source is a short word of a list; a text that long, or with an address in it, is none.
      source: source === '' || source.length > 80 || source.includes('@') ? plan.declaration.source : source,
    },
  };
}

export interface Typed {
  readonly email: string;
  readonly phone: string;
  readonly document: string;
  readonly externalId: string;
}

/** What can be read of them, hashed; what cannot is as good as empty. */
export function hashesOf(typed: Typed, country: string, hasher: IdentifierHasher): HashedIdentifiers {
  return {
    ...NO_IDENTIFIERS,
    ...(typed.email === '' ? null : hashEmail(hasher, typed.email)),
    ...(typed.phone === '' ? null : hashPhone(hasher, typed.phone, country)),
    document: typed.document === '' ? null : hashDocument(hasher, typed.document, country),
    external: typed.externalId === '' ? null : hashExternal(hasher, typed.externalId),
  };
}

function clickOf(cellOf: (target: OutcomeTarget) => string, clicks: ClickParameters): ReadOutcome['click'] {
  for (const network of clicks.keys()) {
    const id = cellOf(`click:${network}`);
    if (CLICK.test(id)) return { network, id };
  }
  const url = cellOf('url');
  for (const [network, parameter] of clicks) {
    const id = new RegExp(`[?&]${parameter}=([^&#\\s]+)`, 'i').exec(url)?.[1] ?? '';
    if (CLICK.test(id)) return { network, id };
  }
  return null;
}

/** `Contratado`, `Hired 2026`, `Preseleccionada`; null for what is none of ours: `no apto`, `descartado`. */
export function readKind(cell: string): OutcomeKind | null {
  const text = fold(cell);
  if (text.length > 60 || /^(no|sin|not)\b|\b(rechaz|descart|reject|declin)|\bno (apt|contrat|calific)/.test(text)) return null;
  if (/contrat|hired|\bhire\b|vinculad|ingres/.test(text)) return 'hired';
  if (/entrevist|interview/.test(text)) return 'interview';
  if (/calificad|cualificad|preselec|qualified|shortlist|\bapt[oa]\b|finalista/.test(text)) return 'qualified';
  return /postul|aplic|applic|applied|inscri|recibid|candidat/.test(text) ? 'application' : null;
}

/** An instant with its zone, or a day: noon in Greenwich, which is the same day in all of America and Europe, and never later than now. */
function readMoment(cell: string, plan: OutcomePlan): string | null {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(cell)) {
    const ms = Date.parse(cell);
    return Number.isNaN(ms) ? null : instantText(ms);
  }
  const day = readDate(cell, plan.dateOrder);
  return day === null ? null : momentOf(day, plan.nowIso);
}

export function momentOf(day: string, nowIso: string): string {
  const noon = `${day}T12:00:00.000Z`;
  // The morning of today has no noon yet.
  return noon > nowIso && day <= nowIso.slice(0, 10) ? nowIso : noon;
}

/** Undoes what spreadsheets do to protect a text: `="007"` and a quote in front of a sign. */
function unwrap(cell: string): string {
  const text = cell.trim();
  return /^="[^"]*"$/.test(text) ? text.slice(2, -1) : text.startsWith("'") ? text.slice(1) : text;
}
