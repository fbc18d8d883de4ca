import { type BlockRatio, blockRatios } from '@procrustes/probes/plain';
import type { NormsRecord } from '@procrustes/runs';

type BlockKind = BlockRatio['kind'];

/** The kinds of block for which r_l is a statement: the stem only bounds the network. */
export const ratioKinds = ['identity', 'transition', 'plain'] as const satisfies readonly BlockKind[];

/** The kinds of block that a ratio can belong to. */
export type RatioKind = (typeof ratioKinds)[number];

/** A block between two taps, whose ratio r_l is shown. */
export interface RatioBlock {
  /** The tap at which the block ends. */
  readonly site: string;
  readonly kind: RatioKind;
}

/** The norm ratios of a run: r_l of every block at every recorded step. */
export interface RunRatios {
  readonly name: string;
  readonly steps: readonly number[];
  /** In forward order. */
  readonly blocks: readonly RatioBlock[];
  /** r_l, steps × blocks, row-major; a ratio of norms that are zero or not finite may not be finite itself. */
  readonly values: Float64Array;
}

/**
 * The ratios r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ of all blocks after the stem, from the records of `norms.jsonl`.
 *
 * @throws RangeError where a record's taps are not those of the first record
 */
export function runRatios(name: string, norms: readonly NormsRecord[]): RunRatios {
  const first = norms[0];
  if (first === undefined) return { name, steps: [], blocks: [], values: new Float64Array() };
  const rows = blockRatios(first).flatMap(({ site, kind }, index) =>
    isRatioKind(kind) ? [{ site, kind, index }] : [],
  );
  const values = new Float64Array(norms.length * rows.length);
  for (const [step, record] of norms.entries()) {
    if (record.gradient.length !== first.sites.length) {
      throw new RangeError(
        `step ${record.step} of ${name} has ${record.gradient.length} norms, the first record ${first.sites.length} taps; a run has one model`,
      );
    }
    const ratios = blockRatios(record);
    for (const [block, { index }] of rows.entries()) {
      values[step * rows.length + block] = ratios[index]?.ratio ?? Number.NaN;
    }
  }
  return { name, steps: norms.map(({ step }) => step), blocks: rows.map(({ site, kind }) => ({ site, kind })), values };
}

/** Whether a block of this kind has a ratio. */
export const isRatioKind = (kind: BlockKind): kind is RatioKind => (ratioKinds as readonly BlockKind[]).includes(kind);

/** r_l of `block` at the record `index`. */
export const ratioAt = ({ blocks, values }: RunRatios, index: number, block: number): number =>
  values[index * blocks.length + block] as number;
