import { ok, type Result } from '../kernel/result.ts';
import type { PlanRecord } from '../plans/index.ts';
import type { AccountRef, AdNetwork, NetworkFailure, RemoteObject } from '../ports/ad-network.ts';

/**
 * Everything of ours as the network has it now. Listings know ours by the marker in the name, and whoever renames an object in the
 * network's own pages may take the marker away: what we hold the id of and did not see is asked for by its campaign before it
 * counts as gone.
 */
export async function readAccount(
  network: AdNetwork,
  account: AccountRef,
  published: readonly PlanRecord[],
): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
  const marked = await network.read(account, { kind: 'all_marked' });
  if (!marked.ok) return marked;
  const seen = new Set(marked.value.map((object) => object.remoteId));
  const unseen = published.filter(
    ({ remoteId, lifecycle, base }) => remoteId !== null && lifecycle !== 'archived' && base?.status !== 'archived' && !seen.has(remoteId),
  );
  if (unseen.length === 0) return marked;
  const byId = new Map(published.map((record) => [record.id, record]));
  const remoteCampaignIds = [...new Set(unseen.flatMap((record) => campaignOf(record, byId)?.remoteId ?? []))];
  if (remoteCampaignIds.length === 0) return marked;
  const asked = await network.read(account, { kind: 'campaigns', remoteCampaignIds });
  if (!asked.ok) return asked;
  const wanted = new Set(unseen.map(({ remoteId }) => remoteId));
  // What the network keeps of a removed object says nothing more than that it is gone.
  return ok([...marked.value, ...asked.value.filter(({ remoteId, configured }) => wanted.has(remoteId) && configured !== 'archived')]);
}

function campaignOf(record: PlanRecord, byId: ReadonlyMap<string, PlanRecord>): PlanRecord | null {
  let above: PlanRecord | undefined = record;
  while (above !== undefined && above.parentId !== null) above = byId.get(above.parentId);
  return above ?? null;
}
