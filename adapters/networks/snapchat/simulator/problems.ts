/** Ends one request. Thrown anywhere below `handle` and answered there. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'RequestProblem';
    this.status = status;
    this.code = code;
  }
}

/** Refuses one item of a list; its siblings go on. */
export class ItemProblem extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ItemProblem';
    this.code = code;
  }
}

/** The network documents no code for a value out of range or a field that it does not know; this one stands in for them. */
export const VALUE = 'E1001';

export function wrongValue(field: string, expected: string): ItemProblem {
  return new ItemProblem(VALUE, `${field} must be ${expected}`);
}
export function missing(field: string): ItemProblem {
  return new ItemProblem('E2025', `${field} is required`);
}
export function combination(message: string): ItemProblem {
  return new ItemProblem('E1008', message);
}
/** "API patterns", errors: E3003 with 404 (v1; read 2026-11-20) */
export function absent(what: string): RequestProblem {
  return new RequestProblem(404, 'E3003', `The requested ${what} could not be found`);
}
export function badRequest(message: string): RequestProblem {
  return new RequestProblem(400, VALUE, message);
}
