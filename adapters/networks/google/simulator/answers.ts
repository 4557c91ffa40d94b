import type { SimReply } from '../../../simulators/types.ts';
import type { Fields, Value } from './values.ts';

export interface PathElement {
  readonly fieldName: string;
  readonly index?: number;
}

/** One `GoogleAdsError` (google-ads.md section 13). `code` is `family.VALUE`. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly path?: readonly PathElement[];
  readonly trigger?: string;
  readonly details?: Fields;
}

/** HTTP status and canonical status by family: google-tables.json, errors.table (read 2026-11-20). */
function statusOf(code: string): readonly [number, string] {
  const family = code.slice(0, code.indexOf('.'));
  switch (code) {
    case 'quotaError.ACCESS_PROHIBITED':
      return [403, 'PERMISSION_DENIED'];
    case 'internalError.TRANSIENT_ERROR':
      return [503, 'UNAVAILABLE'];
    case 'internalError.DEADLINE_EXCEEDED':
      return [504, 'DEADLINE_EXCEEDED'];
    case 'databaseError.CONCURRENT_MODIFICATION':
      return [409, 'ABORTED'];
    case 'databaseError.REQUEST_TOO_LARGE':
      return [413, 'INVALID_ARGUMENT'];
    case 'mutateError.RESOURCE_NOT_FOUND':
      return [404, 'NOT_FOUND'];
    case 'mutateError.RESOURCE_ALREADY_EXISTS':
      return [409, 'ALREADY_EXISTS'];
    default:
  }
  if (family === 'quotaError') return [429, 'RESOURCE_EXHAUSTED'];
  if (family === 'internalError') return [500, 'INTERNAL'];
  if (family === 'authenticationError') return [401, 'UNAUTHENTICATED'];
  if (family === 'authorizationError' || family === 'notAllowlistedError') return [403, 'PERMISSION_DENIED'];
  return [400, 'INVALID_ARGUMENT'];
}

const GRPC_NUMBER: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  ABORTED: 10,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DEADLINE_EXCEEDED: 4,
  UNAUTHENTICATED: 16,
};

function errorFields(fault: Fault): Fields {
  const dot = fault.code.indexOf('.');
  const fields: Fields = { errorCode: { [fault.code.slice(0, dot)]: fault.code.slice(dot + 1) }, message: fault.message };
  if (fault.trigger !== undefined) fields['trigger'] = { stringValue: fault.trigger };
  if (fault.path !== undefined && fault.path.length > 0) {
    fields['location'] = {
      fieldPathElements: fault.path.map((element): Fields =>
        element.index === undefined ? { fieldName: element.fieldName } : { fieldName: element.fieldName, index: element.index },
      ),
    };
  }
  if (fault.details !== undefined) fields['details'] = fault.details;
  return fields;
}

/** The details that an error envelope and a `partialFailureError` share. */
function failureDetail(faults: readonly Fault[], version: string, requestId: string): Fields {
  return {
    '@type': `type.googleapis.com/google.ads.googleads.${version}.errors.GoogleAdsFailure`,
    errors: faults.map(errorFields),
    requestId,
  };
}

/** All errors of the request in one envelope; the first decides the HTTP status. */
export function failed(faults: readonly Fault[], version: string, requestId: string): SimReply {
  const [code, status] = statusOf(faults[0]!.code);
  const message = status === 'INVALID_ARGUMENT' ? 'Request contains an invalid argument.' : faults[0]!.message;
  return {
    status: code,
    headers: { 'request-id': requestId },
    body: { error: { code, message, status, details: [failureDetail(faults, version, requestId)] } },
  };
}

/** `google.rpc.Status` of a request with partialFailure: HTTP 200 and the failed slots empty. */
export function partialFailureStatus(faults: readonly Fault[], version: string, requestId: string): Value {
  const [, status] = statusOf(faults[0]!.code);
  return { code: GRPC_NUMBER[status] ?? 3, message: faults[0]!.message, details: [failureDetail(faults, version, requestId)] };
}

/** What proto JSON answers before Google Ads even sees the request: unknown names, wrong types. */
export function malformed(violations: readonly { readonly field: string; readonly description: string }[], requestId: string): SimReply {
  return {
    status: 400,
    headers: { 'request-id': requestId },
    body: {
      error: {
        code: 400,
        message: violations.map((violation) => violation.description).join('\n'),
        status: 'INVALID_ARGUMENT',
        details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }],
      },
    },
  };
}

export function plainError(code: number, status: string, message: string, requestId: string): SimReply {
  return { status: code, headers: { 'request-id': requestId }, body: { error: { code, message, status } } };
}
