import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { formParts, isObject, Notes, parsed, specFile, type Exchange, type Judge } from './judge.ts';

/** The description of Snapchat's Ads API judges requests and replies alike: no client package of the network's own can. */

const Field = z.looseObject({
  type: z.string(),
  req: z.boolean().optional(),
  ro: z.boolean().optional(),
  immutable: z.boolean().optional(),
  enum: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  props: z.record(z.string(), z.looseObject({ type: z.string(), enum: z.array(z.string()).optional() })).optional(),
});
const Spec = z.object({
  endpoints: z.array(z.object({ method: z.string(), path: z.string() })),
  entities: z.record(z.string(), z.object({ plural: z.string(), fields: z.record(z.string(), Field) })),
  targeting: z.record(z.string(), z.unknown()),
  stats: z.object({ fields: z.array(z.string()), granularity: z.array(z.string()), breakdown: z.array(z.string()) }),
  errors: z.array(z.object({ code: z.string().optional(), http: z.number().optional() })),
});
export type SnapchatSpec = z.infer<typeof Spec>;

export function readSnapchatSpec(): SnapchatSpec | null {
  const file = specFile('snapchat-spec.json');
  return file === null ? null : Spec.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Given although the description's own list leaves them out: the id of a form, and the accounts that `with_ad_accounts` embeds. */
export const BESIDE: ReadonlySet<string> = new Set(['lead_generation_form.id', 'organization.ad_accounts']);

export interface SnapchatJudge extends Judge {
  /** Objects that were looked at, in requests and in replies. */
  items(): number;
}

/** `requests` false: only replies are judged, for requests that were wrong on purpose. */
export function createSnapchatJudge(spec: SnapchatSpec, requests = true): SnapchatJudge {
  const notes = new Notes();
  const entityOf = new Map(Object.entries(spec.entities).map(([name, { plural }]) => [plural, name]));
  let items = 0;

  function judgeEntity(name: string, value: Record<string, unknown>, whole: boolean, where: string): void {
    const { fields } = spec.entities[name]!;
    for (const [field, member] of Object.entries(value)) {
      notes.fields += 1;
      const rule = fields[field];
      if (rule === undefined) {
        if (!BESIDE.has(`${name}.${field}`)) notes.find('unknown', `${where}.${field}`);
        continue;
      }
      if (rule.enum !== undefined && typeof member === 'string' && !rule.enum.includes(member))
        notes.find('enum', `${where}.${field}=${member}`);
      if (field === 'targeting' && isObject(member)) judgeTargeting(spec.targeting, member, `${where}.targeting`);
      if (rule.props === undefined || !isObject(member)) continue;
      for (const [inner, given] of Object.entries(member)) {
        notes.fields += 1;
        const property = rule.props[inner];
        if (property === undefined) notes.find('unknown', `${where}.${field}.${inner}`);
        else if (property.enum !== undefined && typeof given === 'string' && !property.enum.includes(given))
          notes.find('enum', `${where}.${field}.${inner}=${given}`);
      }
    }
    if (!whole) return;
    for (const [field, rule] of Object.entries(fields))
      if (rule.req === true && value[field] === undefined) notes.find('missing', `${where}.${field}`);
  }

  /** The shape of targeting: keys as described; words in `A|B` or in a list of words are an enum. */
  function judgeTargeting(shape: unknown, value: unknown, where: string): void {
    if (Array.isArray(shape)) {
      if (!Array.isArray(value)) return;
      const [inner] = shape;
      const words = typeof inner === 'string' && !inner.includes('SLC_');
      for (const one of value) {
        if (!words) judgeTargeting(inner, one, where);
        else if (!shape.includes(one)) notes.find('enum', `${where}=${String(one)}`);
      }
    } else if (isObject(shape) && isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        notes.fields += 1;
        if (key in shape) judgeTargeting(shape[key], member, `${where}.${key}`);
        else notes.find('unknown', `${where}.${key}`);
      }
    } else if (typeof shape === 'string' && /^[A-Z]+(\|[A-Z]+)+$/.test(shape) && typeof value === 'string') {
      if (!shape.split('|').includes(value)) notes.find('enum', `${where}=${value}`);
    }
  }

  function isDescribed(method: string, address: string): boolean {
    const parts = address.replace(/^\/v1/, '').split('/');
    // Paths that an answer gave (parts of an upload, files of reports) are the network's own words.
    if (address.includes('/reports/') || address.includes('multipart-upload-v2')) return true;
    return spec.endpoints.some((endpoint) => {
      const [bare = ''] = endpoint.path.split('?');
      const template = bare.split('/');
      return (
        endpoint.method === method &&
        template.length === parts.length &&
        template.every((part, index) => part.startsWith('{') || part === parts[index])
      );
    });
  }

  function judgeItems(text: string, where: string, whole: boolean): void {
    const body = parsed(text);
    if (!isObject(body)) return;
    for (const [plural, list] of Object.entries(body)) {
      const name = entityOf.get(plural);
      if (name === undefined || !Array.isArray(list)) continue;
      for (const item of list) {
        const answered = isObject(item) && 'sub_request_status' in item;
        // What came with a failed item is the caller's own input.
        const value: unknown = answered ? (item['sub_request_status'] === 'SUCCESS' ? item[name] : null) : item;
        if (answered && item['sub_request_status'] === 'SUCCESS' && !isObject(value)) notes.find('missing', `${where} ${name}`);
        if (!isObject(value)) continue;
        items += 1;
        judgeEntity(name, value, whole, `${where} ${name}`);
      }
    }
  }

  function judgeStats(answer: Record<string, unknown>, where: string): void {
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(walk);
      else if (isObject(value))
        for (const [name, inner] of Object.entries(value)) {
          if (name === 'stats' && isObject(inner)) judgeNames(inner);
          else walk(inner);
        }
    };
    const judgeNames = (stats: Record<string, unknown>): void => {
      items += 1;
      for (const name of Object.keys(stats)) {
        notes.fields += 1;
        if (!spec.stats.fields.includes(name)) notes.find('unknown', `${where} stats.${name}`);
      }
    };
    for (const [list, member] of [
      ['total_stats', 'total_stat'],
      ['timeseries_stats', 'timeseries_stat'],
    ] as const)
      for (const entry of Array.isArray(answer[list]) ? (answer[list] as unknown[]) : []) if (isObject(entry)) walk(entry[member]);
  }

  /** What a question about figures asks for. */
  function judgeStatsQuery({ query }: Exchange, where: string): void {
    for (const field of (query['fields'] ?? '').split(',').filter((one) => one !== '')) {
      notes.fields += 1;
      if (!spec.stats.fields.includes(field)) notes.find('unknown', `${where} fields=${field}`);
    }
    for (const name of ['granularity', 'breakdown'] as const)
      if (query[name] !== undefined && !spec.stats[name].includes(query[name])) notes.find('enum', `${where} ${name}=${query[name]}`);
  }

  function judgeReply(exchange: Exchange, at: string): void {
    const answer = parsed(exchange.response);
    if (!isObject(answer)) return;
    const where = `< ${at}`;
    if (exchange.status !== 200) {
      for (const name of Object.keys(answer))
        if (!['request_status', 'request_id', 'debug_message', 'display_message', 'error_code'].includes(name))
          notes.find('unknown', `${where} ${name}`);
      if (!spec.errors.some((error) => error.http === exchange.status || error.code === answer['error_code']) && exchange.status !== 400)
        notes.find('enum', `${where} status ${exchange.status}`);
      return;
    }
    for (const name of ['request_status', 'request_id']) if (answer[name] === undefined) notes.find('missing', `${where} ${name}`);
    judgeItems(exchange.response, where, false);
    judgeStats(answer, where);
  }

  return {
    verdict: () => notes.verdict(),
    items: () => items,
    look(exchange) {
      const at = `${exchange.method} ${exchange.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`;
      if (!exchange.path.startsWith('/v1/')) return notes.notDescribed(at);
      notes.requests += 1;
      if (!isDescribed(exchange.method, exchange.path)) notes.find('unknown', at);
      if (requests) {
        judgeItems(exchange.body, `> ${at}`, exchange.method === 'POST' || exchange.method === 'PUT');
        if (exchange.path.endsWith('/stats')) judgeStatsQuery(exchange, `> ${at}`);
        if (exchange.path.endsWith('/upload') && !('file' in (formParts(exchange.body) ?? {}))) notes.find('missing', `> ${at} file`);
      }
      judgeReply(exchange, at);
    },
  };
}
