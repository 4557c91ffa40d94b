import type { Result } from '../kernel/result.ts';
import type { AnswerParameters } from './network-siblings.ts';

/** What came back from the person's browser. `refused`: the network said no, with its own short word; `timed_out`: nobody answered. */
export type BrowserAnswer =
  | { readonly kind: 'code'; readonly code: string; readonly state: string }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'closed' };

/** One address of this machine that waits for one answer. */
export interface OpenDoor {
  /** Where the network sends the browser back to. */
  readonly redirectUri: string;
  /** Until this is called every visit is turned away: the state comes from the network's own beginning, which needs the address first. */
  expect(state: string): void;
  /** Settles once. Nothing listens any more when it has. */
  readonly answer: Promise<BrowserAnswer>;
  close(): void;
}

export interface SignInDoor {
  /** How long a door stays open at most. */
  readonly longestMs: number;
  open(wish: {
    readonly port: number | null;
    readonly path: string;
    readonly parameters: AnswerParameters;
  }): Promise<Result<OpenDoor, { readonly kind: 'port_taken'; readonly port: number }>>;
  /**
   * What a person copied: a bare code (`state` null, for it says none), or the whole address at which the browser ended.
   * Null: neither.
   */
  readPasted(
    text: string,
    parameters: AnswerParameters,
  ):
    | { readonly kind: 'code'; readonly code: string; readonly state: string | null }
    | { readonly kind: 'refused'; readonly error: string; readonly state: string | null }
    | null;
}
