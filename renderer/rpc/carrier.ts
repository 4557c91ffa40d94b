import type { BackendEvent } from '../../core/contract/index.ts';

/** What every carrier brings back; the value is still in wire form. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly error: { readonly code: string; readonly details: Readonly<Record<string, unknown>>; readonly reference?: string };
    };

/** The two functions that the preload exposes and that loopback HTTP imitates. */
export interface Carrier {
  readonly call: (name: string, input: unknown, taskId: string | null) => Promise<Reply>;
  /** Answers with the function that ends the subscription. */
  readonly subscribe: (listener: (event: BackendEvent) => void) => () => void;
}

declare global {
  interface Window {
    readonly altavoz?: Carrier;
  }
}

/** The desktop's bridge where there is one, else loopback HTTP of the page's own origin. */
export function chooseCarrier(window: Window): Carrier {
  return window.altavoz ?? createHttpCarrier();
}

const EVERYTHING_MOVED: BackendEvent = { kind: 'moved', topics: ['*'] };

function createHttpCarrier(): Carrier {
  return {
    async call(name, input, taskId) {
      try {
        const response = await fetch(`/rpc/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(taskId === null ? {} : { 'x-altavoz-task': taskId }) },
          body: JSON.stringify(input),
        });
        return (await response.json()) as Reply; // our own server speaks only this shape; the value is parsed by the contract
      } catch {
        return { ok: false, error: { code: 'call.unreachable', details: { method: name } } };
      }
    },
    subscribe(listener) {
      const source = new EventSource('/events');
      let wasOpen = false;
      source.addEventListener('open', () => {
        // What moved while the line was down was not heard: read everything again.
        if (wasOpen) listener(EVERYTHING_MOVED);
        wasOpen = true;
      });
      source.addEventListener('message', (message: MessageEvent<string>) => {
        listener(JSON.parse(message.data) as BackendEvent); // sent by our own server in this shape
      });
      return () => source.close();
    },
  };
}
