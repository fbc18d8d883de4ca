import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import { Module } from './module.ts';

/** Modules one behind the other, each named. */
export class Sequential<Input extends Tensor, Output extends Tensor> extends Module<Input, Output> {
  override readonly children: Readonly<Record<string, Module<never, Tensor>>>;
  // Not the children's order: JavaScript puts names that look like whole numbers first.
  readonly #steps: readonly Module<never, Tensor>[];

  /**
   * @param steps in order; a step's output must be what the next one takes
   * @throws where two steps have one name
   */
  constructor(steps: readonly (readonly [name: string, step: Module<never, Tensor>])[]) {
    super();
    const names = steps.map(([name]) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`a sequence has two steps named '${twice}'; each needs a name of its own`);
    this.children = Object.fromEntries(steps);
    this.#steps = steps.map(([, step]) => step);
  }

  forward(x: Input, context: Context): Output {
    let stream: Tensor = x;
    for (const step of this.#steps) stream = (step as Module).forward(stream, context);
    return stream as Output;
  }
}
