import type { SimReply } from '../../../simulators/types.ts';

/** Ends one request; answered in LinkedIn's envelope. "Error handling" (202607; read 2026-11-20) */
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

export function envelopeOf({ status, code, message }: RequestProblem, headers: Record<string, string>): SimReply {
  return { status, headers, body: { status, code, message } };
}

export function wrong(field: string, expected: string): RequestProblem {
  return new RequestProblem(400, 'INVALID_VALUE_FOR_FIELD', `${field} must be ${expected}`);
}
export function absent(what: string): RequestProblem {
  return new RequestProblem(404, 'NOT_FOUND', `The ${what} could not be found`);
}
