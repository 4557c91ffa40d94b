import { describe, expect, it } from 'vitest';
import type { Carrier, Reply } from '../../renderer/rpc/carrier.ts';
import { createCall, createRpc } from '../../renderer/rpc/client.ts';
import { asRpcError, RpcError } from '../../renderer/rpc/rpc-error.ts';
import { readsAny } from '../../renderer/rpc/topics.ts';

const ID = '0199a1b2-0000-7000-8000-000000000001';

interface Sent {
  readonly name: string;
  readonly input: unknown;
  readonly taskId: string | null;
}

function carrierWith(reply: Reply): Carrier & { readonly sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    call: (name, input, taskId) => {
      sent.push({ name, input, taskId });
      return Promise.resolve(reply);
    },
    subscribe: () => () => undefined,
  };
}

describe('a call', () => {
  it('sends money as decimal text and never as a number', async () => {
    const carrier = carrierWith({ ok: false, error: { code: 'publishing.amount_changed', details: {} } });
    await expect(
      createCall(carrier)(
        'publishing.start',
        { selection: { all: true, clientId: null }, confirmDaily: [{ amountMicros: 480_000_000_000n, currency: 'COP' }] },
        'task-1',
      ),
    ).rejects.toBeInstanceOf(RpcError);
    expect(carrier.sent).toEqual([
      {
        name: 'publishing.start',
        input: { selection: { all: true, clientId: null }, confirmDaily: [{ amountMicros: '480000000000', currency: 'COP' }] },
        taskId: 'task-1',
      },
    ]);
  });

  it('hands back money as bigint', async () => {
    const overview = { attention: [], closingSoon: [], pacing: [], live: { campaigns: 1, ads: 2, inReview: 0, rejected: 0 } };
    const carrier = carrierWith({
      ok: true,
      value: { ...overview, pending: { changes: 1, daily: [{ amountMicros: '9007199254740993', currency: 'COP' }] } },
    });
    const answer = await createRpc(createCall(carrier)).home.overview({ clientId: ID });
    expect(answer.pending.daily).toEqual([{ amountMicros: 9_007_199_254_740_993n, currency: 'COP' }]);
  });

  it('keeps code, details and reference of a refusal', async () => {
    const carrier = carrierWith({ ok: false, error: { code: 'clients.name_taken', details: { name: 'Andina' }, reference: 'ab12' } });
    const failure = await createCall(carrier)('clients.list', {}).catch(asRpcError);
    expect(failure).toMatchObject({ code: 'clients.name_taken', details: { name: 'Andina' }, reference: 'ab12' });
  });

  it('refuses an answer that does not have the shape of the contract', async () => {
    const carrier = carrierWith({ ok: true, value: { clients: [{ id: 'not an id' }] } });
    const failure = await createCall(carrier)('clients.list', {}).catch(asRpcError);
    expect(failure).toMatchObject({ code: 'call.bad_answer', details: { method: 'clients.list' } });
  });
});

describe('a topic that moved', () => {
  it('reaches the queries that read it and no others', () => {
    expect(readsAny('changes.summary', ['checks'])).toBe(true);
    expect(readsAny('clients.list', ['backup'])).toBe(false);
    expect(readsAny('networks.list', ['changes'])).toBe(false);
  });

  it('reaches everything after a gap in the line', () => {
    expect(readsAny('vacancies.importTargets', ['*'])).toBe(true);
  });
});
