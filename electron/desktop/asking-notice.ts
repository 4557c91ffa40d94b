import type { Reply } from '../backend/dispatch.ts';

/**
 * Counts the schedules that began to wait for a person since it looked last: each is announced once, also when the window is hidden.
 * What waited before the program started is announced once too.
 */
export function createAskingWatch(): (reply: Reply) => number {
  let known: ReadonlySet<string> = new Set();
  return (reply) => {
    if (!reply.ok) return 0;
    const { schedules } = reply.value as { readonly schedules: readonly { readonly id: string; readonly state: string }[] }; // encoded by the contract's own schema in the backend
    const asking = new Set(schedules.filter(({ state }) => state === 'asking').map(({ id }) => id));
    const fresh = [...asking].filter((id) => !known.has(id)).length;
    known = asking;
    return fresh;
  };
}
