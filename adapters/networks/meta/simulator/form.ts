import { invalid } from './problems.ts';

/** The parts of a multipart form as parameters; the bytes of a file as `latin1` text, one character a byte. RFC 7578. */
export function readForm(body: Buffer, contentType: string): Record<string, unknown> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) throw invalid('the form has no boundary');
  const params: Record<string, unknown> = {};
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const split = part.indexOf('\r\n\r\n');
    const name = /name="([^"]+)"/.exec(part.slice(0, Math.max(0, split)))?.[1];
    if (split < 0 || name === undefined) throw invalid('a part of the form has no name');
    const raw = part.slice(split + 4, -2);
    params[name] = /filename="/.test(part.slice(0, split)) ? raw : Buffer.from(raw, 'latin1').toString('utf8');
  }
  return params;
}
