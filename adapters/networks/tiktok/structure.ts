/** Which of TikTok's two ways of building an object lives in. */
export type Structure = 'manual' | 'smart_plus';

/**
 * First instant at which a new campaign of an objective must be Smart+. TikTok announces that manual creation ends for these
 * four on 1 January 2027 while traffic and reach stay manual (third-party changelog, unconfirmed; read 2026-11-20). The zone is
 * not stated: we change over with the first place on earth that has the day, because Smart+ is open already and manual may close.
 */
const MANUAL_ENDS: Readonly<Record<string, string>> = {
  WEB_CONVERSIONS: '2026-12-31T10:00:00Z',
  LEAD_GENERATION: '2026-12-31T10:00:00Z',
  APP_PROMOTION: '2026-12-31T10:00:00Z',
  PRODUCT_SALES: '2026-12-31T10:00:00Z',
};

export const OBJECTIVE = { traffic: 'TRAFFIC', applications: 'WEB_CONVERSIONS' } as const;

/** How a campaign that does not exist yet is to be made. One that exists stays what it is. */
export function structureForNew(objective: 'traffic' | 'applications', nowMs: number): Structure {
  const ends = MANUAL_ENDS[OBJECTIVE[objective]];
  return ends !== undefined && nowMs >= Date.parse(ends) ? 'smart_plus' : 'manual';
}

/** Objectives that Smart+ knows. "Smart+ campaign create" (v1.3; read 2026-11-20) */
export function mayBeSmartPlus(objective: 'traffic' | 'applications'): boolean {
  return objective === 'applications';
}
