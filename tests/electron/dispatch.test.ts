import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract, errorCodes } from '../../core/contract/index.ts';
import { ok, refuse } from '../../core/kernel/result.ts';
import { createDispatch, methods, type DispatchDeps } from '../../electron/backend/dispatch.ts';
import { openApiDocument } from '../../electron/backend/openapi.ts';

function dispatchWith(more: Partial<DispatchDeps> = {}) {
  const logged: unknown[] = [];
  const denied: string[] = [];
  const dispatch = createDispatch({
    handlers: () => ({
      tasks: { cancel: () => ok({ done: true as const }) },
      clients: { list: () => ok({ clients: [] }), get: () => refuse('clients.not_found', { id: 'x' }) },
    }),
    isOpen: () => true,
    actor: () => ({ id: 'a', name: 'Ana', role: 'admin' }),
    logError: (...entry) => logged.push(entry),
    denied: (method) => denied.push(method),
    ...more,
  });
  return { logged, denied, call: (name: string, input: unknown) => dispatch({ name, input, taskId: null, carrier: 'test' }) };
}

describe('dispatch', () => {
  it('answers an unknown method with a code, also names that live on every object', async () => {
    const { call } = dispatchWith();
    for (const name of ['nothing.here', 'constructor', '__proto__.toString', 'clients.constructor', 'clients.__proto__', '', 'clients']) {
      expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'call.unknown_method' } });
    }
  });

  it('says which members of a bad input are wrong and calls nobody', async () => {
    const { call } = dispatchWith();
    const reply = await call('clients.get', { clientId: 'not-an-id', extra: 1 });
    expect(reply).toMatchObject({ ok: false, error: { code: 'call.bad_input' } });
    expect(JSON.stringify(reply)).toContain('clientId');
  });

  it('passes a refusal on as it is', async () => {
    const { call } = dispatchWith();
    expect(await call('clients.get', { clientId: '01890000-0000-7000-8000-000000000000' })).toEqual({
      ok: false,
      error: { code: 'clients.not_found', details: { id: 'x' } },
    });
  });

  it('gives a bug a reference and keeps its words out of the answer', async () => {
    const { call, logged } = dispatchWith({
      handlers: () => ({
        clients: {
          list: () => {
            throw new Error('secret-token-123');
          },
        },
      }),
    });
    const reply = await call('clients.list', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'call.internal' } });
    expect(JSON.stringify(reply)).not.toContain('secret-token-123');
    expect(logged).toHaveLength(1);
  });

  it('refuses what the role does not allow and reports the attempt', async () => {
    const { call, denied } = dispatchWith({ actor: () => ({ id: 'v', name: 'Vera', role: 'view' }) });
    expect(await call('clients.create', {})).toMatchObject({ error: { code: 'call.not_allowed' } });
    expect(denied).toEqual(['clients.create']);
  });

  it('says that no workspace is open instead of failing', async () => {
    const { call } = dispatchWith({ isOpen: () => false, handlers: () => ({}) });
    expect(await call('clients.list', {})).toMatchObject({ error: { code: 'workspace.not_open' } });
  });

  it('survives 10,000 hostile calls with a code each time', async () => {
    const { call, logged } = dispatchWith();
    const name = fc.oneof(fc.constantFrom(...methods.keys()), fc.string(), fc.constantFrom('__proto__', 'toString', 'a.b.c', '.', '..'));
    await fc.assert(
      fc.asyncProperty(name, fc.anything(), async (method, input) => {
        const reply = await call(method, input);
        expect(typeof reply.ok).toBe('boolean');
        if (!reply.ok) expect(reply.error.code).toMatch(/^[a-z]+\.[a-z_]+$/);
      }),
      { numRuns: 10_000 },
    );
    expect(logged).toEqual([]);
  });
});

describe('the contract', () => {
  it('describes every method in the OpenAPI document', () => {
    const document = openApiDocument('0') as { paths: Record<string, unknown> }; // our own document
    expect(Object.keys(document.paths).toSorted()).toEqual([...methods.keys()].map((name) => `/rpc/${name}`).toSorted());
    expect(Object.keys(contract).length).toBeGreaterThan(15);
  });

  it('has no error code twice', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });
});
