import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { formParts, isObject, Notes, parsed, specFile, type Exchange, type Judge } from './judge.ts';

/** The published description of X's Ads API, version 12, and what it says about a request and its answer. */

const Param = z.object({
  name: z.string(),
  in: z.string(),
  type: z.string(),
  required: z.boolean(),
  enum: z.array(z.string()).optional(),
  max_length: z.number().optional(),
  maxItems: z.number().optional(),
});
export type XParam = z.infer<typeof Param>;
const Component = z.looseObject({ type: z.string() });
const JsonBody = z.looseObject({
  type: z.string(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  xor: z.array(z.string()).optional(),
  items: z.object({ operation_type: z.array(z.string()), params: z.unknown() }).optional(),
  components: z.array(Component).optional(),
});
const Spec = z.object({
  endpoints: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      body: z.string(),
      params: z.array(Param),
      response: z.unknown().optional(),
      json_body: JsonBody.optional(),
    }),
  ),
  media_upload: z.object({
    v2: z.object({ steps: z.array(z.object({ command: z.string(), fields: z.array(z.string()) })) }),
    media_category: z.array(z.string()),
  }),
});
type Spec = z.infer<typeof Spec>;
export type XEndpoint = Spec['endpoints'][number];

export function readXSpec(): Spec | null {
  const file = specFile('x-endpoints.json');
  return file === null ? null : Spec.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** One known point on which the pages contradict themselves: declared as required, left out in the documented example. It is a switch of the simulator. */
export const CONTRADICTED: ReadonlySet<string> = new Set(['POST accounts/:account_id/line_items end_time']);

/**
 * Fields of an upload that its own page names and the description of fields leaves out.
 * @see https://docs.x.com/x-api/mediaupload/media-upload (version 2; read 2026-11-30)
 */
const ALSO_IN_UPLOADS: Readonly<Record<string, readonly string[]>> = { INIT: ['additional_owners'] };

export function publishedBy(spec: Spec, method: string, address: string): XEndpoint | null {
  const parts = address.split('/');
  const fits = (pattern: string): boolean => {
    const own = pattern.split('/');
    return own.length === parts.length && own.every((part, index) => part.startsWith(':') || part === parts[index]);
  };
  // The more literal address is meant where two fit.
  const candidates = spec.endpoints.filter((entry) => entry.method === method && fits(entry.path));
  return candidates.toSorted((left, right) => left.path.split(':').length - right.path.split(':').length)[0] ?? null;
}

export function createXJudge(spec: Spec): Judge {
  const notes = new Notes();

  function judgeParams(at: string, params: readonly XParam[], sent: Readonly<Record<string, unknown>>, whole: boolean): void {
    const known = new Map(params.filter((param) => param.in !== 'path').map((param) => [param.name, param]));
    for (const [name, given] of Object.entries(sent)) {
      notes.fields += 1;
      const value = Array.isArray(given) ? given.map(String).join(',') : String(given);
      const param = known.get(name);
      if (param === undefined) notes.find('unknown', `${at} ${name}`);
      else if (param.enum !== undefined && !value.split(',').every((one) => param.enum!.includes(one)))
        notes.find('enum', `${at} ${name}=${value}`);
      else if (param.max_length !== undefined && Array.from(value).length > param.max_length)
        notes.find('enum', `${at} ${name} is too long`);
      else if (param.maxItems !== undefined && value.split(',').length > param.maxItems) notes.find('enum', `${at} ${name} has too many`);
    }
    if (!whole) return;
    for (const param of known.values())
      if (param.required && !(param.name in sent) && !CONTRADICTED.has(`${at} ${param.name}`)) notes.find('missing', `${at} ${param.name}`);
  }

  /** Each item of a batch takes what its own address takes. */
  function judgeBatch(at: string, entry: XEndpoint, items: readonly unknown[]): void {
    const { items: rule, maxItems } = entry.json_body ?? {};
    if (maxItems !== undefined && items.length > maxItems) notes.find('enum', `${at} has more than ${maxItems} items`);
    const single = entry.path.replace(/^batch\//, '');
    const create = publishedBy(spec, 'POST', single);
    const ids = [...(create?.params ?? []), ...idsOf(single)];
    for (const item of items) {
      if (!isObject(item) || !isObject(item['params'])) {
        notes.find('missing', `${at} params`);
        continue;
      }
      for (const name of Object.keys(item)) if (!['operation_type', 'params'].includes(name)) notes.find('unknown', `${at} ${name}`);
      const operation = String(item['operation_type']);
      if (rule !== undefined && !rule.operation_type.includes(operation)) notes.find('enum', `${at} operation_type=${operation}`);
      // Members of lists of people are described by an object of their own.
      if (isObject(rule?.params)) {
        for (const name of Object.keys(item['params'])) {
          notes.fields += 1;
          if (!(name in rule.params)) notes.find('unknown', `${at} ${name}`);
        }
      } else judgeParams(at, ids, item['params'], operation === 'Create');
    }
  }

  function judgeCard(at: string, entry: XEndpoint, body: Readonly<Record<string, unknown>>): void {
    const rule = entry.json_body;
    for (const name of rule?.required ?? []) if (!(name in body)) notes.find('missing', `${at} ${name}`);
    const known = new Set([...(rule?.required ?? []), ...(rule?.xor ?? [])]);
    for (const name of Object.keys(body)) {
      notes.fields += 1;
      if (!known.has(name)) notes.find('unknown', `${at} ${name}`);
    }
    const { components } = body;
    if (!Array.isArray(components)) return;
    for (const component of components) {
      const shape = rule?.components?.find((one) => isObject(component) && one.type === component['type']);
      if (shape === undefined) notes.find('enum', `${at} a component of no known type`);
      else judgeShape(`${at} ${shape.type}`, shape, component);
    }
  }

  /** An object against an example of one: names as in it; a list of words in the example holds the values there are. */
  function judgeShape(at: string, shape: unknown, value: unknown): void {
    if (Array.isArray(shape) && Array.isArray(value)) {
      for (const one of value) judgeShape(at, shape[0], one);
      return;
    }
    if (Array.isArray(shape)) {
      if (!shape.includes(value)) notes.find('enum', `${at}=${String(value)}`);
      return;
    }
    if (!isObject(shape) || !isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      notes.fields += 1;
      if (!(name in shape)) notes.find('unknown', `${at}.${name}`);
      else judgeShape(`${at}.${name}`, shape[name], member);
    }
    for (const [name, rule] of Object.entries(shape))
      if (typeof rule === 'string' && rule.includes('(req)') && !(name in value)) notes.find('missing', `${at}.${name}`);
  }

  function judgeUpload(exchange: Exchange): void {
    const sent = { ...exchange.query, ...formParts(exchange.body) };
    const step = spec.media_upload.v2.steps.find(({ command }) => command === sent['command']);
    notes.requests += 1;
    if (step === undefined) return notes.find('enum', `media upload command=${sent['command']}`);
    const names = new Set(['command', ...step.fields.map((field) => field.split(' ')[0]!)]); // `segment_index from 0`
    for (const name of Object.keys(sent)) {
      notes.fields += 1;
      if (!names.has(name) && ALSO_IN_UPLOADS[step.command]?.includes(name) !== true) notes.find('unknown', `${step.command} ${name}`);
    }
    for (const name of names) if (!(name in sent)) notes.find('missing', `${step.command} ${name}`);
    const category = sent['media_category'];
    if (category !== undefined && !spec.media_upload.media_category.includes(category))
      notes.find('enum', `${step.command} media_category=${category}`);
  }

  return {
    verdict: () => notes.verdict(),
    look(exchange) {
      if (exchange.path === '/2/media/upload') return judgeUpload(exchange);
      const address = exchange.path.startsWith('/12/') ? exchange.path.slice(4) : null;
      const entry = address === null ? null : publishedBy(spec, exchange.method, address);
      if (entry === null) return notes.notDescribed(`${exchange.method} ${exchange.path.replace(/[^/]*\d[^/]*/g, '…')}`);
      notes.requests += 1;
      const at = `${entry.method} ${entry.path}`;
      const form = entry.body === 'query-or-form' ? Object.fromEntries(new URLSearchParams(exchange.body)) : {};
      judgeParams(at, entry.params, { ...exchange.query, ...form }, entry.body !== 'json');
      const body = entry.body === 'json' ? parsed(exchange.body) : null;
      if (Array.isArray(body)) judgeBatch(at, entry, body);
      else if (isObject(body) && entry.json_body?.components !== undefined) judgeCard(at, entry, body);
      else if (isObject(body)) {
        for (const name of entry.json_body?.required ?? []) if (!(name in body)) notes.find('missing', `${at} ${name}`);
        judgeShape(at, entry.json_body, body);
      }
    },
  };
}

/** What changing or deleting an object in a batch names it by. */
function idsOf(address: string): readonly XParam[] {
  const kind = (address.split('/').at(-1) ?? '').replace(/s$/, '').replace('criteria', 'criterion');
  return [{ name: `${kind}_id`, in: 'form', type: 'string', required: false }];
}

/** Members of an answer that the documented example does not show. Where it shows nothing (posts), nothing is compared. */
export function xAnswerProblems(shape: unknown, answer: unknown, at = ''): string[] {
  if (typeof shape !== 'object' || shape === null) return [];
  if (Array.isArray(shape))
    return Array.isArray(answer) ? answer.flatMap((row) => xAnswerProblems(shape[0], row, `${at}[]`)) : [`${at} is no list`];
  if (typeof answer !== 'object' || answer === null) return [];
  // The echo holds what was asked, and examples ask little; figures and parts of cards differ by what was asked for.
  return Object.entries(answer).flatMap(([name, value]) => {
    if (at === '' && (name === 'request' || name === 'next_cursor')) return [];
    if (name === 'metrics' || name === 'components') return [];
    const known: unknown = (shape as Record<string, unknown>)[name]; // an object, as tested above
    return known === undefined ? [`${at}.${name}, which is not published`] : xAnswerProblems(known, value, `${at}.${name}`);
  });
}
