import { createHash } from 'node:crypto';
import { draw } from '../../../simulators/draw.ts';
import { listedPage, type Listed } from './lists.ts';
import { placeById } from './places.ts';
import { missing, refuse, TikTokProblem } from './problems.ts';
import { isFile, isObject, listOf, textOf, type Values } from './request.ts';
import type { WriteContext } from './rules.ts';
import { scheduleTime } from '../zone.ts';

/** Lists of people. "Custom audience" pages (v1.3; read 2026-11-20) */
interface StoredFile {
  readonly path: string;
  readonly accountId: string;
  readonly type: string;
  readonly hashes: readonly string[];
}
interface StoredAudience {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly type: 'Customer File Audience' | 'Lookalike Audience';
  readonly members: readonly string[];
  readonly size: number | null;
  readonly createdMs: number;
  readonly changedMs: number;
}

const MATCHING_MS = 30 * 60_000;
const USABLE = 1_000;
/** Part of the hashes that meet a person of the network. */
const MATCHED = 0.62;
const LOOKALIKE: Readonly<Record<string, number>> = { NARROW: 400_000, BALANCED: 1_200_000, BROAD: 3_500_000 };

export function uploadAudienceFile(values: Values, context: WriteContext): unknown {
  const file = values['file'];
  if (!isFile(file)) throw new TikTokProblem(40905, 'file: the file is missing');
  if (file.bytes.length === 0) throw new TikTokProblem(40906, 'file: the file is empty');
  if (!/\.(txt|csv)$/i.test(file.fileName)) throw new TikTokProblem(40908, 'file: .txt or .csv only');
  if (values['file_signature'] !== createHash('md5').update(file.bytes).digest('hex'))
    throw new TikTokProblem(40900, 'file_signature: does not match the file');
  const type = String(values['calculate_type']);
  const hashes = file.bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const form = type.endsWith('SHA256') ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/;
  // Anything but a hash would be a person in the clear.
  if (type !== 'MULTIPLE_TYPES' && hashes.some((hash) => !form.test(hash)))
    throw new TikTokProblem(40914, 'file: a line is not a hash of its type');
  const path = `dmp_file/${context.store.newId()}`;
  const stored: StoredFile = { path, accountId: context.account.remoteId, type, hashes };
  context.store.books.put('file', path, stored);
  return { file_path: path };
}

function filesOf(values: Values, context: WriteContext): readonly string[] {
  return listOf(values['file_paths']).flatMap((path) => {
    const file = context.store.books.get<StoredFile>('file', path);
    if (file?.accountId !== context.account.remoteId) throw refuse('file_paths', `${path} does not exist.`);
    return file.hashes;
  });
}

function checkAudienceName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || name.length > 128)
    throw refuse('custom_audience_name', 'Length must be between 1 and 128.');
  return name;
}

export function createAudience(values: Values, context: WriteContext): unknown {
  const days = values['retention_in_days'];
  if (typeof days === 'number' && (days < 1 || days > 365)) throw refuse('retention_in_days', 'Must be between 1 and 365.');
  const name = checkAudienceName(values['custom_audience_name']);
  if (listOf(values['file_paths']).length === 0) throw missing('file_paths');
  const nowMs = context.sim.nowMs();
  const audience: StoredAudience = {
    id: context.store.newId(),
    accountId: context.account.remoteId,
    name,
    type: 'Customer File Audience',
    members: [...new Set(filesOf(values, context))],
    size: null,
    createdMs: nowMs,
    changedMs: nowMs,
  };
  context.store.books.put('audience', audience.id, audience);
  return { custom_audience_id: audience.id };
}

export function updateAudience(values: Values, context: WriteContext): unknown {
  const audience = audienceOf(String(values['custom_audience_id']), context);
  const hashes = filesOf(values, context);
  const action = textOf(values['action']) ?? 'REPLACE';
  const given = new Set(hashes);
  const members =
    hashes.length === 0
      ? audience.members
      : action === 'REPLACE'
        ? [...given]
        : action === 'APPEND'
          ? [...new Set([...audience.members, ...given])]
          : audience.members.filter((hash) => !given.has(hash));
  // What is left must still be usable. "Custom audience update" (v1.3; read 2026-11-20)
  if (action === 'REMOVE' && members.length < USABLE) throw refuse('file_paths', `At least ${USABLE} members must remain.`);
  const name = values['custom_audience_name'] === undefined ? audience.name : checkAudienceName(values['custom_audience_name']);
  context.store.books.put<StoredAudience>('audience', audience.id, { ...audience, name, members, changedMs: context.sim.nowMs() });
  return {};
}

export function deleteAudiences(values: Values, context: WriteContext): unknown {
  const ids = listOf(values['custom_audience_ids']);
  for (const id of ids) context.store.books.delete('audience', audienceOf(id, context).id);
  return {};
}

export function createLookalike(values: Values, context: WriteContext): unknown {
  const name = checkAudienceName(values['custom_audience_name']);
  const spec = isObject(values['lookalike_spec']) ? values['lookalike_spec'] : {};
  const source = audienceOf(String(spec['source_audience_id']), context);
  const size = sizeOf(source, context);
  if (size === null || size < USABLE) throw refuse('lookalike_spec.source_audience_id', `The source needs ${USABLE} matched people.`);
  for (const id of listOf(spec['location_ids']))
    if (placeById(id)?.level !== 'COUNTRY') throw refuse('lookalike_spec.location_ids', `${id} is no country.`);
  const nowMs = context.sim.nowMs();
  const audience: StoredAudience = {
    id: context.store.newId(),
    accountId: context.account.remoteId,
    name,
    type: 'Lookalike Audience',
    members: [],
    size: LOOKALIKE[String(spec['audience_size'])] ?? 0,
    createdMs: nowMs,
    changedMs: nowMs,
  };
  context.store.books.put('audience', audience.id, audience);
  return { custom_audience_id: audience.id };
}

function audienceOf(id: string, context: WriteContext): StoredAudience {
  const audience = context.store.books.get<StoredAudience>('audience', id);
  if (audience?.accountId !== context.account.remoteId) throw new TikTokProblem(40007, `custom_audience_id: ${id} does not exist`);
  return audience;
}

/** Null while the list is being matched. */
function sizeOf(audience: StoredAudience, context: WriteContext): number | null {
  if (context.sim.nowMs() - audience.changedMs < MATCHING_MS) return null;
  if (audience.size !== null) return audience.size;
  return audience.members.filter((hash) => draw(context.sim.seed, 'matched', hash) < MATCHED).length;
}

function show(audience: StoredAudience, context: WriteContext): Readonly<Record<string, unknown>> {
  const size = sizeOf(audience, context);
  return {
    audience_id: audience.id,
    name: audience.name,
    audience_type: audience.type,
    calculate_type: 'MULTIPLE_TYPES',
    ...(size === null ? {} : { cover_num: size }),
    is_valid: size !== null && size >= USABLE,
    is_creator: true,
    shared: false,
    create_time: scheduleTime(audience.createdMs),
    msg: '',
    error_msg: '',
  };
}

export function listAudiences(values: Values, context: WriteContext): Listed {
  const wanted = values['custom_audience_ids'] === undefined ? null : listOf(values['custom_audience_ids']);
  const rows = context.store.books
    .all<StoredAudience>('audience')
    .filter((audience) => audience.accountId === context.account.remoteId && (wanted === null || wanted.includes(audience.id)));
  return listedPage(
    rows.map((audience) => show(audience, context)),
    values,
    100,
  );
}

export function getAudiences(values: Values, context: WriteContext): unknown {
  return {
    list: listOf(values['custom_audience_ids']).map((id) => ({
      audience_details: show(audienceOf(id, context), context),
      audience_history: [],
    })),
  };
}

/** Events of a site, dropped when the same `event` and `event_id` came before. "Events API 2.0" (v1.3; read 2026-11-20) */
export function trackEvents(values: Values, context: Omit<WriteContext, 'account'>, pixels: ReadonlySet<string>): unknown {
  const events = Array.isArray(values['data']) ? values['data'].filter(isObject) : [];
  if (events.length === 0) throw missing('data');
  if (events.length > 1_000) throw refuse('data', 'Longer than maximum length 1000.');
  const source = String(values['event_source_id']);
  if (values['event_source'] === 'web' && !pixels.has(source))
    throw new TikTokProblem(40001, `event_source_id: no permission for pixel ${source}`);
  for (const event of events) {
    const user = isObject(event['user']) ? event['user'] : {};
    for (const field of ['email', 'phone', 'external_id'])
      for (const value of [user[field] ?? []].flat())
        if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw refuse(`data.user.${field}`, 'Must be hashed with SHA-256.');
    const key = `${source}/${String(event['event'])}/${textOf(event['event_id']) ?? context.store.newId()}`;
    if (context.store.books.get('event', key) === null) context.store.books.put('event', key, { key, event });
  }
  return {};
}
