import type { NormsRecord } from './records.ts';

/** All norms of a run, as columns: what thousands of records of a thousand blocks fit into. */
export interface NormTable {
  /** Taps, in forward order. */
  readonly sites: readonly string[];
  /** The kind of the block that ends at each site. */
  readonly kinds: NormsRecord['kinds'];
  /** Of each record, as they stand in the file. */
  readonly steps: readonly number[];
  /** ‖∂E/∂x_l‖, records × sites, row-major. */
  readonly gradient: Float64Array;
  /** ‖x_l‖, records × sites, row-major; null where it was not read (yet), or not recorded. */
  readonly activation: Float64Array | null;
}
