import { z } from 'zod';
import { contract, type Api, type AppContract, type Method } from '../../core/contract/index.ts';
import type { Refusal } from '../../core/kernel/result.ts';
import type { Reply } from './dispatch.ts';

/** An answer of no, thrown: for callers that have nothing to do but report it (command line, tests). */
export class RefusedError extends Error {
  readonly refusal: Refusal & { readonly reference?: string };
  constructor(method: string, refusal: Refusal & { readonly reference?: string }) {
    super(`${method}: ${refusal.code} ${JSON.stringify(refusal.details)}`);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}

/** The contract as typed calls over any carrier: encodes the input, decodes the output. */
export function apiOver(call: (name: string, input: unknown) => Promise<Reply>): Api<AppContract> {
  const features = Object.entries(contract).map(([feature, group]) => {
    const calls = Object.entries(group).map(([name, method]: [string, Method]) => {
      const full = `${feature}.${name}`;
      return [
        name,
        async (input: unknown) => {
          const reply = await call(full, z.encode(method.input, input));
          if (!reply.ok) throw new RefusedError(full, reply.error);
          return z.decode(method.output, reply.value);
        },
      ] as const;
    });
    return [feature, Object.fromEntries(calls)] as const;
  });
  return Object.fromEntries(features) as unknown as Api<AppContract>; // built from the contract itself, member by member
}
