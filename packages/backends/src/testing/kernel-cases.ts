import {
  channelAffineDefinition,
  channelSumDefinition,
  convolutionFilterGradientDefinition,
  convolutionInputGradientDefinition,
  defineOp,
  type OpDefinition,
  sumOfSquaresDefinition,
} from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { drawTensor, type NumericTensor } from '@procrustes/testing';
import type { Tensor } from '@tensorflow/tfjs-core';

/** One call of an operation that a backend may have a kernel of its own for. */
export interface KernelCase {
  /** The operation's name in the kernel registry. */
  readonly kernel: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, NumericTensor>>;
  /** Runs the current backend's kernel. */
  run(inputs: Readonly<Record<string, Tensor>>): Tensor;
  /** Runs the plain composition. */
  reference(inputs: Readonly<Record<string, Tensor>>): Tensor;
}

function kernelCase<I extends Readonly<Record<string, Tensor>>, A extends object, O extends Tensor>(
  definition: OpDefinition<I, A, O>,
  shapes: { readonly [K in keyof I]: readonly number[] },
  attributes: A,
): KernelCase {
  const title = `${JSON.stringify(shapes)} ${JSON.stringify(attributes)}`;
  const generator = Generator.named(1, definition.name + title);
  return {
    kernel: definition.name,
    title,
    inputs: Object.fromEntries(
      Object.entries<readonly number[]>(shapes).map(([name, shape]) => [
        name,
        drawTensor(shape, () => generator.normal()),
      ]),
    ),
    run: (inputs) => defineOp(definition)(inputs as I, attributes),
    reference: (inputs) => definition.reference(inputs as I, attributes),
  };
}

const affine = [
  [2, 4, 4, 3],
  [1, 1, 1, 1],
  [3, 5, 2, 16],
  [2, 8, 8, 64],
  [4, 7, 3, 5],
].flatMap((shape) =>
  (['relu', 'none'] as const).map((activation) =>
    kernelCase(
      channelAffineDefinition,
      { x: shape, scale: [shape[3] as number], shift: [shape[3] as number] },
      { activation },
    ),
  ),
);

const channelSums = [
  [2, 4, 4, 3],
  [1, 1, 1, 1],
  [5, 1, 1, 2],
  [1, 7, 3, 16],
  [16, 16, 16, 64],
].map((shape) => kernelCase(channelSumDefinition, { x: shape }, {}));

const sumsOfSquares = [[], [7], [3, 5], [2, 3, 4], [16, 16, 16, 64], [1, 5, 5, 3]].map((shape) =>
  kernelCase(sumOfSquaresDefinition, { x: shape }, {}),
);

/** Square, wide and tall; every kernel and stride of the models, and grids that the stride does not divide. */
const convolutions = [1, 3, 5].flatMap((kernel) =>
  [1, 2, 3].flatMap((stride) =>
    [
      [6, 6, 4, 4],
      [7, 5, 2, 9],
      [8, 11, 9, 2],
      [5, 5, 1, 1],
    ].map(([height, width, inChannels, outChannels]) => ({
      kernel,
      stride,
      height: height as number,
      width: width as number,
      inChannels: inChannels as number,
      outChannels: outChannels as number,
      padding: (kernel - 1) / 2,
    })),
  ),
);

const convolutionGradients = convolutions.flatMap(
  ({ kernel, stride, height, width, inChannels, outChannels, padding }) => {
    const outSize = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
    const dy = [3, outSize(height), outSize(width), outChannels];
    return [
      kernelCase(
        convolutionFilterGradientDefinition,
        { x: [3, height, width, inChannels], dy },
        { stride, padding, kernel: [kernel, kernel] },
      ),
      kernelCase(
        convolutionInputGradientDefinition,
        { dy, filter: [kernel, kernel, inChannels, outChannels] },
        { stride, padding, height, width },
      ),
    ];
  },
);

export const kernelCases: readonly KernelCase[] = [
  ...affine,
  ...channelSums,
  ...sumsOfSquares,
  ...convolutionGradients,
];
