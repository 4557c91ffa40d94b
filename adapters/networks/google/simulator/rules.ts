import { adGroupAdRules } from './rules-ad.ts';
import { budgetRules, campaignRules } from './rules-campaign.ts';
import { adGroupCriterionRules, adGroupRules, campaignCriterionRules } from './rules-group.ts';
import { assetRules, campaignLabelRules, conversionActionRules, labelRules } from './rules-other.ts';
import type { Rules } from './session.ts';
import type { Collection } from './store.ts';
import type { Fields } from './values.ts';

/** Ignorable topics of the operation that a resource came with: rules see resources only. */
export const ignorable = new WeakMap<Fields, readonly string[]>();

/** Named by their parents' ids, `7~8`; the others by a number of their own. */
export const COMPOSITE: ReadonlySet<Collection> = new Set(['campaignCriteria', 'adGroupCriteria', 'adGroupAds', 'campaignLabels']);

export const RULES: Readonly<Record<Collection, Rules>> = {
  campaignBudgets: budgetRules,
  campaigns: campaignRules,
  campaignCriteria: campaignCriterionRules,
  adGroups: adGroupRules,
  adGroupCriteria: adGroupCriterionRules,
  adGroupAds: adGroupAdRules((fields) => ignorable.get(fields) ?? []),
  labels: labelRules,
  campaignLabels: campaignLabelRules,
  assets: assetRules,
  conversionActions: conversionActionRules,
};

/** Fields that hold another resource's name, and so may hold a temporary one. */
export const REFERENCES = ['campaignBudget', 'campaign', 'adGroup', 'label'] as const;
export const REQUEST_MESSAGE: Readonly<Record<Collection, string>> = {
  campaignBudgets: 'MutateCampaignBudgetsRequest',
  campaigns: 'MutateCampaignsRequest',
  campaignCriteria: 'MutateCampaignCriteriaRequest',
  adGroups: 'MutateAdGroupsRequest',
  adGroupCriteria: 'MutateAdGroupCriteriaRequest',
  adGroupAds: 'MutateAdGroupAdsRequest',
  labels: 'MutateLabelsRequest',
  campaignLabels: 'MutateCampaignLabelsRequest',
  assets: 'MutateAssetsRequest',
  conversionActions: 'MutateConversionActionsRequest',
};
