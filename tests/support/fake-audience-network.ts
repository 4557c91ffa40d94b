import { err, ok } from '../../core/kernel/result.ts';
import type { AudienceNetwork, NetworkFailure, RemoteAudience, RequestProgress } from '../../core/ports/index.ts';

type Fault = 'lost_after' | 'lost_before' | 'unavailable' | 'refused';

const raw = { status: null, code: null, message: 'made by a test', body: null };
const unknown: NetworkFailure = { kind: 'outcome_unknown', raw };

interface FakeOptions {
  readonly minimumSize?: number;
  readonly batchMax?: number;
  /** Takes requests at once and works through them when the test settles them. */
  readonly later?: boolean;
}

/** A network at its port: keeps lists by marker, and loses answers on request. */
export function fakeAudienceNetwork(options: FakeOptions = {}) {
  const waiting = new Map<string, { readonly work: () => void; progress: RequestProgress }>();
  const remote = new Map<string, { id: string; marker: string; name: string; members: Set<string> }>();
  const faults: { readonly on: 'create' | 'change' | 'find' | 'progress'; readonly fault: Fault }[] = [];
  const calls: string[] = [];
  const wire: string[] = [];
  function fault(on: 'create' | 'change' | 'find' | 'progress'): Fault | null {
    const at = faults.findIndex((one) => one.on === on);
    return at < 0 ? null : (faults.splice(at, 1)[0]?.fault ?? null);
  }
  const seen = (id: string): RemoteAudience => {
    const list = remote.get(id);
    if (list === undefined) throw new Error('There is no such list');
    return { remoteId: id, name: list.name, marker: list.marker, size: list.members.size, status: 'ready', reasons: [] };
  };
  const network: AudienceNetwork = {
    audiences: {
      emailForm: 'email',
      phoneForm: 'phone_e164',
      batchMax: options.batchMax ?? 10_000,
      minimumSize: options.minimumSize ?? 1,
      retentionDaysMax: null,
      lookalike: 'no',
    },
    async create(_account, audience) {
      calls.push('create');
      const failing = fault('create');
      if (failing === 'unavailable') return err({ kind: 'unavailable', raw });
      if (failing === 'refused') return err({ kind: 'refused', code: 'unknown', problems: [], raw });
      if (failing === 'lost_before') return err(unknown);
      const id = `remote-${remote.size + 1}`;
      remote.set(id, { id, marker: audience.marker, name: audience.name, members: new Set() });
      return failing === 'lost_after' ? err(unknown) : ok(seen(id));
    },
    async find(_account, marker) {
      calls.push('find');
      if (fault('find') !== null) return err({ kind: 'unavailable', raw });
      const list = [...remote.values()].find((one) => one.marker === marker);
      return ok(list === undefined ? null : seen(list.id));
    },
    read: async (_account, id) => ok(seen(id)),
    async change(_account, id, operation, members) {
      calls.push(`${operation} ${members.length}`);
      wire.push(JSON.stringify(members));
      const failing = fault('change');
      if (failing === 'lost_before') return err(unknown);
      const list = remote.get(id);
      if (list === undefined) throw new Error('There is no such list');
      const work = (): void => {
        for (const member of members) {
          const key = member.email ?? member.phone ?? '';
          if (operation === 'add') list.members.add(key);
          else list.members.delete(key);
        }
      };
      if (options.later === true) {
        const requestId = `request-${waiting.size + 1}`;
        waiting.set(requestId, { work, progress: { state: 'processing', taken: null, problems: [] } });
        return ok({ received: members.length, invalid: 0, requestId });
      }
      work();
      return failing === 'lost_after' ? err(unknown) : ok({ received: members.length, invalid: 0, requestId: null });
    },
    async remove(_account, id) {
      remote.delete(id);
      return ok(null);
    },
    lookalike: null,
    ...(options.later === true
      ? {
          async progress(_account: unknown, requestId: string) {
            calls.push(`progress ${requestId}`);
            if (fault('progress') !== null) return err<NetworkFailure>({ kind: 'unavailable', raw });
            const one = waiting.get(requestId);
            return one === undefined ? err<NetworkFailure>({ kind: 'refused', code: 'unknown', problems: [], raw }) : ok(one.progress);
          },
        }
      : {}),
  };
  /** The network works through everything that waits: as it should, or to no effect. */
  function settle(state: 'done' | 'partly' | 'failed'): void {
    for (const one of waiting.values()) {
      if (one.progress.state !== 'processing') continue;
      if (state === 'done') one.work();
      one.progress = { state, taken: state === 'done' ? 1 : 0, problems: state === 'done' ? [] : [{ code: 'unknown', count: 1 }] };
    }
  }
  return { network, remote, faults, calls, wire, settle, forgetRequests: () => waiting.clear() };
}
