import { z } from 'zod';
import { contract, type Api, type AppContract } from '../../core/contract/index.ts';
import type { Carrier } from './carrier.ts';
import { methodNamed, type InputOf, type MethodName, type OutputOf } from './methods.ts';
import { RpcError } from './rpc-error.ts';

/** Calls a method by name: encodes on the way out, decodes on the way in, throws RpcError on a refusal. */
export type Call = <N extends MethodName>(name: N, input: InputOf<N>, taskId?: string | null) => Promise<OutputOf<N>>;

export function createCall(carrier: Carrier): Call {
  return async function call(name, input, taskId = null) {
    const reply = await carrier.call(name, encodeInput(name, input), taskId);
    if (!reply.ok) throw new RpcError(reply.error.code, reply.error.details, reply.error.reference ?? null);
    return decodeOutput(name, reply.value) as OutputOf<typeof name>; // decoded by the schema that this type comes from
  };
}

/** `rpc.vacancies.list({ … })` over the same call. */
export function createRpc(call: Call): Api<AppContract> {
  const features = Object.entries(contract).map(([feature, group]) => [
    feature,
    Object.fromEntries(Object.keys(group).map((name) => [name, (input: never) => call(`${feature}.${name}` as MethodName, input)])), // both parts are keys of the contract
  ]);
  return Object.fromEntries(features) as Api<AppContract>; // built from the contract's own keys, two lines up
}

export function encodeInput(name: string, input: unknown): unknown {
  return z.encode(methodNamed(name).input, input); // the caller's type is this schema's output type
}

export function decodeOutput(name: string, value: unknown): unknown {
  const decoded = z.safeDecode(methodNamed(name).output, value); // checked at run time, which is the point
  if (!decoded.success) {
    const first = decoded.error.issues[0];
    throw new RpcError('call.bad_answer', { method: name, path: first?.path.map(String).join('.') ?? '' }, null);
  }
  return decoded.data;
}
