import type { NetworkId } from '../contract/plan-model.ts';
import type { Figures } from '../contract/plans.ts';
import type { VacancyFields, VacancyFilter, VacancyState } from '../contract/vacancies.ts';
import type { z } from 'zod';
import type { Money } from '../kernel/index.ts';
import type { AccountRef } from '../ports/index.ts';

/** What planning asks of other features. Each is given at composition. */

export interface ClientFact {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly monthlyCap: Money | null;
  readonly approvalsNeeded: number;
}
export interface ClientFacts {
  get(clientId: string): ClientFact | null;
}

export interface AccountFacts {
  get(accountId: string): AccountRef | null;
  /** The account that new campaigns of a client go to on a network; null when none is connected. */
  forClient(clientId: string, network: NetworkId): AccountRef | null;
}

export type VacancyForAds = VacancyFields & {
  readonly id: string;
  readonly clientId: string;
  readonly state: z.infer<typeof VacancyState>;
};
/** What laying a flow out needs of a vacancy: without its texts, because all that match are held at once. */
export type VacancyOutline = Pick<VacancyForAds, 'id' | 'clientId' | 'state' | 'title' | 'roleFamily' | 'place' | 'modality' | 'closesOn'>;
/** What checks need of a vacancy; light, because it is asked for 100,000 at once. */
export interface VacancyFact {
  readonly state: z.infer<typeof VacancyState>;
  readonly closesOn: string | null;
  readonly hasSalary: boolean;
}
export interface VacancySource {
  matching(filter: VacancyFilter): readonly VacancyOutline[];
  get(vacancyId: string): VacancyForAds | null;
  /** Those that are there, in the order asked for. */
  getMany(vacancyIds: readonly string[]): readonly VacancyForAds[];
  facts(vacancyIds: readonly string[]): ReadonlyMap<string, VacancyFact>;
}

/** Figures that the results feature keeps, by ad; ads without any are left out. */
export interface FiguresSource {
  totals(adIds: readonly string[]): ReadonlyMap<string, Pick<Figures, 'impressions' | 'clicks' | 'conversions' | 'spend'>>;
}
