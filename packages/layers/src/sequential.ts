import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import { Module } from './module.ts';

/** Modules one behind the other, each named. */
export class Sequential<Input extends Tensor, Output extends Tensor> extends Module<Input, Output> {
  override readonly children: Readonly<Record<string, Module<never, Tensor>>>;

  /** @param steps in order; a step's output must be what the next one takes */
  constructor(steps: readonly (readonly [name: string, step: Module<never, Tensor>])[]) {
    super();
    this.children = Object.fromEntries(steps);
  }

  forward(x: Input, context: Context): Output {
    let stream: Tensor = x;
    for (const step of Object.values(this.children)) stream = (step as Module).forward(stream, context);
    return stream as Output;
  }
}
