import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LoggedRequest } from '../../../adapters/simulators/request-log.ts';

/** One request and its answer, from the log of running simulators or from a recorded file. Bodies are text; the bytes of a picture do not matter here. */
export type Exchange = Pick<LoggedRequest, 'network' | 'method' | 'path' | 'query' | 'body' | 'status' | 'response'>;

export interface Finding {
  readonly kind: 'unknown' | 'missing' | 'enum';
  readonly where: string;
}

export interface Verdict {
  /** Requests that were held against a description. */
  readonly requests: number;
  /** Fields that were looked at, those inside of others too. */
  readonly fields: number;
  readonly findings: readonly Finding[];
  /** Addresses that no description speaks of, ids left out, and how often each was asked. */
  readonly undescribed: ReadonlyMap<string, number>;
}

/** A network's published description as a judge of what is sent to it, request by request in the order that they were sent. */
export interface Judge {
  look(exchange: Exchange): void;
  verdict(): Verdict;
}

/** What judges keep while they look. */
export class Notes {
  requests = 0;
  fields = 0;
  readonly findings: Finding[] = [];
  readonly undescribed = new Map<string, number>();
  private readonly said = new Set<string>();

  /** The same finding is told once, however many requests have it. */
  find(kind: Finding['kind'], where: string): void {
    const key = `${kind} ${where}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    this.findings.push({ kind, where });
  }

  notDescribed(address: string): void {
    this.undescribed.set(address, (this.undescribed.get(address) ?? 0) + 1);
  }

  verdict(): Verdict {
    return { requests: this.requests, fields: this.fields, findings: this.findings, undescribed: this.undescribed };
  }
}

/** A file of the published descriptions, beside the repository or above it; null where it is not. They are no part of this repository. */
export function specFile(name: string): string | null {
  const file = path.join('shared', 'specs', 'data', name);
  for (let folder = path.resolve(import.meta.dirname, '../../..'); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, file))) return path.join(folder, file);
  return null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Names and texts of the parts of a multipart form; null for any other body. A file's content is left empty. */
export function formParts(body: string): Record<string, string> | null {
  if (!body.startsWith('--')) return null;
  const boundary = body.slice(0, body.indexOf('\r\n'));
  const parts: Record<string, string> = {};
  for (const part of body.split(boundary).slice(1, -1)) {
    const split = part.indexOf('\r\n\r\n');
    const head = part.slice(0, split);
    const name = /name="([^"]+)"/.exec(head)?.[1];
    if (name !== undefined) parts[name] = /filename=|octet-stream/.test(head) ? '' : part.slice(split + 4, -2);
  }
  return parts;
}
