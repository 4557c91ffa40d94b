import { CURRENCIES, type SimulatedCustomer } from './accounts.ts';
import type { Fault, PathElement } from './answers.ts';
import type { Collection, Draft, Row } from './store.ts';
import { textAt, type Fields, type Value } from './values.ts';

/** One operation of a request, whichever of the two mutate forms carried it. */
export interface Operation {
  readonly index: number;
  /** `mutate_operations[3]`, `campaign_operation` or `operations[3]`. */
  readonly path: readonly PathElement[];
  readonly collection: Collection;
  readonly kind: 'create' | 'update' | 'remove';
  readonly resource: Fields;
  /** Dotted camelCase. */
  readonly mask: readonly string[];
  readonly ignorableTopics: readonly string[];
  readonly hasMask: boolean;
}

/** What the rules of one request share. */
export interface Session {
  readonly customer: SimulatedCustomer;
  readonly draft: Draft;
  readonly version: string;
  readonly nowMs: number;
  /** `YYYY-MM-DD` in the account's time zone. */
  readonly today: string;
  readonly seed: number;
  readonly rejectAll: boolean;
  switchOn(name: string): boolean;
  /** Whether Data Manager knows the list by this id. */
  hasUserList(id: string): boolean;
  /** Names in use, by scope (`campaigns`, `adGroups/<campaign>`…): what duplicates are found with. */
  names(scope: string, rows: () => readonly Row[], field?: string): Map<string, string>;
  readonly keywordIndex: Map<string, Map<string, string>>;
}

/** Collects the errors of one operation with their place. */
export class Errors {
  readonly list: Fault[] = [];
  readonly #operation: Operation;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  /** `field` is snake_case with dots and [indexes], relative to the resource. */
  add(code: string, field: string | null, message: string, extra: { readonly trigger?: string; readonly details?: Fields } = {}): void {
    const elements: PathElement[] = [...this.#operation.path, { fieldName: this.#operation.kind }];
    for (const part of field === null ? [] : field.split('.')) {
      const match = /^(\w+)(?:\[(\d+)\])?$/.exec(part);
      if (match !== null)
        elements.push(match[2] === undefined ? { fieldName: match[1]! } : { fieldName: match[1]!, index: Number(match[2]) });
    }
    this.list.push({ code, message, path: elements, ...extra });
  }
}

/** One collection's rules: they look at the whole resource as it would stand, complain, and complete it. */
export interface Rules {
  /** Message of `shapes.ts`. */
  readonly message: string;
  readonly operation: string;
  /** Fills defaults and says what is wrong; the id part of the resource name, `null` to take a new number. */
  create(session: Session, fields: Fields, errors: Errors): string | null;
  /** `fields` is the merged resource, `before` the one kept. */
  update(session: Session, fields: Fields, before: Row, operation: Operation, errors: Errors): void;
  remove(session: Session, row: Row, errors: Errors): void;
}

export function isRemoved(row: Row): boolean {
  return row.resource['status'] === 'REMOVED';
}

export function text(fields: Fields, name: string): string {
  return textAt(fields, name);
}

export function micros(value: Value | undefined): bigint | null {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : null;
}

/** Stands where a temporary name led nowhere; that was complained of already. */
export const UNRESOLVED = '?';

/** A referenced row that exists and is not removed, or a complaint. */
export function referenced(session: Session, fields: Fields, field: string, snake: string, errors: Errors): Row | null {
  const name = text(fields, field);
  if (name === '') {
    errors.add('fieldError.REQUIRED', snake, 'The required field was not present.');
    return null;
  }
  if (name === UNRESOLVED) return null;
  const row = session.draft.get(name);
  if (row === null || row.customerId !== session.customer.id) {
    errors.add('mutateError.RESOURCE_NOT_FOUND', snake, 'Resource was not found.', { trigger: name });
    return null;
  }
  if (isRemoved(row)) {
    errors.add(
      'operationAccessDeniedError.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE',
      snake,
      'The operation is not allowed on a removed resource.',
      { trigger: name },
    );
    return null;
  }
  return row;
}

/** Unique while not removed; a removed object's name is free again (google-ads.md sections 5.2 and 9). */
export function claimName(
  session: Session,
  scope: string,
  rows: () => readonly Row[],
  name: string,
  own: string,
  code: string,
  errors: Errors,
): void {
  const names = session.names(scope, rows);
  const holder = names.get(name);
  if (holder !== undefined && holder !== own) errors.add(code, 'name', 'A resource with this name already exists.', { trigger: name });
  else names.set(name, own);
}

export function releaseName(session: Session, scope: string, rows: () => readonly Row[], name: string): void {
  session.names(scope, rows).delete(name);
}

/** Names: at most 255 characters, no NUL, line feed or carriage return (google-ads.md sections 5.2 and 16; the length is a third-party report). */
export function checkName(fields: Fields, errors: Errors, missing = 'fieldError.REQUIRED'): string {
  const name = text(fields, 'name');
  if (name.trim() === '') errors.add(missing, 'name', 'The required field was not present.');
  // oxlint-disable-next-line no-control-regex -- NUL is one of the three characters that are refused
  if (/[\u0000\n\r]/.test(name))
    errors.add('stringFormatError.ILLEGAL_CHARS', 'name', 'The input string value contains disallowed characters.', { trigger: name });
  if (name.length > 255) errors.add('stringLengthError.TOO_LONG', 'name', 'Too long.', { trigger: name });
  return name;
}

export function checkStatus(fields: Fields, fallback: string, errors: Errors): void {
  if (fields['status'] === undefined) fields['status'] = fallback;
  // Removing is an operation of its own; the value is refused as input (google-ads.md section 9).
  if (fields['status'] === 'REMOVED')
    errors.add('operationAccessDeniedError.CREATE_AS_REMOVED_NOT_PERMITTED', 'status', 'Use the remove operation.');
}

/** A bid is above zero and a multiple of the billable unit (google-ads.md section 8). */
export function checkBidAmount(session: Session, value: Value | undefined, field: string, errors: Errors): void {
  const amount = micros(value);
  if (amount === null) return;
  if (amount <= 0n) errors.add('biddingError.INVALID_BID', field, 'The bid is not above zero.', { trigger: String(amount) });
  else if (amount % CURRENCIES[session.customer.currency]!.billableUnitMicros !== 0n)
    errors.add('biddingError.BID_TOO_MANY_FRACTIONAL_DIGITS', field, 'The bid is not a multiple of the smallest billable unit.', {
      trigger: String(amount),
    });
}
