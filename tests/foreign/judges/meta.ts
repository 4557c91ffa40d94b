import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { formParts, isObject, Notes, parsed, specFile, type Exchange, type Judge, type Verdict } from './judge.ts';

/** The published description of Meta's Marketing API: nodes, their edges with parameters, and lists of values. */

const Params = z.record(z.string(), z.string());
const Spec = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      fields: Params.optional(),
      fields_added_by_python_sdk_25_0_2: z.array(z.string()).optional(),
      edges: z
        .array(
          z.object({
            method: z.string(),
            edge: z.string(),
            params: Params.nullish(),
            params_added_by_python_sdk_25_0_2: Params.optional(),
          }),
        )
        .optional(),
    }),
  ),
  enums: z.record(z.string(), z.array(z.string())),
  enum_aliases: z.record(z.string(), z.string()),
});
export type MetaSpec = z.infer<typeof Spec>;

export function readMetaSpec(): MetaSpec | null {
  const file = specFile('meta-spec.json');
  return file === null ? null : Spec.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Paging, filtering and field choice belong to Graph as a whole and stand in no edge's list. */
export const GENERAL: ReadonlySet<string> = new Set(['fields', 'limit', 'after', 'before', 'filtering', 'appsecret_proof']);

export const bareType = (type: string): string => type.replace(/!$/, '');
export const innerType = (type: string): string => /^list<(.+)>$/.exec(bareType(type))?.[1] ?? bareType(type);

/** Parameters of `METHOD node/edge`; null where the description has no such edge. */
export function edgeParams(spec: MetaSpec, key: string): Record<string, string> | null {
  const [method, address] = key.split(' ') as [string, string]; // every key is `METHOD node/edge`
  const [node, edge = '(self)'] = address.split('/') as [string, string?]; // as above
  const found = spec.nodes[node]?.edges?.find((entry) => entry.method === method && entry.edge === edge);
  return found === undefined ? null : { ...found.params, ...found.params_added_by_python_sdk_25_0_2 };
}

export function publishedEnum(spec: MetaSpec, type: string): readonly string[] | null {
  return spec.enums[type] ?? spec.enums[spec.enum_aliases[type] ?? ''] ?? null;
}

/** What an edge holds, and so what its list answers with and what posting to it makes. */
const ANSWERS: Readonly<Record<string, string>> = {
  campaigns: 'Campaign',
  adsets: 'AdSet',
  ads: 'Ad',
  adcreatives: 'AdCreative',
  campaignsbylabels: 'Campaign',
  adsetsbylabels: 'AdSet',
  adsbylabels: 'Ad',
  adlabels: 'AdLabel',
  adimages: 'AdImage',
  advideos: 'AdVideo',
  customaudiences: 'CustomAudience',
  insights: 'AdsInsights',
  leadgen_forms: 'LeadgenForm',
  leads: 'Lead',
};

/** Objects inside a request and the nodes that describe them. */
const NESTED: Readonly<Record<string, string>> = {
  targeting: 'Targeting',
  object_story_spec: 'AdCreativeObjectStorySpec',
  asset_feed_spec: 'AdAssetFeedSpec',
  promoted_object: 'AdPromotedObject',
  contextual_multi_ads: 'AdCreativeContextualMultiAds',
  attribution_spec: 'AttributionSpec',
};

export interface MetaJudge extends Judge {
  /** Fields of answers that were looked at. */
  answered(): number;
  verdict(): Verdict;
}

/** `known`: nodes by id that were there before the first request. What is made or listed meanwhile the judge learns by itself. */
export function createMetaJudge(spec: MetaSpec, known: ReadonlyMap<string, string> = new Map()): MetaJudge {
  const notes = new Notes();
  const nodes = new Map(known);
  let answered = 0;

  /** `METHOD node/edge` of an address; null for the searches and the token's own edges, which no node describes, and for ids that nobody named. */
  function keyOf(method: string, address: string): string | null {
    const [, , first = '', edge] = address.split('/');
    const node = first.startsWith('act_') ? 'AdAccount' : nodes.get(first);
    return node === undefined ? null : `${method} ${node}${edge === undefined ? '' : `/${edge}`}`;
  }

  function learn(key: string, answer: unknown): void {
    const made = ANSWERS[key.split('/')[1] ?? ''];
    if (made === undefined || !isObject(answer)) return;
    for (const row of Array.isArray(answer['data']) ? answer['data'] : [answer])
      if (isObject(row) && typeof row['id'] === 'string') nodes.set(row['id'], made);
  }

  function judgeValue(at: string, type: string, value: unknown): void {
    const allowed = publishedEnum(spec, innerType(type));
    if (allowed === null) return;
    const values = [typeof value === 'string' && value.startsWith('[') ? parsed(value) : value].flat();
    for (const entry of values) if (!allowed.includes(String(entry))) notes.find('enum', `${at}=${String(entry)}`);
  }

  /** Objects inside a request, against the nodes that describe them. */
  function walk(node: string, value: unknown, at: string): void {
    const fields = spec.nodes[node]?.fields;
    if (fields === undefined || !isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      notes.fields += 1;
      const type = fields[name];
      if (type === undefined) {
        notes.find('unknown', `${at}.${name}`);
        continue;
      }
      const allowed = publishedEnum(spec, innerType(type));
      if (allowed !== null && ![member].flat().every((entry) => allowed.includes(String(entry))))
        notes.find('enum', `${at}.${name}=${String(member)}`);
      for (const entry of [member].flat()) walk(innerType(type), entry, `${at}.${name}`);
    }
  }

  /** Every field of an answer against the node that it is: its name, and its values where they are listed. */
  function judgeAnswer(key: string, answer: unknown): void {
    const [node = '', edge] = key.slice(4).split('/');
    const target = edge === undefined ? node : (ANSWERS[edge] ?? '');
    const fields = spec.nodes[target]?.fields;
    if (!key.startsWith('GET ') || fields === undefined || !isObject(answer) || 'error' in answer) return;
    const rows: readonly unknown[] = edge === undefined ? [answer] : Array.isArray(answer['data']) ? answer['data'] : [];
    for (const row of rows) {
      for (const [name, value] of Object.entries(isObject(row) ? row : {})) {
        answered += 1;
        const type = fields[name];
        if (type === undefined) {
          notes.find('unknown', `${key} answers ${target}.${name}`);
          continue;
        }
        const allowed = publishedEnum(spec, innerType(type));
        for (const entry of allowed === null ? [] : [value].flat())
          if (!allowed!.some((one) => one.toLowerCase() === String(entry).toLowerCase()))
            notes.find('enum', `${key} answers ${target}.${name}=${String(entry)}`);
      }
    }
  }

  return {
    verdict: () => notes.verdict(),
    answered: () => answered,
    look(exchange) {
      const key = keyOf(exchange.method, exchange.path);
      const published = key === null ? null : edgeParams(spec, key);
      if (key === null || published === null) return notes.notDescribed(key ?? `${exchange.method} ${named(exchange.path)}`);
      notes.requests += 1;
      const sent = sentIn(exchange);
      for (const [name, value] of Object.entries(sent)) {
        notes.fields += 1;
        const type = published[name];
        if (type !== undefined) judgeValue(`${key} ${name}`, type, value);
        else if (!GENERAL.has(name)) notes.find('unknown', `${key} ${name}`);
        const node = NESTED[name];
        for (const entry of node === undefined ? [] : [value].flat()) walk(node!, entry, `${key} ${name}`);
      }
      for (const [name, type] of Object.entries(published))
        if (type.endsWith('!') && !(name in sent)) notes.find('missing', `${key} ${name}`);
      const answer = parsed(exchange.response);
      judgeAnswer(key, answer);
      learn(key, answer);
    },
  };
}

function sentIn({ method, query, body }: Exchange): Readonly<Record<string, unknown>> {
  if (method === 'GET') return query;
  const form = formParts(body);
  const json = parsed(body);
  return { ...query, ...(form ?? (isObject(json) ? json : Object.fromEntries(new URLSearchParams(body)))) };
}

function named(address: string): string {
  return address.replace(/\/v\d+\.\d+/, '').replace(/\d{5,}/g, '…');
}
