import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { determinant } from './determinant.ts';
import { createMatrix, type Matrix } from './matrix.ts';
import { multiply } from './multiply.ts';
import { orthogonalMatrix } from './random-matrix.ts';
import { rotationPlanes, rotationPower } from './rotation-planes.ts';

/** Haar-distributed, its first row negated where it is a reflection. */
function randomRotation(size: number): Matrix {
  const matrix = orthogonalMatrix(size, size, Generator.named(3, `planes ${size}`));
  return determinant(matrix) > 0
    ? matrix
    : { ...matrix, data: matrix.data.map((entry, index) => (index < size ? -entry : entry)) };
}

describe('rotationPlanes', () => {
  it.each([2, 3, 4, 7, 20])('give a rotation back, and its roots, %i×%i', (size) => {
    const rotation = randomRotation(size);
    const planes = rotationPlanes(rotation);
    expect(planes).toHaveLength(Math.floor(size / 2));
    expect(rotationPower(size, planes, 1).data).toBeAllClose(rotation.data, 1e-11);
    const third = rotationPower(size, planes, 1 / 3);
    expect(third).toBeOrthogonal(1e-12);
    expect(multiply(third, multiply(third, third)).data).toBeAllClose(rotation.data, 1e-11);
  });

  it('tells planes of one angle apart', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const twice = createMatrix(4, 4, [c, 0, -s, 0, 0, c, 0, -s, s, 0, c, 0, 0, s, 0, c]);
    const planes = rotationPlanes(twice);
    expect(planes.map(({ angle }) => angle)).toEqual([expect.closeTo(0.7, 12), expect.closeTo(0.7, 12)]);
    expect(rotationPower(4, planes, 1).data).toBeAllClose(twice.data, 1e-12);
  });

  it('are none of the identity, one for half a turn, and refuse a reflection', () => {
    expect(rotationPlanes(createMatrix(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]))).toEqual([]);
    const half = rotationPlanes(createMatrix(3, 3, [-1, 0, 0, 0, 1, 0, 0, 0, -1]));
    expect(half.map(({ angle }) => angle)).toEqual([Math.PI]);
    expect(rotationPower(3, half, 0.5)).toBeOrthogonal(1e-15);
    expect(() => rotationPlanes(createMatrix(3, 3, [1, 0, 0, 0, -1, 0, 0, 0, 1]))).toThrow('det Q = −1');
  });
});
