import type { OutcomeKind } from '../contract/conversions.ts';
import type { NetworkId } from '../contract/plan-model.ts';

export interface ResultRange {
  readonly clientId: string | null;
  /** Empty: all. */
  readonly networks: readonly NetworkId[];
  readonly fromDay: string;
  readonly toDay: string;
}
export type Dimension = 'network' | 'client' | 'campaign' | 'vacancy' | 'role_family' | 'city';
export type Measure = 'spend' | 'impressions' | 'clicks' | 'conversions' | 'cpa' | 'ctr';

/** Sums, exact. Never over two currencies. */
export interface Sums {
  readonly impressions: number;
  readonly clicks: number;
  readonly conversionsMillionths: number;
  readonly spendMicros: bigint;
  readonly currency: string;
}

export interface GroupSums extends Sums {
  readonly key: string;
  readonly label: string;
  /** Null when the row spans several. */
  readonly network: NetworkId | null;
}

/** Outcomes of the same kind, network and currency. */
export interface OutcomeCount {
  /** Whose click they carry; null: nobody's. */
  readonly network: NetworkId | null;
  /** In which the client spends at that network; null where it never did, or does in several: then no spend is theirs. */
  readonly currency: string | null;
  readonly kind: OutcomeKind;
  readonly count: number;
}
export interface OutcomeGroup extends OutcomeCount {
  readonly key: string;
  readonly label: string;
}

export interface ResultStore {
  /** By the day on which they happened, of every network and of none, whatever networks the range names. */
  outcomes(range: ResultRange): readonly OutcomeCount[];
  /** The same by row, under the keys of `groups`. None by campaign, which no click names; those without a vacancy are in no row of vacancies. */
  outcomeGroups(range: ResultRange, by: Dimension): readonly OutcomeGroup[];
  totals(range: ResultRange): readonly Sums[];
  byDay(range: ResultRange): readonly (Sums & { readonly day: string; readonly network: NetworkId })[];
  groups(range: ResultRange, by: Dimension): readonly GroupSums[];
  /** Daily sums of these rows only. */
  groupDays(range: ResultRange, by: Dimension, keys: readonly string[]): readonly (Sums & { readonly key: string; readonly day: string })[];
  restatements(
    offset: number,
    limit: number,
  ): {
    readonly rows: readonly {
      readonly network: NetworkId;
      readonly adName: string;
      readonly day: string;
      readonly measure: string;
      readonly before: string;
      readonly after: string;
      readonly seenAt: string;
    }[];
    readonly total: number;
  };
  /** How fresh the figures of the range's accounts are. */
  sources(range: ResultRange): readonly {
    readonly network: NetworkId;
    readonly attributionWindow: string;
    readonly readAt: string | null;
    readonly metricsDay: string | null;
  }[];
  adTotals(adIds: readonly string[]): ReadonlyMap<string, Sums>;
}
