import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { contract, type Method, type Role } from '../../core/contract/index.ts';
import { refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { Actor, CallContext } from '../../core/ports/index.ts';

/** What every carrier sends back: the encoded answer, or a code with what explains it. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: Refusal & { readonly reference?: string } };

export interface DispatchRequest {
  /** `vacancies.list` */
  readonly name: string;
  /** As it came over the wire. */
  readonly input: unknown;
  readonly taskId: string | null;
  readonly carrier: CallContext['carrier'];
}

/** Untyped on purpose: the contract's schemas stand between here and every handler, and the composition is typed. */
type AnyHandler = (input: never, context: CallContext) => Result<unknown, Refusal> | Promise<Result<unknown, Refusal>>;
export type HandlerTable = { readonly [feature: string]: { readonly [method: string]: AnyHandler } };

export interface DispatchDeps {
  /** Handlers that work now: all of them while a workspace is open, the standalone ones before. */
  handlers(): HandlerTable;
  isOpen(): boolean;
  /** Why nothing is open, where more is known than that (`workspace.in_use`). */
  notOpen?(): Refusal | null;
  actor(): Actor;
  /** Where a bug's stack goes, under the reference that the caller is given. */
  logError(reference: string, method: string, cause: unknown): void;
  /** A known state of the machine (read-only workspace, full disk) that reached us as an exception; null for a bug. */
  translate?(cause: unknown): Refusal | null;
  /** An attempt that the actor's role forbids; written to the audit where one is open. */
  denied(method: string, context: CallContext): void;
}

const RANK: Readonly<Record<Role, number>> = { view: 0, edit: 1, approve: 2, publish: 3, admin: 4 };

/** Longest wire text that an input may have, in characters of JSON: a 200 MB file in base64 passes, a flood does not. */
export const MAX_INPUT_CHARACTERS = 300_000_000;

export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries(contract).flatMap(([feature, group]) =>
    Object.entries(group).map(([name, method]) => [`${feature}.${name}`, method as Method] as const),
  ), // every member of a feature is a Method
);

/** The one door between any carrier and the program. Never throws. */
export function createDispatch(deps: DispatchDeps): (request: DispatchRequest) => Promise<Reply> {
  return async function dispatch(request) {
    const method = methods.get(request.name);
    if (method === undefined) return refuse('call.unknown_method', { method: request.name.slice(0, 100) });
    const context: CallContext = { actor: deps.actor(), carrier: request.carrier, taskId: request.taskId };
    if (RANK[context.actor.role] < RANK[method.role]) {
      deps.denied(request.name, context);
      return refuse('call.not_allowed', { method: request.name, needs: method.role, has: context.actor.role });
    }
    const parsed = parseInput(method, request.input);
    if (!parsed.ok) return parsed;
    const [feature = '', name = ''] = request.name.split('.');
    const handler = Object.hasOwn(deps.handlers(), feature) ? deps.handlers()[feature]?.[name] : undefined;
    if (handler === undefined && !deps.isOpen() && !method.standalone)
      return { ok: false, error: deps.notOpen?.() ?? { code: 'workspace.not_open', details: { method: request.name } } };
    if (handler === undefined) return refuse('call.unknown_method', { method: request.name });
    try {
      const answer = await handler(parsed.value as never, context); // parsed by the very schema that types the handler
      if (!answer.ok) return { ok: false, error: answer.error };
      return { ok: true, value: z.encode(method.output, answer.value) };
    } catch (cause) {
      const known = deps.translate?.(cause) ?? null;
      if (known !== null) return { ok: false, error: known };
      const reference = randomUUID().slice(0, 8);
      deps.logError(reference, request.name, cause);
      return { ok: false, error: { code: 'call.internal', details: { method: request.name }, reference } };
    }
  };
}

function parseInput(method: Method, input: unknown): Result<unknown, Refusal> {
  const parsed = z.safeDecode(method.input, input ?? {});
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.slice(0, 10).map((issue) => ({ path: issue.path.map(String).join('.'), problem: issue.code }));
  return refuse('call.bad_input', { problems });
}
