import { create as createHttp, isAxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { connectionTo, sentOrNot } from '../connections.ts';
import type { Transport } from './failures.ts';

const TOTAL_MS = 60_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;
const LARGEST_UPLOAD = 512 * 1024 * 1024;
const SOCKETS = 12;

/** One request, sent once. */
export type Send = (request: AxiosRequestConfig) => Promise<Transport>;

export function createSend(baseUrl: string): Send {
  const http = createInstance(baseUrl);
  return async (request) => {
    try {
      const response = await http.request<string>(request);
      return { kind: 'answer', status: response.status, body: typeof response.data === 'string' ? response.data : '' };
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      const reason = cause.code ?? 'unknown';
      return { kind: sentOrNot(reason), reason };
    }
  };
}

function createInstance(baseUrl: string): AxiosInstance {
  return createHttp({
    baseURL: baseUrl,
    timeout: TOTAL_MS,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: LARGEST_UPLOAD,
    // A redirect is a portal's doing: the API has none.
    maxRedirects: 0,
    ...connectionTo(baseUrl, { maxSockets: SOCKETS }),
    responseType: 'text',
    // Parsed by us: half a JSON must not pass as a value.
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    headers: { 'user-agent': 'Altavoz' },
  });
}
