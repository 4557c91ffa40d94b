import type { Json } from '../kernel/index.ts';

/** One thing that a check found. */
export interface Found {
  readonly objectId: string;
  readonly field: string | null;
  readonly severity: 'error' | 'warning';
  /** Catalogue key `checks.<code>`. */
  readonly code: string;
  readonly details: { readonly [key: string]: Json };
  readonly source: string | null;
}
