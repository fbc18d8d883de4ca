import { Generator } from '@procrustes/random';
import type { NumericTensor } from '@procrustes/testing';
import { drawTensor } from '@procrustes/testing';
import { type Tensor1D, type Tensor2D, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { flattenBatch } from '../flatten-batch.ts';
import { fullyConnected } from '../fully-connected.ts';
import { softmaxCrossEntropy } from '../softmax-cross-entropy.ts';
import { drawInputs, numericTensor, type OpCase, opCase } from './op-case.ts';

const layers = [
  [3, 4, 4],
  [2, 7, 3],
  [5, 2, 6],
  [1, 1, 1],
] as const;

export const fullyConnectedCases: readonly OpCase[] = layers.map(([batch, inFeatures, outFeatures]) => {
  const title = `${batch} images, ${inFeatures} → ${outFeatures}`;
  return opCase({
    op: 'fullyConnected',
    kernel: 'FullyConnected',
    title,
    inputs: drawInputs(title, { x: [batch, inFeatures], weight: [outFeatures, inFeatures], bias: [outFeatures] }),
    run: ({ x, weight, bias }) => fullyConnected(x as Tensor2D, weight as Tensor2D, bias as Tensor1D),
    reference: ({ x, weight, bias }) =>
      numericTensor([batch, outFeatures], (index) => {
        const [n, o] = [Math.floor(index / outFeatures), index % outFeatures];
        let y = bias?.values[o] as number;
        for (let i = 0; i < inFeatures; i += 1) {
          y += (x?.values[n * inFeatures + i] as number) * (weight?.values[o * inFeatures + i] as number);
        }
        return y;
      }),
  });
});

export const flattenBatchCases: readonly OpCase[] = [
  [2, 3, 4, 2],
  [1, 1, 1, 1],
].map((shape) =>
  opCase({
    op: 'flattenBatch',
    kernel: 'FlattenBatch',
    title: `[${shape}]`,
    inputs: drawInputs(`flatten ${shape}`, { x: shape }),
    run: ({ x }) => flattenBatch(x as Tensor4D),
    reference: ({ x }) => ({
      shape: [shape[0] as number, shape.slice(1).reduce((product, length) => product * length)],
      values: (x as NumericTensor).values.slice(),
    }),
  }),
);

/** −(1/n) Σ log softmax(logits)[label] in float64. */
export function naiveCrossEntropy({ shape, values }: NumericTensor, labels: readonly number[]): NumericTensor {
  const [batch, classes] = shape as [number, number];
  let total = 0;
  labels.forEach((label, n) => {
    const row = values.subarray(n * classes, (n + 1) * classes);
    const largest = Math.max(...row);
    const sum = row.reduce((partial, logit) => partial + Math.exp(logit - largest), 0);
    total -= (row[label] as number) - largest - Math.log(sum);
  });
  return { shape: [], values: Float64Array.of(total / batch) };
}

const batches = [
  [1, 2],
  [5, 10],
  [3, 100],
  [4, 3],
] as const;

export const softmaxCrossEntropyCases: readonly OpCase[] = batches.map(([batch, classes]) => {
  const title = `${batch} images, ${classes} classes`;
  const generator = Generator.named(1, title);
  const labels = Array.from({ length: batch }, () => generator.integer(classes));
  return opCase({
    op: 'softmaxCrossEntropy',
    kernel: 'SoftmaxCrossEntropy',
    title,
    inputs: { logits: drawTensor([batch, classes], () => 3 * generator.normal()) },
    run: ({ logits }) => tidy(() => softmaxCrossEntropy(logits as Tensor2D, tensor1d(labels, 'int32'))),
    reference: ({ logits }) => naiveCrossEntropy(logits as NumericTensor, labels),
  });
});
