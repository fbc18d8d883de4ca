import type { Generator } from '@procrustes/random';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import type { Parameter } from './parameter.ts';

/**
 * A part of a network: parameters of its own, named children, and a forward pass. Names join with dots, as in PyTorch's
 * state dictionaries; a child named '' shares its parent's name.
 */
export abstract class Module<Input extends Tensor = Tensor, Output extends Tensor = Tensor> {
  /** Parameters of this module itself. */
  readonly parameters: Readonly<Record<string, Parameter>> = {};
  readonly children: Readonly<Record<string, Module<never, Tensor>>> = {};

  /** The pass over one batch, shapes as the class says; the result is the caller's to dispose. */
  abstract forward(x: Input, context: Context): Output;

  /**
   * Every parameter below this module with its whole name: its own first, then those of each child. Parameters and
   * children come as JavaScript lists the members of an object: names that are whole numbers first, in ascending order,
   * then all others in the order in which they were written down.
   */
  *namedParameters(prefix = ''): Iterable<readonly [name: string, parameter: Parameter]> {
    for (const [name, parameter] of Object.entries(this.parameters)) yield [join(prefix, name), parameter];
    for (const [name, child] of Object.entries(this.children)) yield* child.namedParameters(join(prefix, name));
  }

  /** Every module below this one, itself first, in the order of `namedParameters`. */
  *modules(): Iterable<Module<never, Tensor>> {
    yield this;
    for (const child of Object.values(this.children)) yield* child.modules();
  }

  /** Draws fresh values for every parameter, in the order of `namedParameters`: it decides which draw goes where. */
  initialise(generator: Generator): void {
    for (const [, parameter] of this.namedParameters()) parameter.initialise(generator);
  }

  /** Frees the values of all parameters; the description stays. */
  dispose(): void {
    for (const [, parameter] of this.namedParameters()) parameter.dispose();
  }
}

function join(prefix: string, name: string): string {
  return prefix === '' || name === '' ? prefix + name : `${prefix}.${name}`;
}
