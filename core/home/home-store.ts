import type { Money } from '../kernel/money.ts';

export interface HomeHit {
  readonly kind: 'vacancy' | 'campaign' | 'ad_group' | 'ad' | 'client' | 'account';
  readonly id: string;
  readonly title: string;
  readonly context: string;
}

/** What the home screen counts, over all features' tables. Read only. `clientId` null: all. */
export interface HomeStore {
  /** Steps that wait for a person, are unknown or were rejected in runs that are not older than a week. */
  steps(clientId: string | null, since: string): { readonly unknown: number; readonly needsPerson: number; readonly rejected: number };
  /** Accounts whose steps wait for a sign-in, or whose credential the network no longer takes. */
  signInsNeeded(clientId: string | null, now: string): number;
  /** Accounts whose credential still works and ends between the two instants. */
  credentialsEnding(clientId: string | null, from: string, until: string): number;
  approvalsRequested(clientId: string | null): number;
  /** Schedules that do nothing until a person answers. */
  schedulesAsking(clientId: string | null): number;
  plan(clientId: string | null): {
    readonly campaigns: number;
    readonly ads: number;
    readonly inReview: number;
    readonly rejected: number;
    readonly conflicts: number;
    readonly incoming: number;
    readonly errors: number;
    readonly changes: number;
    readonly daily: readonly Money[];
  };
  /** Open vacancies with live ads that close between the two days, soonest first. */
  closing(
    clientId: string | null,
    fromDay: string,
    toDay: string,
    limit: number,
  ): readonly {
    readonly vacancyId: string;
    readonly title: string;
    readonly clientName: string;
    readonly closesOn: string;
    readonly ads: number;
  }[];
  /** Live ads whose vacancy is over. */
  adsOfClosed(clientId: string | null): number;
  clients(
    clientId: string | null,
  ): readonly { readonly clientId: string; readonly name: string; readonly timeZone: string; readonly cap: Money | null }[];
  /** Spend of a client between two days, one row a currency. */
  spend(clientId: string, fromDay: string, toDay: string): readonly Money[];
  /** Accounts whose statuses were last read before this instant, or never. */
  stale(clientId: string | null, before: string): number;
  search(folded: string, limit: number): readonly HomeHit[];
}
