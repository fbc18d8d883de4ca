import { prepareBackend } from '@procrustes/backends';
import { circularConvolution, type Operator, singularValues } from '@procrustes/projection';
import { useCpuBackend } from '@procrustes/testing';
import { dispose, memory, type Tensor, tensor, transpose } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { availableBackends } from '../../../tests/testing/available-backends.ts';
import { applyConstraints } from './apply-constraints.ts';
import { normPreserving } from './norm-preserving.ts';
import { registerFilterGradient } from './register-filter-gradient.ts';
import { littleBatch, littleModel } from './testing/little-model.ts';

beforeAll(() => import('@procrustes/ops/gradients'));

const transition = circularConvolution({ inChannels: 4, outChannels: 8, kernelSize: 1, inputSize: 8, stride: 2 });
const head: Operator = { kind: 'linear', rows: 3, columns: 128 };

/** The largest and the smallest singular value that is not structurally zero. */
async function spread(kernel: Tensor, operator: Operator): Promise<readonly [number, number]> {
  const turned = operator.kind === 'linear' ? transpose(kernel) : kernel.clone();
  const { singularValues: all } = singularValues(Float32Array.from(await turned.data<'float32'>()), operator);
  turned.dispose();
  const positive = [...(all ?? [])].filter((value) => value > 1e-3);
  return [Math.max(...positive), Math.min(...positive)];
}

const spreads = async (model: LayersModel) => ({
  transition: await spread(model.getLayer('transition').getWeights()[0] as Tensor, transition),
  head: await spread(model.getLayer('head').getWeights()[0] as Tensor, head),
});

const constraint = { transition: normPreserving({ size: 8, stride: 2 }), head: normPreserving() };

const names = (await availableBackends()).map(({ name }) => name).filter((name) => name !== 'webgpu');

describe.each(names)('normPreserving on %s', (name) => {
  beforeAll(async () => {
    await prepareBackend(name);
    registerFilterGradient();
  });

  it('holds after each batch of fit, for a strided convolution and a dense layer', async () => {
    const model = littleModel(constraint);
    const { x, y } = littleBatch();
    applyConstraints(model);
    const seen: Awaited<ReturnType<typeof spreads>>[] = [await spreads(model)];
    const held: number[] = [];
    const onBatchEnd = async () => {
      const { numTensors } = memory();
      applyConstraints(model);
      held.push(memory().numTensors - numTensors);
      seen.push(await spreads(model));
    };
    await model.fit(x, y, { batchSize: 2, shuffle: false, verbose: 0, callbacks: { onBatchEnd } });
    expect(held).toEqual([0, 0, 0]);
    expect(seen).toHaveLength(4);
    for (const {
      transition: [largest, smallest],
      head: [first, last],
    } of seen) {
      expect([largest, smallest]).toBeAllClose([Math.SQRT2, Math.SQRT2], 1e-5);
      expect([first, last]).toBeAllClose([1, 1], 1e-5);
    }
    dispose([x, y]);
    model.dispose();
  });

  it('does not hold without applyConstraints: tfjs-layers carries no constraint out after an update', async () => {
    const model = littleModel(constraint);
    const { x, y } = littleBatch();
    applyConstraints(model);
    await model.fit(x, y, { batchSize: 2, shuffle: false, verbose: 0 });
    const {
      transition: [largest, smallest],
    } = await spreads(model);
    expect(largest - smallest).toBeGreaterThan(1e-3);
    dispose([x, y]);
    model.dispose();
  });
});

describe('normPreserving', () => {
  useCpuBackend();

  it('leaves unconstrained weights alone', async () => {
    const [model, untouched] = [littleModel(constraint), littleModel()];
    applyConstraints(model);
    const kernels = [model, untouched].map((one) => one.getLayer('stem').getWeights()[0] as Tensor);
    expect(await kernels[0]?.data()).toEqual(await kernels[1]?.data());
  });

  it('takes σ, and is what a saved model gets back', async () => {
    const model = sequential({
      layers: [
        layers.dense({ inputShape: [4], units: 2, useBias: false, kernelConstraint: normPreserving({ sigma: 3 }) }),
      ],
    });
    const again = sequential();
    again.add(layers.dense({ ...model.layers[0]?.getConfig(), inputShape: [4] } as never));
    again.setWeights([tensor([1, 2, 3, 4, 5, 6, 7, 9], [4, 2])]);
    const [largest, smallest] = await spread(again.getWeights()[0] as Tensor, { kind: 'linear', rows: 2, columns: 4 });
    expect([largest, smallest]).toBeAllClose([3, 3], 1e-5);
  });

  it('refuses a convolution without its grid, and kernels of another rank', () => {
    expect(() => normPreserving().apply(tensor(new Float32Array(8), [1, 1, 2, 4]))).toThrow(
      'give normPreserving({ size }) the height and width of the layer’s input'.replace('’', "'"),
    );
    expect(() => normPreserving({ size: 8 }).apply(tensor(new Float32Array(6), [3, 1, 2]))).toThrow('got [3, 1, 2]');
    expect(() => normPreserving({ size: 9, stride: 2 }).apply(tensor([1], [1, 1, 1, 1]))).toThrow('does not divide');
  });
});
