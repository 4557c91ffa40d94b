/** A column of categories as codes. The code `levels` stands for a blank. */
export interface CategoryColumn {
  readonly codes: Uint16Array;
  readonly levels: number;
  /** Length of each level's own axis: two different levels a and b lie √(a² + b²) apart. */
  readonly scales: Float64Array;
  /**
   * Share of each level among those who answered. A blank stands at this mean of the levels: it draws nobody together and
   * sets nobody apart. Null when nothing is blank.
   */
  readonly shares: Float64Array | null;
}

/** What is clustered: numbers already on one scale, blanks at their mean, and categories as codes instead of columns of zeros and ones. */
export interface MixedTable {
  readonly count: number;
  readonly numbers: readonly Float32Array[];
  readonly categories: readonly CategoryColumn[];
}

export interface ExploreRequest {
  readonly table: MixedTable;
  /** Numbers of clusters to try. */
  readonly ks: readonly number[];
  readonly starts: number;
  readonly seed: number;
  /** Ends a fit when the centres' squared movement is at most this share of the mean variance. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Rows of the sampled Euclidean silhouette; zero leaves it out. */
  readonly sampleRows: number;
  /** Resamplings per k for stability; zero leaves it out. */
  readonly rounds: number;
  /** Rows of each resampling at most. */
  readonly roundRows: number;
}

/** One number of clusters, tried. */
export interface Trial {
  readonly k: number;
  /** Of the best start: summed squared distances to the centres. */
  readonly inertia: number;
  readonly iterations: number;
  /** Cluster of each row, numbered from the largest cluster down. */
  readonly labels: Uint8Array;
  readonly sizes: readonly number[];
  /** Exact mean silhouette over all rows, with squared distances. */
  readonly silhouette: number;
  /** The same, within each cluster. */
  readonly clusterSilhouettes: readonly number[];
  /** Mean silhouette with plain distances on a sample, and its standard error; null when it was left out. */
  readonly sampled: { readonly silhouette: number; readonly standardError: number; readonly rows: number } | null;
  /** Adjusted Rand index of each resampling against `labels`. */
  readonly agreements: readonly number[];
}

export interface ExploreWatch {
  /** Shares of the work, from 0 to 1. */
  progress(done: number): void;
  cancelled(): boolean;
}

export interface ClusterEngine {
  /** Trials in the order of `ks`; null when it was cancelled. */
  explore(request: ExploreRequest, watch: ExploreWatch): Promise<readonly Trial[] | null>;
}
