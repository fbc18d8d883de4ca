import type { Parameter } from '@procrustes/layers';

/** One tensor of a state dictionary, in PyTorch's layout. */
export interface StateTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** Parameters and running statistics by PyTorch's names, in PyTorch's layouts (convolutions OIHW). */
export type StateDictionary = ReadonlyMap<string, StateTensor>;

/** What has named parameters: a network, or an optimiser with its buffers. */
export interface ParameterOwner {
  /** Its parameters and their names, as in a PyTorch state dictionary. */
  namedParameters(): Iterable<readonly [name: string, parameter: Parameter]>;
}

/** A state dictionary does not fit a network. */
export class StateMismatchError extends Error {
  override readonly name = 'StateMismatchError';
}

/** What a network (or an optimiser) holds, copied. */
export async function exportState(owner: ParameterOwner): Promise<StateDictionary> {
  // All at once: one after another, each would wait for a GPU by itself.
  const read = [...owner.namedParameters()].map(
    async ([name, parameter]) => [name, toStateTensor(parameter, await parameter.values())] as const,
  );
  return new Map(await Promise.all(read));
}

/**
 * Gives a network (or an optimiser) these values. Nothing is changed unless all of them fit.
 * @throws StateMismatchError that names the tensor and both shapes
 */
export function importState(owner: ParameterOwner, state: StateDictionary): void {
  const parameters = new Map(owner.namedParameters());
  for (const [name, { shape }] of state) {
    if (!parameters.has(name)) {
      throw new StateMismatchError(
        `the state has a tensor '${name}' of shape [${shape.join(', ')}] that the model does not have`,
      );
    }
  }
  for (const [name, parameter] of parameters) {
    const tensor = state.get(name);
    const expected = stateShape(parameter);
    if (tensor === undefined) {
      throw new StateMismatchError(
        `the state has no tensor '${name}', which the model needs with shape [${expected.join(', ')}]`,
      );
    }
    if (tensor.shape.join() !== expected.join()) {
      throw new StateMismatchError(
        `the tensor '${name}' has shape [${tensor.shape.join(', ')}] in the state and [${expected.join(', ')}] in the model`,
      );
    }
    if (tensor.values.length !== parameter.size) {
      throw new StateMismatchError(
        `the tensor '${name}' of shape [${expected.join(', ')}] has ${tensor.values.length} values in the state, not ${parameter.size}`,
      );
    }
  }
  for (const [name, parameter] of parameters) {
    parameter.assign(fromStateTensor(parameter, state.get(name) as StateTensor));
  }
}

/** The shape that a parameter has in a state dictionary. */
export function stateShape({ shape, layout }: Parameter): readonly number[] {
  if (layout !== 'hwio') return shape;
  const [height, width, inChannels, outChannels] = shape as [number, number, number, number];
  return [outChannels, inChannels, height, width];
}

/** Values in a parameter's own layout (convolutions HWIO), as PyTorch has them. */
export function toStateTensor(parameter: Parameter, values: Float32Array): StateTensor {
  const shape = stateShape(parameter);
  if (parameter.layout !== 'hwio') return { shape, values };
  const [outChannels, inChannels, height, width] = shape as [number, number, number, number];
  return { shape, values: swapOuterAndInner(values, height * width, inChannels, outChannels) };
}

/** PyTorch's values in a parameter's own layout. */
export function fromStateTensor(parameter: Parameter, { shape, values }: StateTensor): Float32Array {
  if (parameter.layout !== 'hwio') return values;
  const [outChannels, inChannels, height, width] = shape as [number, number, number, number];
  return swapOuterAndInner(values, outChannels, inChannels, height * width);
}

/** [a, b, c] → [c, b, a]: HWIO and OIHW differ by this, with height and width as one axis. */
function swapOuterAndInner(values: Float32Array, a: number, b: number, c: number): Float32Array {
  const swapped = new Float32Array(values.length);
  for (let i = 0; i < a; i += 1) {
    for (let j = 0; j < b; j += 1) {
      for (let k = 0; k < c; k += 1) swapped[(k * b + j) * a + i] = values[(i * b + j) * c + k] as number;
    }
  }
  return swapped;
}
