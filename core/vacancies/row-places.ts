import type { Draft, RowPlan } from './row-draft.ts';
import { PARTS } from './vacancy-store.ts';
import { readModality } from './values.ts';

/** One draft for each vacancy that the row's places ask for. */
export function splitPlaces(plan: RowPlan, draft: Draft): readonly Draft[] {
  const cities = draft.city === null ? [] : plan.places.list(draft.city, plan.client.country);
  if (cities.length < 2) return [draft];
  const regions = listed(draft.region);
  const named = cities.map((city, index) => {
    const region = regions.length === cities.length ? (regions[index] ?? null) : null;
    const country = listed(draft.country)[index] ?? listed(draft.country)[0] ?? null;
    return { city, region, country, ...plan.places.resolve({ city, region, country }, plan.client.country) };
  });
  const groups = new Map<string, typeof named>();
  for (const one of named) {
    const key =
      plan.split === 'one'
        ? ''
        : plan.split === 'per_city'
          ? `${one.place?.country}:${one.place?.code}`
          : `${one.place?.region ?? one.place?.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else if (!group.some((other) => other.place?.code === one.place?.code)) group.push(one);
  }
  return [...groups.values()].slice(0, PARTS).map((group): Draft => {
    const [first] = group;
    const copy = { fields: { ...draft.fields }, cleared: [...draft.cleared], notes: [...draft.notes], reasons: [...draft.reasons] };
    if (first !== undefined && group.length === 1)
      return { ...draft, ...copy, city: first.city, region: first.region, country: first.country, together: null };
    const shared = group.every((one) => one.place?.region === first?.place?.region) ? (first?.place?.region ?? null) : null;
    copy.notes.push('import.note.several_places');
    return { ...draft, ...copy, city: group.map((one) => one.city).join(' | '), region: null, country: null, together: { region: shared } };
  });
}

function listed(cell: string | null): readonly string[] {
  return cell === null ? [] : cell.split('|').map((part) => part.trim());
}

/** Resolves what the place columns said. True when the code is exactly the place that was written. */
export function settlePlace(plan: RowPlan, draft: Draft): boolean {
  const { city, region, country, fields } = draft;
  if (city === null && region === null && country === null) return false;
  fields.placeText = [city, region, country].filter((part) => part !== null).join(', ');
  if (draft.together !== null) {
    // One vacancy for all of them: the region that they share, else the country.
    const shared = draft.together.region;
    fields.place = plan.places.resolve(
      { city: null, region: shared, country: shared === null ? plan.client.country : null },
      plan.client.country,
    ).place;
    return false;
  }
  if (city !== null && readModality(city) === 'remote' && region === null) {
    fields.modality ??= 'remote';
    fields.place = null;
    return false;
  }
  const finding = plan.places.resolve({ city, region, country }, plan.client.country);
  fields.place = finding.place;
  if (finding.level === 'unknown') draft.notes.push('import.note.place_unknown');
  else if (finding.level === 'misspelled') draft.notes.push('import.note.place_corrected');
  else if (finding.level === 'locality') draft.notes.push('import.note.place_district');
  else if (finding.level === 'region' && !finding.whole) draft.notes.push('import.note.place_region');
  else if (finding.level === 'country' && !finding.whole) draft.notes.push('import.note.place_country');
  return finding.whole && finding.level !== 'locality';
}
