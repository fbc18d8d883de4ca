import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BlockKind, Context, Site } from './context.ts';
import { Module } from './module.ts';

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
 * ∂E/∂x_l.
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
    let stream = images;
    this.#blocks.forEach(({ module }, index) => {
      stream = context.tap(this.sites[index] as Site, module.forward(stream, context));
    });
    return this.#head.forward(stream, context);
  }
}
