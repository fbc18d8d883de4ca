import { recomputed } from '@procrustes/ops';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { type BlockKind, type Context, repetitionOf, type Site } from './context.ts';
import { Module } from './module.ts';
import { segmentLength } from './recompute.ts';
import { RunningStatistics } from './running-statistics.ts';

/** One part of a network's stream, which ends at a tap. */
export interface Block {
  /** Its name in the state dictionary, and the tap's. */
  readonly name: string;
  readonly kind: BlockKind;
  readonly module: Module<Tensor4D, Tensor4D>;
}

/**
 * Blocks one behind the other and a head, with a tap behind every block: images [n, h, w, c] → logits [n, classes].
 * The tap sees the stream before it forks into skip and branch of the next block, so the gradient there is the whole
 * ∂E/∂x_l. Where the context tells so, segments of blocks are computed again in the backward pass, with the same gradients.
 */
export class Network extends Module<Tensor4D, Tensor2D> {
  override readonly children: Readonly<Record<string, Module<never, Tensor>>>;
  /** Where the taps are, in forward order. */
  readonly sites: readonly Site[];
  readonly #blocks: readonly Block[];
  readonly #head: Module<Tensor4D, Tensor2D>;

  /**
   * @param blocks the stem's parts first; their parameters bear their names
   * @param head its parameters and children bear their own names
   * @throws where two parts have one name
   */
  constructor(blocks: readonly Block[], head: Module<Tensor4D, Tensor2D>) {
    super();
    this.#blocks = blocks;
    this.#head = head;
    this.sites = blocks.map(({ name, kind }) => ({ name, kind }));
    const named = blocks.map(({ name, module }) => [name, module] as const);
    this.children = Object.fromEntries([...named, ['', head]]);
    const names = [
      ...blocks.map(({ name }) => name),
      '',
      ...Object.keys(head.parameters),
      ...Object.keys(head.children),
    ];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`a network has two parts named '${twice}'; each needs a name of its own`);
  }

  forward(images: Tensor4D, context: Context): Tensor2D {
    // Part of a larger network, it leaves the moves to that.
    if (context.statistics !== undefined) return this.#forward(images, context);
    const statistics = new RunningStatistics();
    try {
      const logits = this.#forward(images, { ...context, statistics });
      statistics.move();
      return logits;
    } finally {
      statistics.dispose();
    }
  }

  #forward(images: Tensor4D, context: Context): Tensor2D {
    const count = this.#blocks.length;
    const length = segmentLength(context.recompute ?? 'none', count);
    const again = repetitionOf(context);
    let stream = images;
    let start = 0;
    // The last segment's backward pass follows at once: what it keeps is in memory then anyway.
    for (; start + length < count; start += length) {
      const [first, end] = [start, start + length];
      stream = recomputed((x, repeats) => this.#pass(first, end, x, repeats ? again : context), stream);
    }
    return this.#head.forward(this.#pass(start, count, stream, context), context);
  }

  /** The blocks from `start` to before `end`. */
  #pass(start: number, end: number, x: Tensor4D, context: Context): Tensor4D {
    let stream = x;
    for (const [index, { module }] of this.#blocks.slice(start, end).entries()) {
      stream = context.tap(this.sites[start + index] as Site, module.forward(stream, context));
    }
    return stream;
  }
}
