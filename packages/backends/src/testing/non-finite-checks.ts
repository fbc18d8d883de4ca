import {
  batchNormInference,
  batchNormTraining,
  channelAffine,
  channelSum,
  convolution,
  fullyConnected,
  globalAveragePool,
  l2Pool,
  relu,
  residualSum,
  softmaxCrossEntropy,
  sumOfSquares,
} from '@procrustes/ops';
import type { NumericTensor } from '@procrustes/testing';
import {
  dispose,
  ones,
  type Rank,
  type Scalar,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { type LittleBlock, littleBlocks, toTensors } from './little-blocks.ts';
import { read } from './read.ts';

/** A run that diverged must be seen: what is not finite stays so through every operation (as NaN or as ±∞). */
export function nonFiniteChecks() {
  const image = (value: number) => tensor4d([value, 1, -1, 2, 3, -2, 0.5, 4], [1, 2, 2, 2]);
  const vector = (...values: number[]): Tensor1D => tensor1d(values);
  const batchNorm = (activation: 'relu' | 'none') => (bad: number) =>
    batchNormTraining(image(bad), vector(1, 1), vector(0, 0), { epsilon: 1e-5, activation }).y;
  const pointwise = { stride: 1, padding: 0 };
  // Enough channels for a kernel that takes several at once.
  const wideImage = (value: number) => tensor4d([value, 1, -1, 2, 3, -2, 0.5, 4], [1, 1, 1, 8]);
  const batchNormEvaluation = (x: Tensor4D) => {
    const [zero, one] = [zeros<Rank.R1>([x.shape[3]]), ones<Rank.R1>([x.shape[3]])];
    const statistics = { scale: one, offset: zero, mean: zero, variance: one };
    return batchNormInference(x, statistics, { epsilon: 1e-5, activation: 'relu' });
  };
  // Not from a number: JavaScript may replace the bits of a NaN. ∞ − ∞ gives this one on most processors.
  const negativeNaN = () => tensor1d(new Float32Array(Uint32Array.of(0xff_c0_00_00, 0x3f_80_00_00).buffer));
  const operations: Readonly<Record<string, (bad: number) => Tensor>> = {
    relu: (bad) => relu(image(bad)),
    'relu, with its sign bit set': () => relu(negativeNaN()),
    'relu, as ∞ − ∞': () => relu(sub(vector(Number.POSITIVE_INFINITY, 1, 2), Number.POSITIVE_INFINITY)),
    'channelAffine, in x alone': (bad) => channelAffine(image(bad), vector(1, 1), vector(0, 0), { activation: 'relu' }),
    'channelAffine, in the scale': (bad) =>
      channelAffine(image(1), vector(bad, 1), vector(0, 0), { activation: 'relu' }),
    'channelAffine, in the shift': (bad) =>
      channelAffine(image(1), vector(1, 1), vector(bad, 0), { activation: 'none' }),
    'channelAffine, in x alone, of eight channels': (bad) =>
      channelAffine(wideImage(bad), ones([8]), ones([8]), { activation: 'relu' }),
    'batchNormInference with ReLU': (bad) => batchNormEvaluation(image(bad)),
    'batchNormInference with ReLU, of eight channels': (bad) => batchNormEvaluation(wideImage(bad)),
    'a convolution and batchNormInference with ReLU, of eight channels': (bad) =>
      batchNormEvaluation(convolution(wideImage(bad), ones([1, 1, 8, 8]), pointwise)),
    'batchNormTraining with ReLU': batchNorm('relu'),
    'batchNormTraining without ReLU': batchNorm('none'),
    convolution: (bad) => convolution(image(bad), tensor4d([1, 2, 3, 4], [1, 1, 2, 2]), { stride: 1, padding: 0 }),
    'convolution of stride 2': (bad) => convolution(image(bad), ones([3, 3, 2, 2]), { stride: 2, padding: 1 }),
    fullyConnected: (bad) => fullyConnected(tensor2d([[bad, 1]]), tensor2d([[1, 2]]), vector(0)),
    globalAveragePool: (bad) => globalAveragePool(image(bad)),
    l2Pool: (bad) => l2Pool(image(bad), 2),
    residualSum: (bad) => residualSum(image(bad), image(1)),
    channelSum: (bad) => channelSum(image(bad)),
    sumOfSquares: (bad) => sumOfSquares(image(bad)),
    softmaxCrossEntropy: (bad) => softmaxCrossEntropy(tensor2d([[1, bad, 2]]), tensor1d([0], 'int32')),
  };
  return [
    ...Object.entries(operations).map(([name, operation]) => ({
      name: `NaN goes through ${name}`,
      run: async () => {
        const y = await read(tidy(() => operation(Number.NaN)));
        expect(y.every(Number.isFinite), `[${y}]`).toBe(false);
      },
    })),
    ...littleBlocks.flatMap((block) =>
      [Number.NaN, Number.POSITIVE_INFINITY].map((bad) => ({
        name: `one pixel of ${bad} shows in the loss: ${block.name}`,
        run: async () => {
          const x = block.inputs.x as NumericTensor;
          const spoilt = { ...x, values: x.values.with(0, bad) };
          const loss = await evaluate(block, { ...block.inputs, x: spoilt });
          expect(Number.isFinite(loss), `loss ${loss}`).toBe(false);
        },
      })),
    ),
  ];
}

async function evaluate({ loss }: LittleBlock, inputs: LittleBlock['inputs']): Promise<number> {
  const tensors = toTensors(inputs);
  const values = await read(tidy(() => loss(tensors) as Scalar));
  dispose(tensors);
  return values[0] as number;
}
