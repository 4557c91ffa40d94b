import { contract, type AppContract, type Input, type Method, type Output } from '../../core/contract/index.ts';

type Pairs<F extends keyof AppContract & string> = `${F}.${keyof AppContract[F] & string}`;
/** `vacancies.list`, `changes.summary`…: every method of the contract. */
export type MethodName = { [F in keyof AppContract & string]: Pairs<F> }[keyof AppContract & string];
export type MethodOf<N extends MethodName> = N extends `${infer F}.${infer M}`
  ? F extends keyof AppContract
    ? M extends keyof AppContract[F]
      ? Extract<AppContract[F][M], Method>
      : never
    : never
  : never;
export type InputOf<N extends MethodName> = Input<MethodOf<N>>;
export type OutputOf<N extends MethodName> = Output<MethodOf<N>>;
export type QueryName = { [N in MethodName]: MethodOf<N>['kind'] extends 'query' ? N : never }[MethodName];
export type CommandName = Exclude<MethodName, QueryName>;

const table: ReadonlyMap<string, Method> = new Map(
  Object.entries(contract).flatMap(
    ([feature, group]) => Object.entries(group).map(([name, method]) => [`${feature}.${name}`, method as Method] as const), // every member of a feature is a Method
  ),
);

export function methodNamed(name: string): Method {
  const method = table.get(name);
  if (method === undefined) throw new Error(`Not in the contract: ${name}`);
  return method;
}
