import type { SimReply } from '../../../simulators/types.ts';
import type { Fault } from './answers.ts';
import type { Violation } from './parse.ts';

/** One thing that is wrong with a request to Data Manager: where, and why. */
export interface Wrong {
  /** snake_case with [indexes], from the request's own top. */
  readonly field: string;
  readonly reason: string;
  readonly description: string;
}

const DOMAIN = 'datamanager.googleapis.com';

/** Google's common error model. @see Data Manager API, "Understand API errors" (read 2026-11-29) */
function reply(code: number, status: string, message: string, requestId: string, details: readonly object[]): SimReply {
  return {
    status: code,
    body: {
      error: { code, message, status, details: [...details, { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId }] },
    },
  };
}

function errorInfo(reason: string): object {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: DOMAIN };
}

/** Fast fail: all that is wrong is told, and nothing of the request is taken. */
export function refusedWhole(wrong: readonly Wrong[], requestId: string): SimReply {
  return reply(400, 'INVALID_ARGUMENT', 'There was a problem with the request.', requestId, [
    errorInfo('INVALID_ARGUMENT'),
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: wrong.map(({ field, reason, description }) => ({ field, description, reason })),
    },
  ]);
}

export function notFound(requestId: string, reason = 'NOT_FOUND'): SimReply {
  return reply(404, 'NOT_FOUND', 'Requested entity was not found.', requestId, [errorInfo(reason)]);
}

export function forbidden(reason: string, message: string, requestId: string): SimReply {
  return reply(403, 'PERMISSION_DENIED', message, requestId, [errorInfo(reason)]);
}

export function tooMany(seconds: number, requestId: string): SimReply {
  return reply(429, 'RESOURCE_EXHAUSTED', 'Too many requests.', requestId, [
    errorInfo('RESOURCE_EXHAUSTED'),
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` },
  ]);
}

/** The same people and the same rights as in Google Ads, told in Data Manager's words. */
export function accessFault(fault: Fault, requestId: string): SimReply {
  if (fault.code.startsWith('authenticationError.'))
    return reply(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', requestId, [
      errorInfo(fault.code.endsWith('EXPIRED') ? 'ACCESS_TOKEN_EXPIRED' : 'CREDENTIALS_MISSING'),
    ]);
  if (fault.code.startsWith('authorizationError.'))
    return forbidden('PERMISSION_DENIED', 'The caller does not have permission.', requestId);
  return refusedWhole(
    [{ field: 'destinations[0].operating_account', reason: 'INVALID_DESTINATION', description: fault.message }],
    requestId,
  );
}

/** What proto JSON refuses before Data Manager sees it. */
export function unreadable(violations: readonly Violation[], requestId: string): SimReply {
  return refusedWhole(
    violations.map(({ field, description }) => ({ field, reason: 'INVALID_ARGUMENT', description })),
    requestId,
  );
}
