import { exp, log, matMul, type Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../prepare-backend.ts';

beforeAll(async () => {
  await prepareBackend('webgl');
});

async function read(f: () => Tensor): Promise<number[]> {
  const y = tidy(f);
  const values = await y.data();
  y.dispose();
  return [...values];
}

// Larger than what the backend computes on the CPU.
const [rows, columns] = [20, 22];
const zeros = (height: number, width: number): Tensor2D => tensor2d(new Float32Array(height * width), [height, width]);

describe('the matrix product of webgl', () => {
  it.each([1, 3, 9, 25])('over a side of %d leaves out what exp and log put behind the last number', async (side) => {
    // exp makes 1 of the zeros behind, log −∞.
    const ones = await read(() => matMul(exp(zeros(rows, side)), exp(zeros(side, columns))));
    expect(ones).toEqual(Array(rows * columns).fill(side));
    const logs = await read(() => matMul(log(exp(zeros(side, rows))), exp(log(exp(zeros(columns, side)))), true, true));
    expect(logs).toEqual(Array(rows * columns).fill(0));
  });
});
