import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, NetworkFailure } from '../../../core/ports/index.ts';
import type { Call, Names, SnapClient } from './client.ts';
import { replacement } from './map.ts';
import { Whole } from './schemas.ts';

const PARENT: Readonly<Record<string, (whole: Whole) => string>> = {
  campaigns: (whole) => `/adaccounts/${String(whole['ad_account_id'])}`,
  adsquads: (whole) => `/campaigns/${String(whole['campaign_id'])}`,
  ads: (whole) => `/adsquads/${String(whole['ad_squad_id'])}`,
};

/** A change of fields that PATCH takes. Where the network does not have PATCH yet, 405 proves that nothing was done, and the object is replaced. */
export async function changeFields(
  client: SnapClient,
  account: AccountRef,
  names: Names,
  remoteId: string,
  changes: Readonly<Record<string, unknown>>,
  objectId: string,
  patience: Pick<Call, 'patience'> = {},
): Promise<Result<string | null, NetworkFailure>> {
  const answer = await client.item(
    {
      ...patience,
      method: 'PATCH',
      path: `/${names.plural}/${remoteId}`,
      body: { [names.plural]: [{ id: remoteId, ...changes }] },
      secretName: account.secretName,
      objectId,
    },
    names,
    Whole,
  );
  if (answer.ok) return ok(answer.value.requestId);
  const absent = answer.error.kind === 'refused' && answer.error.raw.status === 405;
  return absent ? replaceObject(client, account, names, remoteId, () => changes, objectId) : answer;
}

/**
 * PUT goes to the parent and replaces the object: what is left out is cleared. So it is read first, whole, and everything that
 * it has goes back, fields that this version does not know included. A squad hides its placement unless it is asked for, and a
 * replacement without it is refused (E2025). "API patterns", PUT; "Ad squads", placement (v1; read 2026-11-20)
 */
export async function replaceObject(
  client: SnapClient,
  account: AccountRef,
  names: Names,
  remoteId: string,
  changes: (whole: Whole) => Readonly<Record<string, unknown>>,
  objectId: string,
): Promise<Result<string | null, NetworkFailure>> {
  const base = { secretName: account.secretName, objectId } as const;
  const query: Record<string, string> = names.plural === 'adsquads' ? { return_placement_v2: 'true' } : {};
  const found = await client.item({ ...base, method: 'GET', path: `/${names.plural}/${remoteId}`, query }, names, Whole);
  if (!found.ok) return found;
  const whole = found.value.value;
  const parent = PARENT[names.plural]?.(whole);
  if (parent === undefined) throw new Error(`No parent path is known for ${names.plural}`);
  const body = { [names.plural]: [replacement(whole, changes(whole))] };
  const put = await client.item({ ...base, method: 'PUT', path: `${parent}/${names.plural}`, body, patience: 'wait' }, names, Whole);
  return put.ok ? ok(put.value.requestId) : put;
}
