import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { intersect, spansIn, type Span } from '../../../simulators/spans.ts';
import type { SimulatedCustomer } from './accounts.ts';
import { dayStartMs, nextDay } from './days.ts';
import { PLACES } from './places.ts';
import { isRemoved } from './session.ts';
import { nameOf, type Row, type Store } from './store.ts';
import { textAt, valueAt } from './values.ts';

/** When an ad was on: ad, ad group and campaign alike, its review over and not taken back, the dates allowing it. */
export function servedSpans(ad: Row, group: Row, campaign: Row, customer: SimulatedCustomer, span: Span): readonly Span[] {
  const reviewedMs = ad.reviewedAtMs ?? Number.POSITIVE_INFINITY;
  const refusedMs = ad.rejected === true ? (ad.rejectedAtMs ?? reviewedMs) : Number.POSITIVE_INFINITY;
  const start = textAt(campaign.resource, 'startDateTime').slice(0, 10);
  const end = textAt(campaign.resource, 'endDateTime').slice(0, 10);
  const low = Math.max(span[0], reviewedMs, start === '' ? 0 : dayStartMs(customer.timeZone, start));
  const high = Math.min(span[1], refusedMs, end === '' ? span[1] : dayStartMs(customer.timeZone, nextDay(end)));
  if (high <= low) return [];
  const on = (row: Row): readonly Span[] => spansIn(row.history, 'ENABLED', [low, high]);
  return intersect(on(campaign), intersect(on(group), on(ad)));
}

/** Part of a place's people who look for work on the network in a month; a figure of this simulation. */
const SEEKERS = 0.12;
const WITHOUT_RADIUS_KM = 15;

/** People whom the campaign's places hold; the country of the account's own where it names none. */
export function peopleAimedAt(store: Store, campaign: Row): number {
  const places: PeopledPlace[] = [];
  let radiusKm = 0;
  for (const criterion of store.children(nameOf(campaign), 'campaignCriteria')) {
    if (isRemoved(criterion) || criterion.resource['negative'] === true) continue;
    const id = textAt(criterion.resource, 'location.geoTargetConstant');
    if (id !== '') places.push(placeOf(id.slice(id.lastIndexOf('/') + 1)));
    const town = textAt(criterion.resource, 'proximity.address.cityName');
    if (town === '') continue;
    places.push({ country: textAt(criterion.resource, 'proximity.address.countryCode'), region: null, town });
    radiusKm = Math.max(radiusKm, Number(valueAt(criterion.resource, 'proximity.radius') ?? 0));
  }
  if (places.length === 0) places.push({ country: 'CO', region: null, town: null });
  return audienceOf(store.context.seed, places, radiusKm === 0 ? WITHOUT_RADIUS_KM : radiusKm, SEEKERS);
}

function placeOf(id: string): PeopledPlace {
  const place = PLACES.get(id);
  if (place === undefined || place.targetType === 'Country') return { country: place?.countryCode ?? 'CO', region: null, town: null };
  if (place.targetType !== 'City') return { country: place.countryCode, region: place.name, town: null };
  const parent = place.parentId === null ? undefined : PLACES.get(place.parentId);
  return { country: place.countryCode, region: parent?.name ?? null, town: place.name };
}
