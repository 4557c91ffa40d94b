/** What Graph puts inside `{"error": …}`. */
export interface GraphErrorBody {
  readonly message: string;
  readonly type: string;
  readonly code: number;
  readonly error_subcode?: number;
  readonly error_user_title?: string;
  readonly error_user_msg?: string;
  readonly is_transient?: boolean;
  readonly error_data?:
    | { readonly blame_field_specs: readonly (readonly string[])[] }
    | { readonly start_offset: string; readonly end_offset: string };
}

/** Ends one request. Thrown anywhere below `handle` and answered there; the only door it passes. */
export class GraphProblem extends Error {
  readonly status: number;
  readonly body: GraphErrorBody;

  constructor(body: GraphErrorBody, status = 400) {
    super(body.message);
    this.name = 'GraphProblem';
    this.status = status;
    this.body = body;
  }
}

interface Extra {
  readonly subcode?: number;
  readonly title?: string;
  readonly explanation?: string;
  readonly blame?: readonly string[];
}

/** Error 100: the request itself is wrong. @see "Marketing API error codes" (v26.0; read 2026-11-20) */
export function invalid(detail: string, extra: Extra = {}): GraphProblem {
  return new GraphProblem({
    message: `Invalid parameter: ${detail}`,
    type: 'OAuthException',
    code: 100,
    is_transient: false,
    ...(extra.subcode === undefined ? {} : { error_subcode: extra.subcode }),
    ...(extra.title === undefined ? {} : { error_user_title: extra.title, error_user_msg: extra.explanation ?? detail }),
    ...(extra.blame === undefined ? {} : { error_data: { blame_field_specs: [extra.blame] } }),
  });
}

/** 100/33 stands for three things: gone, not ours to see, or the app unverified. @see "Marketing API error codes" (v26.0; read 2026-11-20) */
export function missingObject(id: string): GraphProblem {
  return new GraphProblem({
    message: `Unsupported request: object ${id} does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
  });
}

export function tokenProblem(subcode: number | null, message: string): GraphProblem {
  return new GraphProblem({ message, type: 'OAuthException', code: 190, ...(subcode === null ? {} : { error_subcode: subcode }) });
}

export function permissionProblem(code: number, message: string): GraphProblem {
  return new GraphProblem({ message, type: 'OAuthException', code, error_user_title: 'Permission missing', error_user_msg: message });
}
