import type { Checkpoint, NormTable, RunDescription, RunGrowth } from '@procrustes/runs';

/** Where the reading worker finds a run. */
export type RunPlace =
  | { readonly kind: 'files'; readonly name: string; readonly files: ReadonlyMap<string, File> }
  | { readonly kind: 'directory'; readonly name: string; readonly folder: FileSystemDirectoryHandle }
  | { readonly kind: 'served'; readonly name: string; readonly address: string };

/** Kinds of records that come as objects; norms come as columns. */
export const listedKinds = ['metrics', 'validation', 'projections'] as const;
export type ListedKind = (typeof listedKinds)[number];

/** From the page to the worker. `run` names a run in all that follows its opening. */
export type ReadingRequest =
  | { readonly type: 'open'; readonly run: string; readonly place: RunPlace; readonly follow: boolean }
  | { readonly type: 'follow'; readonly run: string; readonly follow: boolean }
  /** Ends the reading too, where it still goes on. */
  | { readonly type: 'close'; readonly run: string }
  | { readonly type: 'checkpoints'; readonly run: string; readonly call: number }
  | { readonly type: 'checkpoint'; readonly run: string; readonly call: number; readonly path: string };

/** From the worker to the page. */
export type ReadingReport =
  /** In [0, 1], of the first reading. */
  | { readonly type: 'progress'; readonly run: string; readonly share: number }
  /** A part of the records that the next growth consists of: few enough that the page takes them in without a pause. */
  | (RecordsReport & { readonly type: 'records'; readonly run: string })
  | { readonly type: 'growth'; readonly run: string; readonly growth: GrowthReport }
  /** The run cannot be read, or not any more; the worker has forgotten it. */
  | { readonly type: 'failure'; readonly run: string; readonly message: string }
  | { readonly type: 'answer'; readonly call: number; readonly value: readonly Checkpoint[] | Uint8Array }
  | { readonly type: 'refusal'; readonly call: number; readonly message: string };

export type RecordsReport = {
  readonly [Kind in ListedKind]: { readonly kind: Kind; readonly records: RunGrowth[Kind] };
}[ListedKind];

export interface GrowthReport {
  readonly anew: boolean;
  readonly description: RunDescription;
  readonly norms: NormTable;
  readonly warnings: readonly string[];
}
