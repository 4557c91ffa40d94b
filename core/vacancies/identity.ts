import type { VacancyFields } from '../contract/vacancies.ts';
import { fold } from '../kernel/text.ts';
import { placeKey } from '../places/index.ts';

/**
 * What makes two rows the same vacancy of a client.
 *
 * With an external id: that id and the place, because boards repeat one id for each city. Without one: title, company
 * and place. The description stays out on purpose: it is what clients edit most, and a key that moved with it would
 * close the vacancy, pause its ads and start their learning again for a comma. Where the company is not told either,
 * two employers may look for the same job in the same city, so the apply link speaks for the company.
 */
export function identityKey(
  fields: Pick<VacancyFields, 'externalId' | 'title' | 'company' | 'place' | 'placeText' | 'applyUrl'>,
  placeIsExact: boolean,
): string {
  const place = placeIdentity(fields, placeIsExact);
  if (fields.externalId !== null) return `id\n${fold(fields.externalId)}\n${place}`;
  const employer = fields.company !== null ? fold(fields.company) : fields.applyUrl !== null ? linkIdentity(fields.applyUrl) : '';
  return `text\n${fold(fields.title)}\n${employer}\n${place}`;
}

/** The code where the text named exactly that place; the text itself where the code is only the region or district around it. */
function placeIdentity(fields: Pick<VacancyFields, 'place' | 'placeText'>, exact: boolean): string {
  if (fields.place !== null && exact) return `${fields.place.country}:${fields.place.code ?? ''}`;
  return fields.placeText === null ? '' : placeKey(fields.placeText);
}

/** A link without the parts that say where the visitor came from. */
function linkIdentity(url: string): string {
  const [address = '', search] = url.replace(/#.*$/, '').split('?');
  const kept = (search ?? '').split('&').filter((part) => part !== '' && !/^(utm_|gclid|fbclid|ttclid|msclkid)/i.test(part));
  return `${address.toLowerCase().replace(/\/$/, '')}${kept.length === 0 ? '' : `?${kept.toSorted().join('&')}`}`;
}
