import { z } from 'zod';

/** `[code, name]` or `[code, name, other spellings]`; the first two digits of a city's code are its region. */
const Entry = z.tuple([z.string(), z.string()]).or(z.tuple([z.string(), z.string(), z.array(z.string())]));

/** One country's official code list, as shipped in `resources/places`. Core reads no files: it is handed over already parsed from JSON. */
export const PlaceTable = z.object({
  country: z.string().length(2),
  /** Cities that are meant when their name stands alone, though smaller ones share it. */
  prominent: z.array(z.string()),
  regions: z.array(Entry),
  cities: z.array(Entry),
  /** `[city code, name]`: smaller places that belong to a city or department of the list. */
  localities: z.array(z.tuple([z.string(), z.string()])),
});
export type PlaceTable = z.infer<typeof PlaceTable>;

/** `[ISO 3166-1 alpha-2, Spanish name, other spellings]`. */
export const CountryTable = z.object({ countries: z.array(z.tuple([z.string().length(2), z.string(), z.array(z.string())])) });
export type CountryTable = z.infer<typeof CountryTable>;
