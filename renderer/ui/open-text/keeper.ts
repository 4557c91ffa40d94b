/** What stood in a field that was still open, and the value that it was opened on. */
export interface KeptText {
  readonly from: string;
  /** Null when only `aside` is left. */
  readonly text: string | null;
  /** An older text whose value changed underneath it; the person has not decided about it yet. */
  readonly aside: string | null;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Keeper {
  readonly read: (key: string) => KeptText | null;
  /** Writes at once, and then at most once per `WAIT_MS` while typing goes on; the newest text always gets there. */
  readonly keep: (key: string, kept: KeptText) => void;
  readonly forget: (key: string) => void;
}

const PREFIX = 'altavoz.open.';
const WAIT_MS = 300;

/**
 * Holds uncommitted text outside of the page, so that it outlives the page's process.
 *
 * The store is the window's session storage: it belongs to the browser's own process, survives a reload after a crash, and ends
 * with the window. Never give it a secret or anything about a person: it is not encrypted.
 */
export function createKeeper(store: () => Store): Keeper {
  const waiting = new Map<string, { newest: KeptText | null; readonly timer: ReturnType<typeof setTimeout> }>();
  function write(key: string, kept: KeptText): void {
    try {
      store().setItem(PREFIX + key, JSON.stringify(kept));
    } catch {
      // Full or switched off: typing goes on without a net.
    }
    const timer = setTimeout(() => {
      const newest = waiting.get(key)?.newest ?? null;
      waiting.delete(key);
      if (newest !== null) write(key, newest);
    }, WAIT_MS);
    waiting.set(key, { newest: null, timer });
  }
  return {
    read(key) {
      const newest = waiting.get(key)?.newest ?? null;
      if (newest !== null) return newest;
      try {
        return parseKept(store().getItem(PREFIX + key));
      } catch {
        return null;
      }
    },
    keep(key, kept) {
      const turn = waiting.get(key);
      if (turn === undefined) write(key, kept);
      else turn.newest = kept;
    },
    forget(key) {
      clearTimeout(waiting.get(key)?.timer);
      waiting.delete(key);
      try {
        store().removeItem(PREFIX + key);
      } catch {
        // Switched off: there is nothing to forget.
      }
    },
  };
}

function parseKept(json: string | null): KeptText | null {
  if (json === null) return null;
  const { from, text, aside } = JSON.parse(json) as Partial<Record<keyof KeptText, unknown>>; // each is looked at below
  if (typeof from !== 'string') return null;
  const one = typeof text === 'string' ? text : null;
  const other = typeof aside === 'string' ? aside : null;
  return one === null && other === null ? null : { from, text: one, aside: other };
}

export const keeper = createKeeper(() => sessionStorage);
