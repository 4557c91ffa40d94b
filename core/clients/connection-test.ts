import { assertNever, type Result } from '../kernel/result.ts';
import type { ConnectionReport, NetworkFailure } from '../ports/index.ts';
import type { AccountRecord } from './client-store.ts';

/** The account after its network answered, or did not. */
export function tested(record: AccountRecord, outcome: Result<ConnectionReport, NetworkFailure>, now: string): AccountRecord {
  if (!outcome.ok) return { ...record, connection: connectionAfter(outcome.error), lastTestedAt: now };
  const report = outcome.value;
  const missing = report.scopes.some((scope) => !scope.granted && scope.disables.length > 0);
  return {
    ...record,
    connection: missing || report.accountStatus === 'disabled' ? 'no_permission' : 'connected',
    scopes: report.scopes.map((scope) => ({ name: scope.name, granted: scope.granted, disables: [...scope.disables] })),
    expiresAt: report.expiresAt,
    // The network's own word on money and days; ours was only typed or listed.
    currency: report.currency === '' ? record.currency : report.currency,
    timeZone: report.timeZone === '' ? record.timeZone : report.timeZone,
    lastSuccessAt: now,
    lastTestedAt: now,
  };
}

function connectionAfter(failure: NetworkFailure): AccountRecord['connection'] {
  switch (failure.kind) {
    case 'auth_expired':
      return 'reconnect';
    case 'no_permission':
    case 'refused':
      return 'no_permission';
    case 'rate_limited':
    case 'unavailable':
    case 'outcome_unknown':
      return 'unreachable';
    case 'unsupported':
      return 'unsupported';
    default:
      return assertNever(failure);
  }
}
