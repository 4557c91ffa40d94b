/** An expected refusal, as a throwable so that the query cache can hold it. `code` leads to `errors.<code>.what` and `.fix`. */
export class RpcError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly reference: string | null;

  constructor(code: string, details: Readonly<Record<string, unknown>>, reference: string | null) {
    super(code);
    this.name = 'RpcError';
    this.code = code;
    this.details = details;
    this.reference = reference;
  }
}

/** Whatever was thrown, as something that a screen can explain. */
export function asRpcError(cause: unknown): RpcError {
  return cause instanceof RpcError ? cause : new RpcError('call.internal', {}, null);
}
