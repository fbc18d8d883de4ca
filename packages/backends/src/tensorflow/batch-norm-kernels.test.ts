import { type BatchNormAttributes, batchNormTraining } from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, naiveBatchNorm } from '@procrustes/testing';
import {
  dispose,
  getKernel,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { isUnavailable } from '../backend-adapter.ts';
import { loadTensorflow } from '../node/load-tensorflow.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { composedBatchNorm, composedBatchNormGradient } from './batch-norm-composition.ts';
import { hasOwnOperations } from './own-operations.ts';
import { tensorflowAdapter } from './tensorflow-adapter.ts';
import { nativeBackend, runTensorflowOp } from './tensorflow-op.ts';

type Shape = [number, number, number, number];

/** A pixel; a chunk and its neighbours; several tasks; several pixels a row, one, and rows that do not end with a pixel. */
const shapes: Shape[] = [
  [1, 1, 1, 1],
  [1, 3, 21, 3],
  [1, 8, 8, 16],
  [5, 13, 1, 7],
  [2, 3, 5, 130],
  [9, 16, 17, 64],
  [4, 32, 32, 16],
];

const epsilon = 1e-5;
const found = await tensorflowAdapter.probe();
const ours = !isUnavailable(found) && (await loadTensorflow())?.ownOperations;
const reason = ours
  ? ''
  : ' (skipped: the native backend with own operations is not prepared here: npx -y pnpm@12 native)';

/** All that a batch norm and its gradient are given. */
function draw([batch, height, width, channels]: Shape) {
  const generator = Generator.named(1, `batch norm ${[batch, height, width, channels]}`);
  const image = [batch, height, width, channels] as const;
  return {
    x: drawTensor(image, () => Math.fround(2 * generator.normal() + 3)),
    dy: drawTensor(image, () => Math.fround(generator.normal())),
    scale: drawTensor([channels], () => Math.fround(0.5 + generator.uniform())),
    offset: drawTensor([channels], () => Math.fround(generator.normal())),
  };
}

/** ∂E/∂x, ∂E/∂γ and ∂E/∂β in float64, of E = Σ dy · y. */
function exactGradients({ x, dy, scale, offset }: ReturnType<typeof draw>, activation: 'relu' | 'none') {
  const { y, mean, variance } = naiveBatchNorm(x, scale, offset, { epsilon, activation });
  const channels = scale.values.length;
  const count = x.values.length / channels;
  const g = dy.values.map((value, index) => (activation === 'relu' && !((y.values[index] as number) > 0) ? 0 : value));
  const deviation = Array.from(variance, (value) => 1 / Math.sqrt(value + epsilon));
  const normalised = x.values.map((value, index) => {
    const channel = index % channels;
    return (value - (mean[channel] as number)) * (deviation[channel] as number);
  });
  const [dScale, dOffset] = [new Float64Array(channels), new Float64Array(channels)];
  g.forEach((value, index) => {
    dScale[index % channels] = (dScale[index % channels] as number) + value * (normalised[index] as number);
    dOffset[index % channels] = (dOffset[index % channels] as number) + value;
  });
  const dx = g.map((value, index) => {
    const channel = index % channels;
    const [byScale, byOffset] = [dScale[channel] as number, dOffset[channel] as number];
    const rest = value - (byOffset + (normalised[index] as number) * byScale) / count;
    return (scale.values[channel] as number) * (deviation[channel] as number) * rest;
  });
  return [dx, dScale, dOffset] as const;
}

const run = (name: string, inputs: Record<string, Tensor>, attributes: BatchNormAttributes) =>
  getKernel(name, 'tensorflow').kernelFunc({
    inputs,
    attrs: attributes as never,
    backend: nativeBackend(),
  }) as [Tensor4D, Tensor1D, Tensor1D];

describe.runIf(ours)(`batch norm on tensorflow${reason}`, () => {
  beforeAll(async () => {
    await prepareBackend('tensorflow');
  });

  it('is by own operations', () => expect(hasOwnOperations()).toBe(true));

  for (const activation of ['none', 'relu'] as const) {
    const kernel = activation === 'relu' ? 'BatchNormReluTraining' : 'BatchNormTraining';
    const form = { epsilon, relu: activation === 'relu' };

    it.each(shapes)(`is that of float64, and so is its gradient: [%i, %i, %i, %i], ${activation}`, async (...shape) => {
      const drawn = draw(shape);
      const expected = naiveBatchNorm(drawn.x, drawn.scale, drawn.offset, { epsilon, activation });
      const gradients = exactGradients(drawn, activation);
      const [x, dy] = [drawn.x, drawn.dy].map(({ values }) => tensor4d(Float32Array.from(values), shape));
      const [scale, offset] = [drawn.scale, drawn.offset].map(({ values }) => tensor1d(Float32Array.from(values)));
      const inputs = { x, scale, offset } as { x: Tensor4D; scale: Tensor1D; offset: Tensor1D };
      // The ways of a library with own operations, and of one without.
      const ways = [
        {
          forward: () => run(kernel, inputs, { epsilon }),
          backward: (y: Tensor4D, mean: Tensor1D, variance: Tensor1D) =>
            run(
              `${kernel}Gradient`,
              { ...inputs, dy: dy as Tensor4D, mean, variance, ...(form.relu && { y }) },
              { epsilon },
            ),
        },
        {
          forward: () => composedBatchNorm(inputs, form),
          backward: (y: Tensor4D, mean: Tensor1D, variance: Tensor1D) =>
            composedBatchNormGradient(
              { ...inputs, dy: dy as Tensor4D, mean, variance, ...(form.relu && { y }) },
              { epsilon },
            ),
        },
      ];
      for (const [index, { forward, backward }] of ways.entries()) {
        await expectTensorCount(async () => {
          const made = tidy(forward);
          const derived = tidy(() => backward(...made));
          const what = index === 0 ? 'own' : 'composed';
          for (const [place, values] of [expected.y.values, expected.mean, expected.variance].entries()) {
            // A variance of 0 has nothing to be relative to.
            if (values.every((value) => value === 0)) continue;
            expect(await made[place]?.data(), `output ${place}, ${what}`).toBeRelativelyClose(values, 5e-7);
          }
          for (const [place, values] of gradients.entries()) {
            if (values.every((value) => value === 0)) continue;
            expect(await derived[place]?.data(), `gradient ${place}, ${what}`).toBeRelativelyClose(values, 3e-6);
          }
          dispose([...made, ...derived]);
        });
      }
      dispose([x, dy, scale, offset] as Tensor[]);
    });
  }

  it('keeps the digits of a small variance far from zero, where sums of squares lose all of them', async () => {
    const generator = Generator.named(2, 'far');
    const shape: Shape = [8, 16, 16, 3];
    const x = drawTensor(shape, () => Math.fround(1000 + 0.1 * generator.normal()));
    const one = { shape: [3], values: Float64Array.of(1, 1, 1) };
    const exact = naiveBatchNorm(x, one, one, { epsilon, activation: 'none' });
    const values = Float32Array.from(x.values);
    const naive = [0, 1, 2].map((channel) => {
      const [sum, squares] = [new Float32Array(1), new Float32Array(1)];
      for (let index = channel; index < values.length; index += 3) {
        sum[0] = (sum[0] as number) + (values[index] as number);
        squares[0] = (squares[0] as number) + Math.fround((values[index] as number) ** 2);
      }
      const count = values.length / 3;
      return Math.fround((squares[0] as number) / count) - Math.fround((sum[0] as number) / count) ** 2;
    });
    expect(() => expect(naive).toBeRelativelyClose(exact.variance, 1e-5)).toThrow();
    await expectTensorCount(async () => {
      const tensors = [tensor4d(values, shape), tensor1d([1, 1, 1]), tensor1d([1, 1, 1])] as const;
      const { y, mean, variance } = batchNormTraining(...tensors, { epsilon, activation: 'none' });
      expect(await mean.data()).toBeRelativelyClose(exact.mean, 6e-8);
      expect(await variance.data()).toBeRelativelyClose(exact.variance, 1e-6);
      dispose([...tensors, y, mean, variance]);
    });
  });

  it('refuses what is no batch norm instead of reading beyond it', () => {
    const attributes = [['epsilon', 'FLOAT', epsilon] as const, ['relu', 'BOOL', false] as const];
    const forward = (...inputs: Tensor[]) => runTensorflowOp('ProcrustesBatchNorm', [], attributes, inputs, 3);
    const backward = (...inputs: Tensor[]) => runTensorflowOp('ProcrustesBatchNormGradient', [], attributes, inputs, 3);
    const [image, smaller, empty] = [[1, 2, 2, 3] as Shape, [1, 1, 2, 3] as Shape, [0, 2, 2, 3] as Shape].map((shape) =>
      tensor4d(new Float32Array(shape.reduce((product, length) => product * length)), shape),
    ) as [Tensor4D, Tensor4D, Tensor4D];
    const [three, two] = [tensor1d([1, 2, 3]), tensor1d([1, 2])];
    expect(() => forward(image, three, two)).toThrow(/one value a channel/);
    expect(() => forward(empty, three, three)).toThrow(/at least one pixel/);
    expect(() => backward(smaller, image, image, three, three, three)).toThrow(/one shape/);
    expect(() => backward(image, image, image, three, three, two)).toThrow(/one value a channel/);
    dispose([image, smaller, empty, three, two]);
  });
});
