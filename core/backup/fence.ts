import type { CallContext } from '../ports/change-log.ts';

/** Why publishing stands still. `restored`: an older database was put back. `epoch`: the file and the key store disagree about how far this installation had come. `moved`: the workspace came from another machine. */
export type FenceReason = 'restored' | 'epoch' | 'moved';

/** While it is up, nothing may be written to a network: the file may not know of ads that are live. */
export interface Fence {
  /** Null when publishing may go on. */
  reason(): FenceReason | null;
  /** Call once the whole remote state has been read and adopted. Inside a transaction. */
  lift(context: CallContext): void;
}
