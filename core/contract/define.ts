import { z } from 'zod';

/** A method: queries change nothing and may be repeated, commands change something and return what changed. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'query' | 'command';
  readonly input: I;
  readonly output: O;
  /** The least role that may call it; enforced in the backend for every carrier. */
  readonly role: Role;
  /** Works before a workspace is open. */
  readonly standalone: boolean;
}

export const Role = z.enum(['view', 'edit', 'approve', 'publish', 'admin']);
export type Role = z.infer<typeof Role>;

interface Options<I extends z.ZodType, O extends z.ZodType> {
  readonly input: I;
  readonly output: O;
  readonly role?: Role;
  readonly standalone?: boolean;
}

export function query<I extends z.ZodType, O extends z.ZodType>(options: Options<I, O>): Method<I, O> & { readonly kind: 'query' } {
  return { kind: 'query', role: 'view', standalone: false, ...options };
}

export function command<I extends z.ZodType, O extends z.ZodType>(options: Options<I, O>): Method<I, O> & { readonly kind: 'command' } {
  return { kind: 'command', role: 'edit', standalone: false, ...options };
}

export type Feature = { readonly [method: string]: Method };
export type Contract = { readonly [feature: string]: Feature };

/** What a caller hands over and gets back: decoded values (bigint money), never wire text. */
export type Input<M extends Method> = z.output<M['input']>;
export type Output<M extends Method> = z.output<M['output']>;

/** What the renderer calls: `rpc.vacancies.list({ … })`. */
export type Api<C extends Contract> = {
  readonly [F in keyof C]: { readonly [M in keyof C[F]]: (input: Input<C[F][M]>) => Promise<Output<C[F][M]>> };
};

/** Empty input, spelled once. */
export const Nothing = z.strictObject({});
/** A command whose effect says it all. */
export const Done = z.object({ done: z.literal(true) });
export const Id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const Instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/);
/** The part of a list that a grid shows. */
export const Window = { offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) };
export const SortDirection = z.enum(['asc', 'desc']);
export const JsonValue: z.ZodType<unknown> = z.json();
/** Values for a catalogue sentence. */
export const Details = z.record(z.string(), z.json());
