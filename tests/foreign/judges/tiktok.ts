import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { formParts, isObject, Notes, parsed, specFile, type Exchange, type Judge } from './judge.ts';

/** The published description of TikTok's Marketing API, version 1.3: endpoints with the fields they take, and lists of values. */

export interface TikTokField {
  readonly type: string;
  readonly req?: boolean | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly items?: TikTokField | undefined;
  readonly props?: Readonly<Record<string, TikTokField>> | undefined;
}
const Field: z.ZodType<TikTokField> = z.lazy(() =>
  z.object({
    type: z.string().default('any'),
    req: z.boolean().optional(),
    enum: z.array(z.string()).optional(),
    items: Field.optional(),
    props: z.record(z.string(), Field).optional(),
  }),
);
const Endpoints = z.object({
  endpoints: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      body: z.record(z.string(), Field).optional(),
      query: z.record(z.string(), Field).optional(),
      response_item: z.object({ fields: z.record(z.string(), z.unknown()) }).optional(),
    }),
  ),
});
const Enums = z.object({ enums: z.record(z.string(), z.object({ valid: z.array(z.string()) })) });

export interface TikTokSpec {
  readonly endpoints: z.infer<typeof Endpoints>['endpoints'];
  readonly enums: z.infer<typeof Enums>['enums'];
}

export function readTikTokSpec(): TikTokSpec | null {
  const [endpoints, enums] = [specFile('tiktok-endpoints.json'), specFile('tiktok-enums.json')];
  if (endpoints === null || enums === null) return null;
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  return { endpoints: Endpoints.parse(read(endpoints)).endpoints, enums: Enums.parse(read(enums)).enums };
}

/** Real endpoints that the description leaves out: TikTok's portal, "Search for images", "Download an asynchronous report" (v1.3; read 2026-11-20). */
export const LEFT_OUT: ReadonlySet<string> = new Set(['GET /file/image/ad/search/', 'GET /report/task/download/']);

export interface TikTokEndpoint {
  readonly fields: Readonly<Record<string, TikTokField>>;
  readonly item: Readonly<Record<string, unknown>> | null;
}

export function tiktokEndpoint(spec: TikTokSpec, key: string): TikTokEndpoint | null {
  const found = LEFT_OUT.has(key) ? undefined : spec.endpoints.find((entry) => `${entry.method} ${entry.path}` === key);
  return found === undefined ? null : { fields: found.body ?? found.query ?? {}, item: found.response_item?.fields ?? null };
}

/** One list for both ways of building: the Smart+ endpoint writes the whole of it out. */
export function optimizationEvents(spec: TikTokSpec): readonly string[] {
  return [
    ...(spec.enums['OptimizationEvent']?.valid ?? []),
    ...(tiktokEndpoint(spec, 'POST /smart_plus/adgroup/create/')?.fields['optimization_event']?.enum ?? []),
  ];
}

/** Lists of values for fields that the endpoint does not list, by the field's name. */
const BY_NAME: Readonly<Record<string, string>> = {
  objective_type: 'ObjectiveType',
  budget_mode: 'BudgetMode',
  operation_status: 'OperationStatus',
  optimization_goal: 'OptimizationGoal',
  billing_event: 'BillingEvent',
  bid_type: 'BidType',
  pacing: 'PacingMode',
  schedule_type: 'ScheduleType',
  placement_type: 'PlacementType',
  placements: 'Placement',
  promotion_type: 'PromotionType',
  gender: 'AudienceGender',
  age_groups: 'Age',
  ad_format: 'AdFormat',
  call_to_action: 'CallToAction',
  identity_type: 'IdentityType',
  click_attribution_window: 'Window',
  view_attribution_window: 'Window',
  primary_status: 'PrimaryStatus',
  event: 'EventType',
  upload_type: 'UploadType',
};

export interface TikTokJudge extends Judge {
  /** Endpoints that were asked. */
  touched(): ReadonlySet<string>;
}

export function createTikTokJudge(spec: TikTokSpec): TikTokJudge {
  const notes = new Notes();
  const touched = new Set<string>();

  function judgeAll(where: string, sent: Readonly<Record<string, unknown>>, theirs: Readonly<Record<string, TikTokField>>): void {
    for (const [name, value] of Object.entries(sent)) {
      notes.fields += 1;
      const field = theirs[name];
      if (field === undefined) notes.find('unknown', `${where} ${name}`);
      else judge(`${where}.${name}`, value, field);
    }
    for (const [name, field] of Object.entries(theirs))
      if (field.req === true && !(name in sent)) notes.find('missing', `${where} ${name}`);
  }

  /** A value that was sent against what the description takes. */
  function judge(where: string, value: unknown, field: TikTokField): void {
    if (field.type === 'array') {
      if (!Array.isArray(value)) return notes.find('enum', `${where} is no list`);
      for (const entry of value as unknown[]) if (field.items !== undefined) judge(where, entry, field.items);
    } else if (field.props !== undefined) {
      if (!isObject(value)) return notes.find('enum', `${where} is no object`);
      judgeAll(where, value, field.props);
    } else {
      const allowed = field.enum ?? byName(where);
      if (typeof value === 'string' && allowed !== null && !allowed.includes(value)) notes.find('enum', `${where}=${value}`);
    }
  }

  function byName(where: string): readonly string[] | null {
    const name = where.split('.').at(-1) ?? '';
    if (name === 'optimization_event') return optimizationEvents(spec);
    // Places of a lookalike are spelled otherwise than places of an ad group.
    if (name === 'placements' && where.includes('lookalike_spec')) return spec.enums['LookalikePlacement']?.valid ?? null;
    const theirs = BY_NAME[name];
    return theirs === undefined ? null : (spec.enums[theirs]?.valid ?? null);
  }

  return {
    verdict: () => notes.verdict(),
    touched: () => touched,
    look(exchange) {
      const key = `${exchange.method} ${exchange.path.replace('/open_api/v1.3', '')}`;
      const theirs = tiktokEndpoint(spec, key);
      touched.add(key);
      if (theirs === null) return notes.notDescribed(key);
      notes.requests += 1;
      judgeAll(key, sentIn(exchange), theirs.fields);
      if (theirs.item === null) return;
      for (const row of rowsOf(exchange.response)) {
        for (const name of Object.keys(row)) {
          notes.fields += 1;
          if (!(name in theirs.item)) notes.find('unknown', `${key} answers ${name}`);
        }
      }
    },
  };
}

/** Lists and objects travel as JSON texts in an address. */
function sentIn({ method, query, body }: Exchange): Readonly<Record<string, unknown>> {
  if (method === 'GET')
    return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, /^[[{]/.test(value) ? parsed(value) : value]));
  const form = formParts(body);
  const json = parsed(body);
  return form ?? (isObject(json) ? json : {});
}

function rowsOf(response: string): readonly Record<string, unknown>[] {
  const answer = parsed(response);
  const data = isObject(answer) ? answer['data'] : null;
  // Films come as a list of rows.
  if (Array.isArray(data)) return data.filter(isObject);
  if (!isObject(data)) return [];
  const { list } = data;
  // A report's item describes its whole answer.
  if (!Array.isArray(list)) return [data];
  const rows = list.filter(isObject);
  return rows.some((row) => 'dimensions' in row) ? [] : rows;
}
