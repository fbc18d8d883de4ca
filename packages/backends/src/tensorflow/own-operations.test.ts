import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { dispose, getKernel, type Scalar, scalar, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { isUnavailable } from '../backend-adapter.ts';
import { loadAddon } from '../node/load-addon.ts';
import { loadTensorflow, nativeFolder, nativeMark } from '../node/load-tensorflow.ts';
import { ownOperationsFile } from '../node/own-operations.ts';
import { packagePlaces } from '../node/package-places.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { wasPrepared } from '../testing/backend-contract.ts';
import { hasOwnOperations } from './own-operations.ts';
import { tensorflowAdapter } from './tensorflow-adapter.ts';
import { nativeBackend } from './tensorflow-op.ts';

// What batch norm computes is in batch-norm-kernels.test.ts.
const found = await tensorflowAdapter.probe();
const ours = !isUnavailable(found) && (await loadTensorflow())?.ownOperations;
const reason = ours
  ? ''
  : ' (skipped: the native backend with own operations is not prepared here: npx -y pnpm@12 native)';

// Where the backend was prepared for the tests, they must be there.
describe.runIf(ours || wasPrepared('tensorflow'))(`own operations on tensorflow${reason}`, () => {
  beforeAll(async () => {
    await prepareBackend('tensorflow');
  });

  it('are there, and the device says so', () => {
    expect(hasOwnOperations()).toBe(true);
    expect(found).toMatchObject({ device: expect.stringMatching(/^CPU \(TensorFlow .* and own operations\)$/) });
  });

  // Nothing, a value, rows of 64 and chunks of 64 rows that are whole or not, several tasks.
  it.each([0, 1, 63, 64, 65, 4095, 4097, 65536, 200_001])('sum the squares of %i values', async (size) => {
    const generator = Generator.named(1, `squares ${size}`);
    const values = Float32Array.from({ length: size }, () => generator.normal());
    const exact = values.reduce((sum, value) => sum + value ** 2, 0);
    await expectTensorCount(async () => {
      const x = tensor1d(values);
      const kernel = getKernel('SumOfSquares', 'tensorflow').kernelFunc;
      const sum = kernel({ inputs: { x }, attrs: {}, backend: nativeBackend() }) as Scalar;
      const [found = Number.NaN] = await sum.data();
      // Half a unit in the last place of the result, and of each square.
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(2e-7 * exact);
      expect(sum.shape).toEqual([]);
      dispose([x, sum]);
    });
  });

  it('sum the square of a scalar, and keep what is not finite', async () => {
    const kernel = getKernel('SumOfSquares', 'tensorflow').kernelFunc;
    for (const [value, square] of [
      [-3, 9],
      [Number.NaN, Number.NaN],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ] as const) {
      const x = scalar(value);
      const sum = kernel({ inputs: { x }, attrs: {}, backend: nativeBackend() }) as Scalar;
      expect((await sum.data())[0]).toBe(square);
      dispose([x, sum]);
    }
  });
});

describe.runIf(ours)(`a second copy of the own operations${reason}`, () => {
  it('is refused, where TensorFlow would end the process', async () => {
    await prepareBackend('tensorflow');
    const native = dirname(packagePlaces(nativeFolder, nativeMark)[0] as string);
    // Beside the first, from where it finds TensorFlow.
    const folder = await mkdtemp(join(native, 'copy-'));
    try {
      const copy = join(folder, 'procrustes.node');
      await copyFile(ownOperationsFile(native) as string, copy);
      expect(() => loadAddon(copy)).toThrow(`${copy}: its operations are in this process already`);
      expect(hasOwnOperations()).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const pins = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
const unpinned = pins ? '' : ' (skipped: it needs two cores and taskset)';

describe.runIf(ours && pins)(`own operations on tensorflow by other numbers of threads${reason || unpinned}`, () => {
  it('has the same bits', () => {
    const source = `
      import { createHash } from 'node:crypto';
      import { prepareBackend } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
      import { engine, getKernel, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
      await prepareBackend('tensorflow');
      const wave = (length, step) => Float32Array.from({ length }, (_, index) => Math.sin(index * step));
      const [shape, backend] = [[8, 32, 32, 16], engine().backend];
      const [x, dy] = [tensor4d(wave(131072, 0.7), shape), tensor4d(wave(131072, 1.3), shape)];
      const [scale, offset] = [tensor1d(wave(16, 1)), tensor1d(wave(16, 2))];
      const run = (name, inputs) => getKernel(name, 'tensorflow').kernelFunc({ inputs, attrs: { epsilon: 1e-5 }, backend });
      const made = run('BatchNormReluTraining', { x, scale, offset });
      const [y, mean, variance] = made;
      const derived = run('BatchNormReluTrainingGradient', { dy, x, y, scale, mean, variance });
      const sum = run('SumOfSquares', { x });
      const hash = createHash('sha256');
      for (const tensor of [...made, ...derived, sum]) hash.update(tensor.dataSync());
      console.log(hash.digest('hex'));`;
    const node = ['--input-type=module', '-e', source];
    const settings = { encoding: 'utf8', cwd: fileURLToPath(new URL('../..', import.meta.url)) } as const;
    const [all, one] = [
      spawnSync(process.execPath, node, settings),
      spawnSync('taskset', ['-c', '0', process.execPath, ...node], settings),
    ];
    expect(all.stdout, all.stderr).toMatch(/^[0-9a-f]{64}\n$/);
    expect(one.stdout, one.stderr).toBe(all.stdout);
  });
});
