import { channelSum, globalAveragePool, l2Pool } from '@procrustes/ops';
import { expectTensorCount } from '@procrustes/testing';
import {
  clone,
  dispose,
  fill,
  matMul,
  memory,
  ones,
  reshape,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tensor4d,
} from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { read } from './read.ts';

/** What a kernel may get wrong about the memory behind its tensors, and about the smallest of them. */
export const memoryChecks = [
  { name: 'a clone shares memory with its original', run: cloneShares },
  { name: 'a clone outlives its original, and the original its clone', run: cloneOutlives },
  { name: 'a matrix product follows the shape, not the memory, of its factors', run: multipliesByShape },
  { name: 'pooling over one pixel is the pixel', run: poolsOnePixel },
];

function cloneShares(): void {
  const x = tensor1d([1, 2, 3]);
  const { numDataBuffers } = memory();
  const y = clone(x);
  expect(memory().numDataBuffers).toBe(numDataBuffers);
  dispose([x, y]);
  expect(memory().numDataBuffers).toBe(numDataBuffers - 1);
}

async function cloneOutlives(): Promise<void> {
  const values = Float32Array.from({ length: 4096 }, (_, index) => index);
  await expectTensorCount(async () => {
    for (const survivor of ['clone', 'original'] as const) {
      const original = tensor1d(values);
      const copy = clone(original);
      const [dead, alive] = survivor === 'clone' ? [original, copy] : [copy, original];
      dead.dispose();
      // Would take the place of memory that was freed too early.
      const others = Array.from({ length: 8 }, () => fill([4096], -1));
      expect(await alive.data(), `the ${survivor}`).toEqual(values);
      dispose([alive, ...others]);
    }
  });
}

/** One tensor's memory as the right factor in two shapes, and again after other tensors have come and gone. */
async function multipliesByShape(): Promise<void> {
  await expectTensorCount(async () => {
    const wide = tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const tall = reshape(wide, [3, 2]) as Tensor2D;
    const [two, three] = [ones([1, 2]) as Tensor2D, ones([1, 3]) as Tensor2D];
    for (let round = 0; round < 2; round += 1) {
      expect(await read(matMul(two, wide))).toEqual(Float32Array.of(5, 7, 9));
      expect(await read(matMul(three, tall))).toEqual(Float32Array.of(9, 12));
      expect(await read(matMul(two, tall, false, true))).toEqual(Float32Array.of(3, 7, 11));
    }
    wide.dispose();
    const others = Array.from({ length: 8 }, () => fill([6], -1));
    expect(await read(matMul(three, tall))).toEqual(Float32Array.of(9, 12));
    dispose([tall, two, three, ...others]);
  });
}

async function poolsOnePixel(): Promise<void> {
  await expectTensorCount(async () => {
    const x = tensor4d([1, -2, 3, 4, -5, 6], [3, 1, 1, 2]);
    expect(await read(globalAveragePool(x))).toEqual(Float32Array.of(1, -2, 3, 4, -5, 6));
    expect(await read(l2Pool(x, 1))).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(await read(channelSum(x))).toEqual(Float32Array.of(-1, 8));
    x.dispose();
  });
}
