import { prepareBackend } from '@procrustes/backends';
import {
  type ConvolutionOperator,
  circularConvolution,
  projectConvolution as exactProjection,
  parameterLength,
  type Size,
  singularValues,
} from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeviceProjectionOptions, projectConvolution } from './project-convolution.ts';
import { conditionedWeight } from './testing/conditioned-weight.ts';
import { countReadBacks } from './testing/count-read-backs.ts';

const operatorOf = (inChannels: number, outChannels: number, kernelSize: Size, inputSize: Size, stride = 1) =>
  circularConvolution({ inChannels, outChannels, kernelSize, inputSize, stride });

function gaussian(operator: ConvolutionOperator, size = 1): Float32Array {
  const generator = Generator.named(3, 'kernel');
  return Float32Array.from({ length: parameterLength(operator) }, () => size * generator.normal());
}

const tensorOf = (values: Float32Array, { kernelSize, inChannels, outChannels }: ConvolutionOperator): Tensor4D =>
  tensor4d(values, [...kernelSize, inChannels, outChannels]);

function run(values: Float32Array, operator: ConvolutionOperator, options?: DeviceProjectionOptions) {
  return tidy(() => {
    const projection = projectConvolution(tensorOf(values, operator), operator, options);
    return {
      values: projection.values.dataSync() as Float32Array,
      residual: projection.residual.dataSync()[0] as number,
    };
  });
}

const pointwise = [
  operatorOf(5, 5, [1, 1], [8, 8]),
  operatorOf(4, 9, [1, 1], [8, 8], 2),
  operatorOf(9, 4, [1, 1], [8, 6], 2),
  operatorOf(64, 128, [1, 1], [32, 32], 2),
  { ...operatorOf(3, 5, [1, 1], [7, 7], 2), padding: 'zero' } satisfies ConvolutionOperator,
];

const spatial = [
  operatorOf(3, 64, [3, 3], [32, 32]),
  operatorOf(16, 3, [3, 3], [8, 8]),
  operatorOf(8, 8, [3, 3], [8, 8]),
  operatorOf(4, 4, [3, 3], [6, 6]),
  operatorOf(1, 1, [3, 3], [8, 8]),
  operatorOf(2, 9, [5, 5], [7, 9]),
  operatorOf(2, 6, [5, 5], [5, 5]),
  operatorOf(2, 9, [3, 1], [6, 9]),
  operatorOf(9, 2, [1, 3], [5, 8]),
  operatorOf(2, 7, [2, 2], [5, 5]),
  operatorOf(3, 5, [4, 3], [6, 8]),
  { ...operatorOf(2, 5, [3, 3], [6, 6]), padding: 'zero' } satisfies ConvolutionOperator,
];

const name = ({ kernelSize, inChannels, outChannels, inputSize, stride, padding }: ConvolutionOperator) =>
  `${kernelSize.join('×')}, ${inChannels}→${outChannels} on ${inputSize.join('×')}, stride ${stride}, ${padding}`;

describe.each(['wasm', 'cpu'])('projectConvolution on %s', (backend) => {
  beforeAll(async () => {
    await prepareBackend(backend);
  });

  for (const operator of pointwise) {
    // As of the polar factor: 2e-6 of σ, and 1e-8·κ more.
    it(`is the float64 projection in float32, ${name(operator)}`, () => {
      for (const condition of [2, 1000]) {
        const kernel = conditionedWeight(operator.inChannels, operator.outChannels, condition);
        const { kernel: expected, receipt } = exactProjection(Float64Array.from(kernel), operator);
        const { values, residual } = run(kernel, operator);
        expect(values).toBeAllClose(expected, (2e-6 + 1e-8 * condition) * receipt.sigma);
        expect(residual).toBeLessThan(1e-5);
      }
    });
  }

  for (const operator of spatial) {
    // The Gram matrices carry κ²: float32 leaves 1e-7·κ of Gaussian kernels up to κ = 400, the largest here (seen: 5e-8·κ).
    it(`is one round of the float64 projection in float32, ${name(operator)}`, () => {
      const kernel = gaussian(operator);
      const { kernel: expected, receipt } = exactProjection(Float64Array.from(kernel), operator, { rounds: 1 });
      const condition = receipt.before.max / receipt.before.min;
      const { values, residual } = run(kernel, operator);
      expect(values).toBeAllClose(expected, (1e-6 + 1e-7 * condition) * receipt.sigma);
      expect(residual).toBeLessThan(1e-4);
    });
  }

  it('gets nearer with every round, as on the CPU', () => {
    const operator = operatorOf(3, 64, [3, 3], [16, 16]);
    let kernel = gaussian(operator);
    const sigma = Math.sqrt(64 / 3);
    const spread = () => {
      const { min, max } = singularValues(kernel, operator).extremes;
      return Math.max(1 - min / sigma, max / sigma - 1);
    };
    const before = spread();
    for (let round = 0; round < 10; round += 1) kernel = run(kernel, operator, { lower: 0.25 }).values;
    expect(spread()).toBeLessThan(0.1);
    expect(before).toBeGreaterThan(1);
  });

  it('takes a σ, and no other kernel scale', () => {
    const operator = operatorOf(2, 6, [3, 3], [6, 6]);
    const kernel = gaussian(operator);
    const { values } = run(kernel, operator, { sigma: 1 });
    const doubled = run(kernel, operator, { sigma: 2 }).values;
    expect(doubled).toBeAllClose(
      values.map((value) => 2 * value),
      1e-6,
    );
    for (const size of [1e-30, 1e30])
      expect(
        run(
          kernel.map((value) => value * size),
          operator,
          { sigma: 1 },
        ).values,
      ).toBeAllClose(values, 2e-6);
  });

  it('tells by the residual that it has not arrived', () => {
    const operator = operatorOf(6, 6, [3, 3], [8, 8]);
    const kernel = gaussian(operator);
    const { kernel: expected } = exactProjection(Float64Array.from(kernel), operator, { rounds: 1 });
    const far = run(kernel, operator, { lower: 0.25 });
    expect(far.residual).toBeGreaterThan(0.1);
    expect(far.values).not.toBeAllClose(expected, 1e-3);
    expect(run(kernel, operator).residual).toBeLessThan(1e-3);
  });

  it('gives zeros for zeros, and says so', () => {
    for (const operator of [operatorOf(2, 6, [3, 3], [6, 6]), operatorOf(2, 6, [1, 1], [6, 6])]) {
      const { values, residual } = run(new Float32Array(parameterLength(operator)), operator);
      expect(values.every((value) => value === 0)).toBe(true);
      expect(residual).toBeGreaterThan(1);
    }
  });

  for (const operator of [
    operatorOf(3, 8, [1, 1], [8, 8], 2),
    operatorOf(3, 8, [3, 3], [8, 8]),
    operatorOf(8, 3, [3, 3], [8, 8]),
  ]) {
    it(`makes two tensors, reads nothing back, and leaves its input as it was, ${name(operator)}`, async () => {
      const kernel = gaussian(operator);
      const tensor = tensorOf(kernel, operator);
      for (let call = 0; call < 2; call += 1) {
        const { values, residual } = await expectTensorCount(() => {
          const { result, readBacks } = countReadBacks(() => projectConvolution(tensor, operator));
          // The wasm backend's own kernel for slices looks into its memory by the same method; the plain backend's does not.
          if (backend === 'cpu') expect(readBacks).toBe(0);
          return result;
        }, 2);
        values.dispose();
        residual.dispose();
      }
      expect(tensor.dataSync()).toEqual(kernel);
      tensor.dispose();
    });
  }

  it('refuses what it cannot project, and quotes it', async () => {
    const operator = operatorOf(2, 3, [3, 3], [6, 6]);
    const tensor = tensorOf(gaussian(operator), operator);
    await expectTensorCount(() => {
      const wrong: [Partial<ConvolutionOperator>, string][] = [
        [{ stride: 2 }, 'got 3×3 at stride 2'],
        [{ stride: 4 }, 'stride 4 does not divide the circular 6×6 grid'],
        [{ stride: 7 }, 'stride 7 is larger than the 6×6 grid'],
        [{ inputSize: [2, 6] }, '3×3 kernel is larger than the 2×6 grid'],
        [{ outChannels: 4 }, 'shape [3, 3, 2, 4] (HWIO), got [3, 3, 2, 3]'],
        [{ inChannels: 0 }, 'got 0'],
        [{ kernelSize: [2, 2], padding: 'zero' }, 'got 2×2'],
      ];
      for (const [change, message] of wrong) {
        expect(() => projectConvolution(tensor, { ...operator, ...change })).toThrow(message);
      }
      expect(() => projectConvolution(tensor, operator, { sigma: -2 })).toThrow('got -2');
      expect(() => projectConvolution(tensor, operator, { lower: 0 })).toThrow('got 0');
    });
    tensor.dispose();
  });
});
