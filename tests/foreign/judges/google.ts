import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isObject, Notes, parsed, specFile, type Judge } from './judge.ts';

/** The published descriptions of Google Ads (version 25) and of Data Manager: messages, their fields, and lists of values. */

const Services = z.record(z.string(), z.record(z.string(), z.object({ http: z.string(), request: z.string(), response: z.string() })));
const Messages = z.record(z.string(), z.record(z.string(), z.unknown()));
const AdsSpec = z.object({
  services: Services,
  messages: Messages,
  enums: z.record(z.string(), z.array(z.string())),
  google_ads_row_fields: z.record(z.string(), z.string()),
  metrics_fields: z.record(z.string(), z.string()),
  segments_fields: z.record(z.string(), z.string()),
});
const ManagerSpec = z.object({ services: Services, messages: Messages, enums: z.record(z.string(), z.array(z.string())) });

export interface GoogleSpec {
  readonly ads: z.infer<typeof AdsSpec>;
  readonly manager: z.infer<typeof ManagerSpec>;
}

export function readGoogleSpec(): GoogleSpec | null {
  const [ads, manager] = [specFile('google-ads-spec.json'), specFile('google-datamanager-spec.json')];
  if (ads === null || manager === null) return null;
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  return { ads: AdsSpec.parse(read(ads)), manager: ManagerSpec.parse(read(manager)) };
}

interface Asked {
  readonly spec: GoogleSpec['ads'] | GoogleSpec['manager'];
  readonly request: string;
  /** Fields that the address holds. */
  readonly inPath: ReadonlySet<string>;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function createGoogleJudge({ ads, manager }: GoogleSpec): Judge {
  const notes = new Notes();
  const routes = [ads, manager].flatMap((spec) =>
    Object.values(spec.services).flatMap((methods) =>
      Object.values(methods).map(({ http, request }) => {
        const [method = '', template = ''] = http.split(' ');
        return { method, pattern: patternOf(template), asked: { spec, request, inPath: namesIn(template) } };
      }),
    ),
  );

  function messageOf(spec: Asked['spec'], name: string): Readonly<Record<string, unknown>> | null {
    return spec.messages[name] ?? spec.messages[`services.${name}`] ?? (spec === manager ? (spec.messages[lastOf(name)] ?? null) : null);
  }

  /** JSON spells names in lowerCamelCase; Data Manager's description does too, the one of Google Ads keeps the original. */
  function typeOf(message: Readonly<Record<string, unknown>>, name: string): string | null {
    const type = message[name] ?? message[snakeCase(name)];
    return typeof type === 'string' ? type : null;
  }

  function judgeMessage(
    spec: Asked['spec'],
    message: Readonly<Record<string, unknown>>,
    value: object,
    at: string,
    inPath: ReadonlySet<string>,
  ): void {
    for (const [name, type] of Object.entries(message))
      if (typeof type === 'string' && /^[^ ]*!/.test(type) && !inPath.has(name) && !(name in value) && !(camelCase(name) in value))
        notes.find('missing', `${at}.${name}`);
    for (const [name, member] of Object.entries(value)) {
      notes.fields += 1;
      const type = typeOf(message, name);
      if (type === null) notes.find('unknown', `${at}.${name}`);
      else if (/ ro\b/.test(type)) notes.find('unknown', `${at}.${name}, which is given by the network`);
      else for (const one of Array.isArray(member) ? (member as unknown[]) : [member]) judgeValue(spec, type, one, `${at}.${name}`);
    }
  }

  function judgeValue(spec: Asked['spec'], type: string, value: unknown, at: string): void {
    const bare = bareType(type);
    if (bare === 'services.MutateOperation') return judgeOperation(value, at);
    const list = spec.enums[bare.replace(/^enum:/, '')] ?? (spec === manager ? spec.enums[lastOf(bare)] : undefined);
    const message = messageOf(spec, bare);
    if (list !== undefined) {
      if (!list.includes(String(value)) || String(value).endsWith('UNSPECIFIED')) notes.find('enum', `${at}=${String(value)}`);
    } else if (message !== null && isObject(value)) judgeMessage(spec, message, value, at, new Set());
    else if (bare === 'google.protobuf.FieldMask') return;
    else if (!fits(bare, value)) notes.find('enum', `${at} is no ${bare}`);
  }

  /** One operation of several kinds: its only member says which. */
  function judgeOperation(value: unknown, at: string): void {
    for (const [name, inner] of Object.entries(isObject(value) ? value : {})) {
      const message = ads.messages[`services.${name.charAt(0).toUpperCase()}${name.slice(1)}`];
      if (message === undefined || !isObject(inner)) notes.find('unknown', `${at}.${name}`);
      else {
        judgeMessage(ads, message, inner, `${at}.${name}`, new Set());
        const { updateMask } = inner;
        const resource = typeof message['update'] === 'string' ? ads.messages[message['update']] : undefined;
        if (typeof updateMask === 'string' && resource !== undefined)
          for (const field of updateMask.split(',')) judgePath(resource, field.split('.'), `${at}.${name}.updateMask ${field}`);
      }
    }
  }

  /** A field by its names from the outside in. */
  function judgePath(message: Readonly<Record<string, unknown>>, names: readonly string[], at: string): void {
    notes.fields += 1;
    let inside: Readonly<Record<string, unknown>> | null = message;
    for (const name of names) {
      const type: string | null = inside === null ? null : typeOf(inside, name);
      if (type === null) return notes.find('unknown', at);
      const bare = bareType(type);
      inside = messageOf(ads, bare);
      // A message that is named as a type and described nowhere: what is inside of it cannot be judged.
      if (inside === null && bare.includes('.') && !bare.startsWith('google.')) return;
    }
  }

  /** Every field that a query selects, compares or sorts by. */
  function judgeQuery(query: string): void {
    const bare = query.replace(/'[^']*'|"[^"]*"/g, '');
    const from = /\bFROM\s+(\w+)/i.exec(bare)?.[1] ?? '';
    if (!(from in ads.google_ads_row_fields)) notes.find('unknown', `query FROM ${from}`);
    for (const [field = ''] of bare.matchAll(/\b[a-z_]+(\.[a-z_0-9]+)+/g)) {
      const [first = '', ...names] = field.split('.');
      if (first === 'metrics' || first === 'segments') {
        const table = first === 'metrics' ? ads.metrics_fields : ads.segments_fields;
        notes.fields += 1;
        if (!(names[0] !== undefined && names[0] in table)) notes.find('unknown', `query ${field}`);
      } else judgePath(ads.messages[`resources.${ads.google_ads_row_fields[first] ?? ''}`] ?? {}, names, `query ${field}`);
    }
  }

  return {
    verdict: () => notes.verdict(),
    look(exchange) {
      // Later versions are spelled like the one that is described.
      const address = exchange.path.replace(/^\/v\d{2,}\//, '/v25/');
      const asked = routes.find(({ method, pattern }) => method === exchange.method && pattern.test(address))?.asked;
      const shape = asked === undefined ? null : shapeOf(asked);
      if (asked === undefined || shape === null) return notes.notDescribed(`${exchange.method} ${exchange.path.replace(/\d{5,}/g, '…')}`);
      notes.requests += 1;
      const { spec, request, inPath } = asked;
      if (exchange.method === 'GET' || exchange.method === 'DELETE') {
        // In an address everything is text: only the names can be judged.
        for (const name of Object.keys(exchange.query)) {
          notes.fields += 1;
          if (typeOf(shape, name) === null) notes.find('unknown', `${request}.${name}`);
        }
        return;
      }
      const body = parsed(exchange.body === '' ? '{}' : exchange.body);
      if (!isObject(body)) return notes.find('missing', `${request}, for no object was sent`);
      judgeMessage(spec, shape, body, request, inPath);
      if (spec === ads && typeof body['query'] === 'string') judgeQuery(body['query']);
    },
  };

  /** Data Manager takes what is made or changed as the whole body, without an envelope. */
  function shapeOf({ spec, request }: Asked): Readonly<Record<string, unknown>> | null {
    const whole = spec === manager ? /^(?:Create|Update)(.+)Request$/.exec(request)?.[1] : undefined;
    return messageOf(spec, whole ?? request);
  }
}

/** Without the flags: `enum:X[] ro` is `enum:X`. */
function bareType(type: string): string {
  return type.replace(/ .*$/, '').replace(/[!?]|\[\]/g, '');
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `{customer_id=*}` holds one part of an address, `{parent=accountTypes/*…}` as many as it shows. */
function patternOf(template: string): RegExp {
  const escaped = template.replace(/\{[\w.]+=([^}]*)\}/g, '$1').replace(/[.:+?]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^/:]+')}$`);
}

function namesIn(template: string): ReadonlySet<string> {
  return new Set([...template.matchAll(/\{([\w.]+)=/g)].map(([, name = '']) => name));
}

function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'bytes':
      return typeof value === 'string';
    case 'int64':
    case 'uint64':
      return typeof value === 'string' && /^-?\d+$/.test(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'double':
    case 'float':
    case 'int32':
      return typeof value === 'number';
    case 'google.protobuf.Timestamp':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value));
    case 'google.protobuf.Duration':
      return /^\d+(\.\d+)?s$/.test(String(value));
    default:
      // Described as present and not further.
      return !type.includes('.') || type.startsWith('(pruned');
  }
}
