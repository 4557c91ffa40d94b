/** A refusal in TikTok's envelope: HTTP 200 and a `code`. "Appendix, return codes" (v1.3; read 2026-11-20) */
export class TikTokProblem extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data: unknown = {}) {
    super(message);
    this.name = 'TikTokProblem';
    this.code = code;
    this.data = data;
  }
}

/** 40002 is the answer to nearly every bad input; its sentence names the parameter. */
export function refuse(parameter: string, why: string): TikTokProblem {
  return new TikTokProblem(40002, `${parameter}: ${why}`);
}

export function missing(parameter: string): TikTokProblem {
  return refuse(parameter, 'Missing data for required field.');
}

export function unknownObject(what: string, id: string): TikTokProblem {
  return new TikTokProblem(40007, `${what} ${id} does not exist`);
}
