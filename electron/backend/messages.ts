import type { BackendEvent } from '../../core/contract/index.ts';
import type { Reply } from './dispatch.ts';

/** What the main process and the background process say to each other. */
export type ToBackend =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown; readonly taskId: string | null }
  | { readonly kind: 'stop' }
  /** The machine is about to sleep, or woke up: requests under way are looked up, not waited for. */
  | { readonly kind: 'power'; readonly state: 'suspend' | 'resume' };
export type FromBackend =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'event'; readonly event: BackendEvent };
