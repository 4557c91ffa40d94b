import { create as createHttp, isAxiosError } from 'axios';
import { connectionTo } from '../connections.ts';

/** What came of one reading. Whatever was not answered changed nothing: nothing here writes. */
export type Transport =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'no_answer'; readonly reason: string };

export type Get = (address: string, headers: Readonly<Record<string, string>>) => Promise<Transport>;

const TOTAL_MS = 30_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;
const SOCKETS = 4;

export function createGet(baseUrl: string): Get {
  const http = createHttp({
    timeout: TOTAL_MS,
    maxContentLength: LARGEST_ANSWER,
    // A redirect is a portal's doing: the API has none.
    maxRedirects: 0,
    ...connectionTo(baseUrl, { maxSockets: SOCKETS }),
    responseType: 'text',
    // Parsed by us: half a JSON must not pass as a value.
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    headers: { 'user-agent': 'Altavoz' },
  });
  return async (address, headers) => {
    try {
      const response = await http.get<string>(`${baseUrl}${address}`, { headers });
      return { kind: 'answer', status: response.status, body: typeof response.data === 'string' ? response.data : '' };
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      return { kind: 'no_answer', reason: cause.code ?? 'unknown' };
    }
  };
}
