import co from '../../resources/places/co.json' with { type: 'json' };
import ar from '../../resources/places/ar.json' with { type: 'json' };

export interface WorldTown {
  readonly name: string;
  readonly region: string;
  readonly country: string;
}

/**
 * The towns and departments of the official lists that ship with the program. Real networks know far more places than a
 * hand-made table; a simulator that knew fewer would refuse what they take.
 */
export const WORLD_TOWNS: readonly WorldTown[] = [co, ar].flatMap((table) => {
  const regions = new Map(table.regions.map((entry) => [String(entry[0]), String(entry[1])]));
  return table.cities.flatMap((entry) => {
    const region = regions.get(String(entry[0]).slice(0, 2));
    return region === undefined ? [] : [{ name: String(entry[1]), region, country: table.country }];
  });
});

export const WORLD_REGIONS: readonly { readonly name: string; readonly country: string }[] = [co, ar].flatMap((table) =>
  table.regions.map((entry) => ({ name: String(entry[1]), country: table.country })),
);
