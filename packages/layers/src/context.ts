import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Recompute } from './recompute.ts';
import type { RunningStatistics } from './running-statistics.ts';

/**
 * What lies before a tap: the block that ends there. The `stem` bounds the network on the side of the images, `identity`
 * blocks have an identity skip, `transition` blocks change width or resolution, `plain` blocks have no skip. No tap lies
 * behind the head.
 */
export type BlockKind = 'stem' | 'identity' | 'transition' | 'plain';

/** A block boundary: where the stream ends one block and has not yet forked into skip and branch of the next. */
export interface Site {
  /** The name of the block that ends here, as in the state dictionary. */
  readonly name: string;
  readonly kind: BlockKind;
}

/** What a forward pass is told. */
export interface Context {
  /** Batch statistics and running updates (true), or running statistics (false). */
  readonly training: boolean;
  /**
   * Called with the stream at every block boundary; returns what flows on. The identity unless a probe looks.
   * @param repeats whether the stream is computed once more for its gradients, as in `repeats` below
   */
  tap(site: Site, x: Tensor4D, repeats?: boolean): Tensor4D;
  /** How much of the stream a network computes again in the backward pass rather than keep it; 'none' unless told. */
  readonly recompute?: Recompute;
  /** That this pass runs once more for its gradients: what the first run has moved or counted stays as it is. */
  readonly repeats?: boolean;
  /** Gathers moves of running statistics, for a network that moves them together; each moves its own unless told. */
  readonly statistics?: RunningStatistics;
}

/** The context of a pass that runs once more for its gradients. */
export function repetitionOf({ statistics: _, ...context }: Context): Context {
  return { ...context, repeats: true, tap: (site, x) => context.tap(site, x, true) };
}

const identity = (_site: Site, x: Tensor4D): Tensor4D => x;

/** A training pass that nobody looks at. */
export const trainingContext: Context = { training: true, tap: identity };

/** An evaluation pass that nobody looks at. */
export const evaluationContext: Context = { training: false, tap: identity };
