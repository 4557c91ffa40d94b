import { create as createHttp, isAxiosError } from 'axios';
import { connectingAgent, isLoopback, sentOrNot } from '../connections.ts';
import type { Transport } from './failures.ts';

/** Bytes out, bytes back. Nothing is ever sent twice by itself, no redirect is followed, no answer is interpreted. */
export interface Wire {
  send(request: WireRequest): Promise<Transport>;
}

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Whole address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
  readonly timeoutMs: number;
}

const LARGEST_ANSWER = 64 * 1024 * 1024;
const LARGEST_BODY = 40 * 1024 * 1024;
const SOCKETS = 12;

export function createWire(): Wire {
  const httpAgent = connectingAgent('http:', { maxSockets: SOCKETS });
  const httpsAgent = connectingAgent('https:', { maxSockets: SOCKETS });
  const http = createHttp({
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: LARGEST_BODY,
    maxRedirects: 0,
    httpAgent,
    httpsAgent,
    responseType: 'text',
    // The body is read as text and parsed by us: half a JSON must not pass as a value.
    transformResponse: [(data: unknown) => data],
    transformRequest: [(data: unknown) => data],
    validateStatus: () => true,
  });
  return {
    async send({ method, url, headers, body, timeoutMs }) {
      try {
        const response = await http.request<string>({
          method,
          url,
          timeout: timeoutMs,
          headers: { 'user-agent': 'Altavoz', ...headers },
          ...(body === null ? {} : { data: body }),
          ...(isLoopback(url) ? { proxy: false as const } : {}),
        });
        return {
          kind: 'answer',
          status: response.status,
          body: typeof response.data === 'string' ? response.data : '',
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
        };
      } catch (cause) {
        if (!isAxiosError(cause)) throw cause;
        const reason = cause.code ?? 'unknown';
        return { kind: sentOrNot(reason), reason };
      }
    },
  };
}

export interface FormPart {
  readonly name: string;
  readonly value: string | { readonly bytes: Uint8Array; readonly fileName: string; readonly mime: string };
}

/** `multipart/form-data`, whole in memory: parts of an upload are at most 32 MB. */
export function formBody(parts: readonly FormPart[]): { readonly contentType: string; readonly body: Buffer } {
  const boundary = `altavoz-${'-'.repeat(12)}7d44e178b0434`;
  const chunks: Uint8Array[] = [];
  for (const { name, value } of parts) {
    const file = typeof value === 'string' ? '' : `; filename="${value.fileName}"\r\nContent-Type: ${value.mime}`;
    chunks.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`));
    chunks.push(typeof value === 'string' ? Buffer.from(value) : value.bytes, Buffer.from('\r\n'));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(chunks) };
}
