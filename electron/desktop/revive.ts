/** What is needed of a window's contents, so that a test can be one. */
interface Revivable {
  on(event: 'render-process-gone', listener: (event: unknown, details: { readonly reason: string }) => void): unknown;
  isDestroyed(): boolean;
  reload(): void;
}

const MOST_DEATHS = 3;
const WITHIN_MS = 60_000;

/**
 * Loads a page anew when its process dies: the same address, the same session storage, so the person is back where they were.
 *
 * A page that dies on every load would be reloaded forever; after three deaths in a minute it is left, and the person told once.
 */
export function reviveWhenGone(contents: Revivable, nowMs: () => number, onGivingUp: () => void): void {
  let deathsMs: readonly number[] = [];
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || contents.isDestroyed()) return;
    const now = nowMs();
    deathsMs = [...deathsMs.filter((at) => now - at < WITHIN_MS), now];
    if (deathsMs.length > MOST_DEATHS) return onGivingUp();
    // Not inside the event: Electron has not let go of the dead process yet.
    setImmediate(() => {
      if (!contents.isDestroyed()) contents.reload();
    });
  });
}
