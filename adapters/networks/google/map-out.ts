import type { AdFields, AdGroupFields, CampaignFields, DesiredStatus, PlaceRef } from '../../../core/contract/plan-model.ts';
import type { Money } from '../../../core/kernel/money.ts';
import type { PlannedObject } from '../../../core/ports/index.ts';
import { FINAL_URL_SUFFIX, LANGUAGES, MARKER_PARAMETER } from './manifest.ts';
import { placeKey, type Resolution } from './places.ts';

/** One member of `mutateOperations`. */
export type Operation = { readonly [operation: string]: { readonly [member: string]: unknown } };
/** Which of our objects an operation makes or changes, and what the answer's name means to us. */
export interface Planned {
  readonly operation: Operation;
  readonly objectId: string;
  readonly part: 'campaign' | 'ad_group' | 'ad' | 'budget' | null;
}

export type Campaign = PlannedObject & { readonly level: 'campaign' };
export type AdGroup = PlannedObject & { readonly level: 'ad_group' };
export type Ad = PlannedObject & { readonly level: 'ad' };

/** `Ventas Bogotá [k3f9q2ma]`. */
export function markedName(name: string, marker: string): string {
  return `${name} [${marker}]`;
}

const STATUS: Readonly<Record<DesiredStatus, string>> = { active: 'ENABLED', paused: 'PAUSED', archived: 'REMOVED' };
export function remoteStatus(status: 'active' | 'paused'): string {
  return STATUS[status];
}

/** Micros are Google's own unit, so nothing is converted: the whole number goes as text. */
export function remoteAmount(money: Money): string {
  return money.amountMicros.toString();
}

/** Days are whole: from the first second to the last, on the account's clock. */
export const startOf = (day: string): string => `${day} 00:00:00`;
export const endOf = (day: string): string => `${day} 23:59:59`;

/** Clicks for visits, conversions for applications; a ceiling or target of nought means none. */
function bidding(objective: CampaignFields['objective']): { readonly [strategy: string]: unknown } {
  return objective === 'traffic' ? { targetSpend: {} } : { maximizeConversions: {} };
}

/** A new strategy is named in the mask by a field inside it: a message with fields may not stand there itself. */
export function biddingMask(objective: CampaignFields['objective']): string {
  return objective === 'traffic' ? 'target_spend.cpc_bid_ceiling_micros' : 'maximize_conversions.target_cpa_micros';
}
export const biddingFields = bidding;

export function keywordOperations(customerId: string, adGroup: string, keywords: readonly string[]): Operation[] {
  const texts = [...new Set(keywords.map((keyword) => keyword.trim().toLowerCase()).filter((keyword) => keyword !== ''))];
  return texts.flatMap((text) =>
    ['PHRASE', 'EXACT'].map((matchType): Operation => ({
      adGroupCriterionOperation: {
        create: { adGroup: `customers/${customerId}/adGroups/${adGroup}`, status: 'ENABLED', keyword: { text, matchType } },
      },
    })),
  );
}

export function adGroupOperation(customerId: string, campaign: string, id: string, fields: AdGroupFields, marker: string): Operation {
  return {
    adGroupOperation: {
      create: {
        resourceName: `customers/${customerId}/adGroups/${id}`,
        campaign: `customers/${customerId}/campaigns/${campaign}`,
        name: markedName(fields.name, marker),
        type: 'SEARCH_STANDARD',
        status: 'PAUSED',
      },
    },
  };
}

/** Made paused; texts without blanks around them, and never twice. */
export function adOperation(
  customerId: string,
  adGroup: string,
  fields: AdFields,
  marker: string,
  status: 'PAUSED' | 'ENABLED' = 'PAUSED',
): Operation {
  return {
    adGroupAdOperation: {
      create: {
        adGroup: `customers/${customerId}/adGroups/${adGroup}`,
        status,
        ad: {
          finalUrls: [fields.finalUrl],
          // The name of an ad is not for this type, so the marker rides in a parameter of ours (BEHAVIOUR.md).
          urlCustomParameters: [{ key: MARKER_PARAMETER, value: marker }],
          responsiveSearchAd: {
            headlines: fields.headlines.map((text) => ({ text })),
            descriptions: fields.descriptions.map((text) => ({ text })),
          },
        },
      },
    },
  };
}

export interface PlaceWanted {
  readonly place: PlaceRef;
  readonly radiusKm: number | null;
}

/** Search aims by campaign, so the places of its ad groups are put together; `check` says so when they differ. */
export function wantedPlaces(countries: readonly string[], groups: readonly AdGroupFields[]): PlaceWanted[] {
  const wanted = new Map<string, PlaceWanted>();
  for (const group of groups)
    for (const place of group.places) wanted.set(`${placeKey(place)}|${group.radiusKm ?? ''}`, { place, radiusKm: group.radiusKm });
  if (wanted.size === 0)
    for (const country of countries) wanted.set(country, { place: { code: null, name: country, region: null, country }, radiusKm: null });
  return [...wanted.values()];
}

export function placeCriterion(wanted: PlaceWanted, resolutions: ReadonlyMap<string, Resolution>): { readonly [member: string]: unknown } {
  const { place, radiusKm } = wanted;
  if (radiusKm !== null && place.code !== null) {
    // Google finds the middle from the address (ProximityInfo.address, criteria.proto of google-ads-node 25.1.0).
    return {
      proximity: {
        radius: radiusKm,
        radiusUnits: 'KILOMETERS',
        address: { cityName: place.name, ...(place.region === null ? {} : { provinceName: place.region }), countryCode: place.country },
      },
    };
  }
  const found = resolutions.get(placeKey(place));
  if (found === undefined || found.kind === 'unknown') throw new Error(`A place went unresolved: ${placeKey(place)}`);
  return { location: { geoTargetConstant: `geoTargetConstants/${found.id}` } };
}

export function languageConstants(groups: readonly AdGroupFields[]): string[] {
  const languages = new Set(groups.flatMap((group) => group.languages));
  if (languages.size === 0) languages.add('es');
  return [...languages].map((language) => LANGUAGES[language]).filter((id) => id !== undefined);
}

/** The whole campaign as one atomic request, kinds together: mixed ones may time out. Temporary ids are negative. */
export function treeOperations(
  customerId: string,
  objects: readonly PlannedObject[],
  resolutions: ReadonlyMap<string, Resolution>,
): Planned[] {
  const campaign = objects.find((object) => object.level === 'campaign');
  if (campaign === undefined) throw new Error('A tree begins with its campaign');
  const groups = objects.filter((object) => object.level === 'ad_group');
  const ads = objects.filter((object) => object.level === 'ad');
  const { fields } = campaign;
  const campaignName = `customers/${customerId}/campaigns/-2`;
  const planned: Planned[] = [
    {
      objectId: campaign.objectId,
      part: 'budget',
      operation: {
        campaignBudgetOperation: {
          create: {
            resourceName: `customers/${customerId}/campaignBudgets/-1`,
            amountMicros: remoteAmount(fields.dailyBudget),
            explicitlyShared: false,
            deliveryMethod: 'STANDARD',
          },
        },
      },
    },
    {
      objectId: campaign.objectId,
      part: 'campaign',
      operation: {
        campaignOperation: {
          create: {
            resourceName: campaignName,
            name: markedName(fields.name, campaign.marker),
            status: 'PAUSED',
            advertisingChannelType: 'SEARCH',
            campaignBudget: `customers/${customerId}/campaignBudgets/-1`,
            ...bidding(fields.objective),
            networkSettings: {
              targetGoogleSearch: true,
              targetSearchNetwork: false,
              targetContentNetwork: false,
              targetPartnerSearchNetwork: false,
            },
            geoTargetTypeSetting: { positiveGeoTargetType: 'PRESENCE', negativeGeoTargetType: 'PRESENCE' },
            containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
            startDateTime: startOf(fields.startDay),
            ...(fields.endDay === null ? {} : { endDateTime: endOf(fields.endDay) }),
            finalUrlSuffix: FINAL_URL_SUFFIX,
          },
        },
      },
    },
  ];
  const groupFields = groups.map((group) => group.fields);
  for (const wanted of wantedPlaces(fields.countries, groupFields))
    planned.push({
      objectId: campaign.objectId,
      part: null,
      operation: { campaignCriterionOperation: { create: { campaign: campaignName, ...placeCriterion(wanted, resolutions) } } },
    });
  for (const id of languageConstants(groupFields))
    planned.push({
      objectId: campaign.objectId,
      part: null,
      operation: {
        campaignCriterionOperation: { create: { campaign: campaignName, language: { languageConstant: `languageConstants/${id}` } } },
      },
    });
  const temporary = new Map(groups.map((group, index) => [group.objectId, String(-(index + 3))]));
  for (const group of groups)
    planned.push({
      objectId: group.objectId,
      part: 'ad_group',
      operation: adGroupOperation(customerId, '-2', temporary.get(group.objectId)!, group.fields, group.marker),
    });
  for (const group of groups)
    for (const operation of keywordOperations(customerId, temporary.get(group.objectId)!, group.fields.keywords))
      planned.push({ objectId: group.objectId, part: null, operation });
  for (const ad of ads) {
    const group = temporary.get(ad.parentId ?? '');
    if (group === undefined) throw new Error('An ad of the tree has no ad group in it');
    planned.push({ objectId: ad.objectId, part: 'ad', operation: adOperation(customerId, group, ad.fields, ad.marker) });
  }
  return planned;
}

const COLLECTION = { campaign: 'campaigns', ad_group: 'adGroups', ad: 'adGroupAds' } as const;
const OPERATION = { campaign: 'campaignOperation', ad_group: 'adGroupOperation', ad: 'adGroupAdOperation' } as const;

export function resourceName(customerId: string, level: PlannedObject['level'], remoteId: string): string {
  return `customers/${customerId}/${COLLECTION[level]}/${remoteId}`;
}

export function updateOperation(
  customerId: string,
  level: PlannedObject['level'],
  remoteId: string,
  fields: { readonly [field: string]: unknown },
  mask: readonly string[],
): Operation {
  return {
    [OPERATION[level]]: { update: { resourceName: resourceName(customerId, level, remoteId), ...fields }, updateMask: mask.join(',') },
  };
}

export function removeOperation(customerId: string, level: PlannedObject['level'], remoteId: string): Operation {
  return { [OPERATION[level]]: { remove: resourceName(customerId, level, remoteId) } };
}
