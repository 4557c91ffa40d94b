import { findAudience } from './audiences.ts';
import { invalid, missingObject } from './problems.ts';
import { isObject, scalarText } from './request.ts';
import type { Values, WriteContext } from './rules.ts';

/**
 * Lists that an ad set names: of the same account, never a lookalike under EMPLOYMENT, and certified there when they are lists
 * of customers. "Special ad category, audiences" (v26.0; read 2026-11-20)
 */
export function checkAudiences(
  targeting: Readonly<Record<string, unknown>>,
  adSet: Values,
  categories: readonly string[],
  context: WriteContext,
): void {
  for (const key of ['custom_audiences', 'excluded_custom_audiences'] as const) {
    const list = targeting[key];
    if (list === undefined) continue;
    const wrong = (detail: string): Error => invalid(detail, { subcode: 1487079, title: 'Invalid targeting', blame: ['targeting', key] });
    if (!Array.isArray(list)) throw wrong(`${key} must be a list`);
    for (const entry of list as readonly unknown[]) {
      if (!isObject(entry) || entry['id'] === undefined) throw wrong(`each entry of ${key} needs an id`);
      const audience = findAudience(context.store, scalarText(entry['id']));
      if (audience === null || audience.accountId !== context.account.remoteId) throw missingObject(scalarText(entry['id']));
      if (!categories.includes('EMPLOYMENT')) continue;
      if (audience.subtype === 'LOOKALIKE') throw wrong('lookalike audiences are not allowed under a special ad category');
      if (adSet['is_sac_cfca_terms_certified'] !== true)
        throw invalid('customer lists under a special ad category must be certified on the ad set', {
          title: 'List not certified',
          blame: ['is_sac_cfca_terms_certified'],
        });
    }
  }
}
