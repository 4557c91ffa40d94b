import { err, ok } from '../../core/kernel/result.ts';
import type { ConversionEvent, ConversionNetwork, NetworkFailure } from '../../core/ports/index.ts';

export type SendFault = 'lost_before' | 'lost_after' | 'unavailable_after' | 'rate_limited' | 'refused' | 'half';
const raw = { status: null, code: null, message: 'made by a test', body: null };

/** A network at its port: counts each event id once for `dropMs`, and again afterwards; loses answers on request. */
export function fakeConversionNetwork(options: {
  readonly nowMs: () => number;
  readonly dropMs: number | null;
  readonly batchMax?: number;
  readonly maxAgeDays?: number;
}) {
  const received: { readonly eventId: string; readonly name: string; readonly atMs: number }[] = [];
  const faults: SendFault[] = [];
  const calls: (readonly ConversionEvent[])[] = [];
  const refuses = new Set<string>();
  function take(events: readonly ConversionEvent[]): void {
    for (const { eventId, name } of events) {
      if (refuses.has(eventId)) continue;
      const last = received.findLast((one) => one.eventId === eventId);
      if (last !== undefined && (options.dropMs === null || options.nowMs() - last.atMs < options.dropMs)) continue;
      received.push({ eventId, name, atMs: options.nowMs() });
    }
  }
  const network: ConversionNetwork = {
    conversions: {
      emailForm: 'email',
      phoneForm: 'phone_e164',
      batchMax: options.batchMax ?? 3,
      maxAgeDays: options.maxAgeDays ?? 7,
      clickParameter: 'fakeclid',
      settings: ['pixelId', 'hireEvent'],
      eventSettings: { application: ['pixelId'], qualified_application: ['pixelId'], hire: ['pixelId', 'hireEvent'] },
      repeatDropMs: options.dropMs,
    },
    send(_account, events) {
      calls.push(events);
      const fault = faults.shift();
      const failed = (failure: NetworkFailure) => Promise.resolve(err(failure));
      if (fault === 'rate_limited') return failed({ kind: 'rate_limited', retryAfterMs: 120_000, scope: 'account', raw });
      if (fault === 'refused') return failed({ kind: 'refused', code: 'fake.pixel_missing', problems: [], raw });
      if (fault === 'lost_before') return failed({ kind: 'outcome_unknown', raw });
      take(fault === 'half' ? events.slice(0, Math.ceil(events.length / 2)) : events);
      if (fault === 'lost_after' || fault === 'half') return failed({ kind: 'outcome_unknown', raw });
      if (fault === 'unavailable_after') return failed({ kind: 'unavailable', raw });
      return Promise.resolve(
        ok(
          events.map(({ eventId }) => ({
            eventId,
            accepted: !refuses.has(eventId),
            code: refuses.has(eventId) ? 'fake.event_refused' : null,
            requestId: 'r1',
          })),
        ),
      );
    },
  };
  return { network, received, faults, calls, refuses };
}
