import type { CampaignFields } from '../../../core/contract/plan-model.ts';
import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, NetworkFailure, PublishStep } from '../../../core/ports/index.ts';
import type { Asker, TikTokClient } from './client.ts';
import { Campaign } from './schemas.ts';
import { mayBeSmartPlus, structureForNew, type Structure } from './structure.ts';

/** How campaigns that exist are built: asked of TikTok once, because a campaign made before the change-over stays manual. */
export interface Structures {
  ofNew(objective: 'traffic' | 'applications', nowMs: number): Structure;
  of(step: PublishStep): Promise<Result<Structure, NetworkFailure>>;
  remember(campaignId: string, structure: Structure): void;
}

const MOST_REMEMBERED = 5_000;

export function askerOf(account: AccountRef): Asker {
  return { secretName: account.secretName, settings: account.settings, remoteId: account.remoteId };
}

export function createStructures(client: TikTokClient): Structures {
  const known = new Map<string, Structure>();

  function remember(campaignId: string, structure: Structure): void {
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(campaignId, structure);
  }

  return {
    ofNew: structureForNew,
    remember,
    async of(step) {
      const campaignId = step.refs['campaign'] ?? (step.objects[0]?.level === 'campaign' ? step.objects[0].remoteId : null) ?? null;
      if (campaignId === null) throw new Error(`Step ${step.id} does not say which campaign it belongs to`);
      const campaign = campaignOver(step);
      if (campaign !== null && !mayBeSmartPlus(campaign.objective)) return ok('manual');
      const found = known.get(campaignId);
      if (found !== undefined) return ok(found);
      const rows = await client.all(
        {
          asker: askerOf(step.account),
          path: '/smart_plus/campaign/get/',
          values: { advertiser_id: step.account.remoteId, filtering: { campaign_ids: [campaignId], primary_status: 'STATUS_ALL' } },
        },
        Campaign,
        10,
      );
      if (!rows.ok) return rows;
      const structure = rows.value.some((row) => row.campaign_id === campaignId) ? 'smart_plus' : 'manual';
      remember(campaignId, structure);
      return ok(structure);
    },
  };
}

/** The campaign of the step, or the one that its object stands under, as approved; null where it is not known here any more. */
export function campaignOver(step: PublishStep): CampaignFields | null {
  for (const object of [...step.objects, ...step.above]) if (object.level === 'campaign') return object.fields;
  return null;
}
