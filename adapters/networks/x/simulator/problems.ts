export interface XErrorEntry {
  readonly code: string;
  readonly message: string;
  readonly parameter?: string;
}

/** A refusal in X's own envelope. @see X Ads API, "Error codes and responses" (version 12; read 2026-11-20) */
export class XProblem extends Error {
  readonly status: number;
  readonly errors: readonly XErrorEntry[];
  /** Of a batch: one list an operation, empty where it was fine. */
  readonly operationErrors: readonly (readonly XErrorEntry[])[] | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errors: readonly XErrorEntry[],
    more: { operationErrors?: readonly (readonly XErrorEntry[])[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(errors[0]?.message ?? '');
    this.status = status;
    this.errors = errors;
    this.operationErrors = more.operationErrors ?? null;
    this.headers = more.headers ?? {};
  }
}

export function refuse(status: number, code: string, message: string, parameter?: string): XProblem {
  return new XProblem(status, [{ code, message, ...(parameter === undefined ? {} : { parameter }) }]);
}

export function invalid(parameter: string, message: string): XProblem {
  return refuse(400, 'INVALID_PARAMETER', message, parameter);
}

export function missing(parameter: string): XProblem {
  return refuse(400, 'MISSING_PARAMETER', `"${parameter}" is a required parameter`, parameter);
}

export function notFound(code: string, what: string, id: string): XProblem {
  return refuse(404, code, `${what} (${id}) was not found`);
}
