import type { Feature, Input, Output } from '../contract/define.ts';
import type { Refusal, Result } from '../kernel/result.ts';
import type { CallContext } from './change-log.ts';

type Answer<T> = Result<T, Refusal>;

/** What a feature implements: one function a method, given the parsed input and who is calling. */
export type Handlers<F extends Feature> = {
  readonly [M in keyof F]: (input: Input<F[M]>, context: CallContext) => Answer<Output<F[M]>> | Promise<Answer<Output<F[M]>>>;
};
