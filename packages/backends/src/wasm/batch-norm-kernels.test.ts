import {
  batchNormReluTrainingDefinition,
  batchNormReluTrainingGradientDefinition,
  batchNormTrainingDefinition,
  batchNormTrainingGradientDefinition,
  defineOp,
} from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount } from '@procrustes/testing';
import {
  dispose,
  engine,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { DeviceMemoryError } from '../device-memory-error.ts';
import { prepareBackend } from '../prepare-backend.ts';

type Shape = [number, number, number, number];

/** One vector of a pixel, several; one block of pixels, several with a shorter last one; a number of channels that falls back. */
const shapes: Shape[] = [
  [2, 3, 5, 8],
  [3, 5, 2, 16],
  [16, 16, 17, 64],
  [1, 1, 1, 8],
  [2, 4, 4, 3],
];

/** Float32 on both sides, sums of thousands of terms in two orders; batch norm's gradient loses a digit by cancellation. */
const tolerance = 1e-5;
const epsilon = 1e-5;

function draw(name: string, shape: readonly number[], mean = 0): Float32Array {
  const generator = Generator.named(1, `${name} ${shape}`);
  return Float32Array.from(drawTensor(shape, () => mean + generator.normal()).values);
}

/** What the stock backend has in its heap. */
interface HeapBackend {
  write(values: null, shape: number[], dtype: 'float32'): object;
  disposeData(data: object): boolean;
  numDataIds(): number;
}

const channelsOf = (shape: Shape) => shape[3];

function forwardInputs(shape: Shape, mean = 0.5) {
  const vector = (name: string) => tensor1d(draw(name, [channelsOf(shape)]));
  return { x: tensor4d(draw('x', shape, mean), shape), scale: vector('scale'), offset: vector('offset') };
}

function gradientInputs(shape: Shape) {
  const { x, scale, offset } = forwardInputs(shape);
  offset.dispose();
  return {
    x,
    scale,
    dy: tensor4d(draw('dy', shape), shape),
    y: tensor4d(
      draw('y', shape).map((value) => Math.max(value, 0)),
      shape,
    ),
    mean: tensor1d(draw('mean', [channelsOf(shape)])),
    variance: tensor1d(draw('variance', [channelsOf(shape)]).map((value) => value ** 2 + 0.1)),
  };
}

/** What an operation gives on a backend: three tensors, of which the values. */
async function results<I extends Record<string, Tensor>>(name: string, make: () => I, run: (inputs: I) => Tensor[]) {
  await prepareBackend(name);
  return expectTensorCount(async () => {
    const inputs = make();
    const outputs = await expectTensorCount(() => tidy(() => run(inputs)), 3);
    const values = await Promise.all(outputs.map(async (y) => Float32Array.from(await y.data())));
    dispose([...outputs, ...Object.values(inputs)]);
    return values;
  });
}

const forward = { none: batchNormTrainingDefinition, relu: batchNormReluTrainingDefinition };

describe.each(['none', 'relu'] as const)('batch norm on wasm, activation %s', (activation) => {
  it.each(shapes)('forward [%i, %i, %i, %i]: the reference’s result', async (...shape) => {
    const make = () => forwardInputs(shape);
    const expected = await results('cpu', make, (inputs) => forward[activation].reference(inputs, { epsilon }));
    const found = await results('wasm', make, (inputs) => defineOp(forward[activation])(inputs, { epsilon }));
    for (const [index, values] of expected.entries()) {
      // The variance of one value is 0, which no relative error can be taken of.
      if (values.every((value) => value === 0)) expect(found[index]).toEqual(values);
      else expect(found[index]).toBeRelativelyClose(values, tolerance);
    }
  });

  it.each(shapes)('backward [%i, %i, %i, %i]: the reference’s result', async (...shape) => {
    const make = () => gradientInputs(shape);
    const [withRelu, without] = [batchNormReluTrainingGradientDefinition, batchNormTrainingGradientDefinition];
    const expected = await results('cpu', make, (inputs) =>
      activation === 'relu' ? withRelu.reference(inputs, { epsilon }) : without.reference(inputs, { epsilon }),
    );
    const found = await results('wasm', make, (inputs) =>
      activation === 'relu' ? defineOp(withRelu)(inputs, { epsilon }) : defineOp(without)(inputs, { epsilon }),
    );
    for (const [index, values] of expected.entries()) expect(found[index]).toBeRelativelyClose(values, tolerance);
  });

  it('keeps the digits of a variance that is small beside the mean', async () => {
    const shape: Shape = [4, 8, 8, 8];
    const x = draw('x', shape, 1000);
    const [, , variance] = await results(
      'wasm',
      () => forwardInputs(shape, 1000),
      (inputs) => defineOp(forward[activation])(inputs, { epsilon }),
    );
    const exact = Array.from({ length: 8 }, (_, c) => {
      const values = Array.from(x.filter((_value, index) => index % 8 === c));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    });
    // A mean of 1000 has an error of 6e-5 in float32, of which the square counts; E[x²] − E[x]² would be off by 0.1.
    expect(variance).toBeRelativelyClose(exact, 1e-5);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('shows one pixel of %d', async (bad) => {
    await prepareBackend('wasm');
    const values = draw('x', [2, 3, 5, 8]).with(13, bad);
    const y = tidy(() => {
      const x = tensor4d(values, [2, 3, 5, 8]);
      const ones = tensor1d(new Float32Array(8).fill(1));
      return defineOp(forward[activation])({ x, scale: ones, offset: ones }, { epsilon })[0] as Tensor4D;
    });
    const channel = Array.from(await y.data()).filter((_value, index) => index % 8 === 13 % 8);
    expect(channel.every(Number.isNaN)).toBe(true);
    y.dispose();
  });

  it('shows a NaN in the gradient that comes in', async () => {
    await prepareBackend('wasm');
    const shape: Shape = [2, 3, 5, 8];
    const { dy, y, ...rest } = gradientInputs(shape);
    const spoilt = tensor4d(new Float32Array(dy.size).fill(Number.NaN), shape);
    const inputs = { ...rest, dy: spoilt, y: tensor4d(new Float32Array(dy.size).fill(1), shape) };
    const [dx, dScale, dOffset] = (
      activation === 'relu'
        ? defineOp(batchNormReluTrainingGradientDefinition)(inputs, { epsilon })
        : defineOp(batchNormTrainingGradientDefinition)(inputs, { epsilon })
    ) as [Tensor4D, Tensor1D, Tensor1D];
    for (const result of [dx, dScale, dOffset]) expect(Array.from(await result.data()).every(Number.isNaN)).toBe(true);
    dispose([dx, dScale, dOffset, dy, y, ...Object.values(inputs)]);
  });

  it('frees its vectors where the heap has no room for the image', async () => {
    await prepareBackend('wasm');
    const backend = engine().backend as unknown as HeapBackend;
    const shape: Shape = [4, 16, 16, 16];
    const passes: [inputs: Record<string, Tensor>, run: () => unknown][] = [];
    const x = forwardInputs(shape);
    passes.push([x, () => defineOp(forward[activation])(x, { epsilon })]);
    const dy = gradientInputs(shape);
    passes.push([
      dy,
      () =>
        activation === 'relu'
          ? defineOp(batchNormReluTrainingGradientDefinition)(dy, { epsilon })
          : defineOp(batchNormTrainingGradientDefinition)(dy, { epsilon }),
    ]);
    // Room for the vectors, of 64 bytes each, and not for 64 KiB.
    const room = backend.write(null, [1024], 'float32');
    const taken: object[] = [];
    for (let bytes = 2 ** 29; bytes >= 2 ** 12; bytes /= 2) {
      try {
        while (true) taken.push(backend.write(null, [bytes / 4], 'float32'));
      } catch {
        // Full for this size: the next one is half of it.
      }
    }
    backend.disposeData(room);
    const freed = vi.spyOn(backend, 'disposeData');
    try {
      for (const [, run] of passes) {
        const before = backend.numDataIds();
        freed.mockClear();
        expect(run).toThrow(DeviceMemoryError);
        expect(freed).toHaveBeenCalledTimes(2);
        expect(backend.numDataIds()).toBe(before);
      }
    } finally {
      freed.mockRestore();
      for (const data of taken) backend.disposeData(data);
      for (const [inputs] of passes) dispose(inputs);
    }
  });
});
