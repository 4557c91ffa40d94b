export interface LoggedRequest {
  readonly at: string;
  readonly network: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: string;
  readonly status: number;
  readonly response: string;
}

/** What a network was asked and answered, the newest of it: so many requests, and no more text than so many characters. */
export interface RequestLog {
  add(entry: LoggedRequest): void;
  readonly entries: readonly LoggedRequest[];
  clear(): void;
}

/** A picture or a film in a request is most of what a publish sends: thousands of them must not fill the memory. */
export function createRequestLog(mostEntries: number, mostCharacters: number): RequestLog {
  const entries: LoggedRequest[] = [];
  let characters = 0;
  return {
    entries,
    add(entry) {
      entries.push(entry);
      characters += sizeOf(entry);
      // The newest is kept whatever its size: it is what somebody looks for.
      while (entries.length > 1 && (entries.length > mostEntries || characters > mostCharacters)) characters -= sizeOf(entries.shift()!); // just counted
    },
    clear() {
      entries.length = 0;
      characters = 0;
    },
  };
}

function sizeOf(entry: LoggedRequest): number {
  return entry.body.length + entry.response.length;
}
