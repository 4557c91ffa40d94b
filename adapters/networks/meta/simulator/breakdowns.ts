import { draw } from '../../../simulators/draw.ts';
import { invalid } from './problems.ts';

/** Reports split by who saw the ad and where. The combinations are an allow-list; "Breakdowns" (v26.0; read 2026-11-20) says that not every one goes, the list itself is general product knowledge. */
const COMBINATIONS: ReadonlySet<string> = new Set([
  'age',
  'gender',
  'age,gender',
  'country',
  'device_platform',
  'impression_device',
  'publisher_platform',
  'impression_device,publisher_platform',
  'device_platform,publisher_platform',
  'platform_position,publisher_platform',
  'impression_device,platform_position,publisher_platform',
]);

/** Shares of an audience of job seekers. Figures of this simulation. */
const VALUES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  age: { '18-24': 0.27, '25-34': 0.34, '35-44': 0.21, '45-54': 0.11, '55-64': 0.05, '65+': 0.02 },
  gender: { female: 0.53, male: 0.46, unknown: 0.01 },
  device_platform: { mobile: 0.95, desktop: 0.05 },
  impression_device: { android_smartphone: 0.78, iphone: 0.16, desktop: 0.05, ipad: 0.01 },
  publisher_platform: { facebook: 0.66, instagram: 0.29, audience_network: 0.04, messenger: 0.01 },
};
const POSITIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  facebook: { feed: 0.62, facebook_reels: 0.22, facebook_stories: 0.1, marketplace: 0.06 },
  instagram: { feed: 0.45, instagram_reels: 0.35, instagram_stories: 0.2 },
  audience_network: { an_classic: 1 },
  messenger: { messenger_inbox: 1 },
};

export interface Cell {
  /** Breakdown → value, as a row shows them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly share: number;
}

/** The cells of a report, their shares adding up to one; null for a report that is not split. */
export function cellsOf(breakdowns: unknown, countries: readonly string[], seed: number, key: string): readonly Cell[] | null {
  const names = Array.isArray(breakdowns) ? breakdowns.map(String) : [];
  if (names.length === 0) return null;
  if (!COMBINATIONS.has([...new Set(names)].toSorted().join(',')))
    throw invalid('this combination of breakdowns is not available', { title: 'Breakdowns not available', blame: ['breakdowns'] });
  let cells: readonly Cell[] = [{ labels: {}, share: 1 }];
  // Positions hang on their platform, so platforms come first.
  for (const name of names.toSorted((left, right) => Number(left === 'platform_position') - Number(right === 'platform_position')))
    cells = cells.flatMap((cell) =>
      Object.entries(valuesOf(name, cell, countries)).map(([value, share]) => ({
        labels: { ...cell.labels, [name]: value },
        share: cell.share * share * (0.85 + 0.3 * draw(seed, 'cell', key, name, value)),
      })),
    );
  const whole = cells.reduce((sum, cell) => sum + cell.share, 0);
  return cells.map((cell) => ({ ...cell, share: cell.share / whole }));
}

function valuesOf(name: string, cell: Cell, countries: readonly string[]): Readonly<Record<string, number>> {
  if (name === 'country') return Object.fromEntries(countries.map((country) => [country, 1 / countries.length]));
  if (name === 'platform_position') return POSITIONS[cell.labels['publisher_platform'] ?? 'facebook']!;
  return VALUES[name]!;
}

/** A whole number over the cells: the parts add up to it, and none is above its room. */
export function spread(total: number, shares: readonly number[], rooms: readonly number[] | null): number[] {
  let sum = 0;
  let given = 0;
  const parts = shares.map((share, index) => {
    sum += share;
    const upTo = index === shares.length - 1 ? total : Math.floor(sum * total);
    const part = upTo - given;
    given = upTo;
    return part;
  });
  if (rooms === null) return parts;
  let over = 0;
  for (const [index, part] of parts.entries()) {
    over += Math.max(0, part - rooms[index]!);
    parts[index] = Math.min(part, rooms[index]!);
  }
  for (const [index, part] of parts.entries()) {
    const more = Math.min(over, rooms[index]! - part);
    parts[index] = part + more;
    over -= more;
  }
  return parts;
}
