import type { AdFields, NetworkId } from '../contract/plan-model.ts';
import type { NetworkCapabilities } from '../ports/index.ts';

export interface PlacementPreview {
  /** Catalogue key under `plans.placement.*`. */
  readonly placement: string;
  readonly headline: string;
  readonly text: string;
  readonly description: string;
  readonly displayUrl: string;
  readonly callToAction: string;
  readonly advertiser: string;
}

/** Where feeds fold long text behind "see more", in characters; stories show less. An approximation: the networks decide by pixels. */
const FOLD_AT = { feed: 125, story: 72 } as const;

/** How the ad would look, approximately. Driven by what the network can do: with keywords it is a search result, with a long text a post. */
export function previewAd(
  network: NetworkId,
  capabilities: NetworkCapabilities,
  ad: AdFields,
  advertiser: string,
): { readonly network: NetworkId; readonly previews: readonly PlacementPreview[] } {
  const displayUrl = hostOf(ad.finalUrl);
  const base = { displayUrl, callToAction: ad.callToAction, advertiser };
  if (capabilities.keywords) {
    const joined = ad.headlines.slice(0, 3).join(' | ');
    const previews = [
      { ...base, placement: 'search', headline: joined, text: '', description: ad.descriptions.slice(0, 2).join(' ') },
      {
        ...base,
        placement: 'search_mobile',
        headline: ad.headlines.slice(0, 2).join(' | '),
        text: '',
        description: ad.descriptions[0] ?? '',
      },
    ];
    return { network, previews };
  }
  const headline = ad.headlines[0] ?? '';
  const description = ad.descriptions[0] ?? '';
  return {
    network,
    previews: [
      { ...base, placement: 'feed', headline, text: foldText(ad.primaryText, FOLD_AT.feed), description },
      { ...base, placement: 'story', headline, text: foldText(ad.primaryText, FOLD_AT.story), description: '' },
    ],
  };
}

function foldText(text: string, at: number): string {
  if (text.length <= at) return text;
  const space = text.lastIndexOf(' ', at - 1);
  return `${text.slice(0, space > 0 ? space : at - 1).trimEnd()}…`;
}

export function hostOf(url: string): string {
  return /^https?:\/\/(?:www\.)?([^/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}
