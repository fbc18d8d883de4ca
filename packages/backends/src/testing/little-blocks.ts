import {
  batchNormTraining,
  convolution,
  duplicateChannels,
  flattenBatch,
  fullyConnected,
  globalAveragePool,
  l2Pool,
  relu,
  residualSum,
  softmaxCrossEntropy,
  valueAndGradients,
} from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { drawTensor, expectUnchangedMemory, type NumericTensor } from '@procrustes/testing';
import {
  customGrad,
  dispose,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** A network of one block, small enough for every backend, that every gradient of the models goes through. */
export interface LittleBlock {
  readonly name: string;
  /** The images `x` and the parameters; the gradient of each is compared. */
  readonly inputs: Readonly<Record<string, NumericTensor>>;
  loss(inputs: Readonly<Record<string, Tensor>>): Scalar;
}

const batchNormRelu = (x: Tensor4D, { scale, offset }: Record<string, Tensor>): Tensor4D =>
  batchNormTraining(x, scale as Tensor1D, offset as Tensor1D, { epsilon: 1e-5, activation: 'relu' }).y;

const crossEntropy = (features: Tensor2D, { weight, bias }: Record<string, Tensor>): Scalar =>
  softmaxCrossEntropy(fullyConnected(features, weight as Tensor2D, bias as Tensor1D), tensor1d([0, 2, 1], 'int32'));

function draw(name: string, shapes: Readonly<Record<string, readonly number[]>>) {
  const generator = Generator.named(1, name);
  return Object.fromEntries(
    Object.entries(shapes).map(([input, shape]) => [input, drawTensor(shape, () => generator.normal())]),
  );
}

const classifier = (features: number) => ({ weight: [3, features], bias: [3] });

export const littleBlocks: readonly LittleBlock[] = [
  {
    name: 'pre-activation transition with a projection shortcut of stride 2',
    inputs: draw('transition', {
      x: [3, 7, 7, 4],
      scale: [4],
      offset: [4],
      branch: [3, 3, 4, 6],
      shortcut: [1, 1, 4, 6],
      ...classifier(6),
    }),
    loss: (inputs) => {
      const activated = batchNormRelu(inputs.x as Tensor4D, inputs);
      const branch = convolution(activated, inputs.branch as Tensor4D, { stride: 2, padding: 1 });
      const shortcut = convolution(activated, inputs.shortcut as Tensor4D, { stride: 2, padding: 0 });
      return crossEntropy(globalAveragePool(residualSum(shortcut, branch)), inputs);
    },
  },
  {
    name: 'identity block behind a 1×1 convolution of stride 2',
    inputs: draw('identity', {
      x: [3, 6, 8, 2],
      first: [1, 1, 2, 5],
      scale: [5],
      offset: [5],
      branch: [3, 3, 5, 5],
      ...classifier(5),
    }),
    loss: (inputs) => {
      const stream = convolution(inputs.x as Tensor4D, inputs.first as Tensor4D, { stride: 2, padding: 0 });
      const branch = convolution(batchNormRelu(stream, inputs), inputs.branch as Tensor4D, { stride: 1, padding: 1 });
      return crossEntropy(globalAveragePool(relu(residualSum(stream, branch))), inputs);
    },
  },
  {
    name: 'L2 pooling and channel duplication',
    inputs: draw('l2 pooling', { x: [3, 8, 8, 3], scale: [6], offset: [6], ...classifier(6) }),
    loss: (inputs) => {
      const stream = duplicateChannels(l2Pool(inputs.x as Tensor4D, 2));
      return crossEntropy(flattenBatch(l2Pool(batchNormRelu(stream, inputs), 4)), inputs);
    },
  },
  {
    name: 'plain block without batch norm',
    inputs: draw('plain', { x: [3, 5, 6, 3], first: [3, 3, 3, 4], second: [1, 1, 4, 2], ...classifier(2) }),
    loss: (inputs) => {
      const hidden = relu(convolution(inputs.x as Tensor4D, inputs.first as Tensor4D, { stride: 1, padding: 1 }));
      const y = convolution(hidden, inputs.second as Tensor4D, { stride: 1, padding: 0 });
      return crossEntropy(globalAveragePool(y), inputs);
    },
  },
];

export interface BlockResult {
  readonly loss: Float32Array;
  /** By input. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

export const toTensors = (inputs: LittleBlock['inputs']): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => [name, tensor(Float32Array.from(values), [...shape])]),
  );

/** What a block gives on the current backend; asserts that it leaves nothing. */
export function resultOf({ inputs, loss }: LittleBlock): Promise<BlockResult> {
  return expectUnchangedMemory(async () => {
    const tensors = toTensors(inputs);
    const { value, gradients } = valueAndGradients(() => loss(tensors), Object.values(tensors));
    const found: Record<string, Float32Array> = {};
    for (const [index, name] of Object.keys(inputs).entries()) {
      found[name] = Float32Array.from(await (gradients[index] as Tensor).data());
    }
    const result = { loss: Float32Array.from(await value.data()), gradients: found };
    dispose([value, ...gradients, ...Object.values(tensors)]);
    return result;
  });
}

/** The whole backward pass has been when the gradient of the images throws. */
export function expectNothingLeftByAThrow({ inputs, loss }: LittleBlock): Promise<void> {
  return expectUnchangedMemory(() => {
    const tensors = toTensors(inputs);
    const throws = customGrad((x) => ({
      value: (x as Tensor).clone(),
      gradFunc: () => {
        throw new Error('from the gradient');
      },
    }));
    const pass = () =>
      valueAndGradients(() => loss({ ...tensors, x: throws(tensors.x as Tensor) }), Object.values(tensors));
    expect(pass).toThrow('from the gradient');
    dispose(tensors);
  });
}
