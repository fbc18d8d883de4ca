import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from './matrix.ts';
import { multiply } from './multiply.ts';
import { orthogonalMatrix } from './random-matrix.ts';
import { rotationPlanes, rotationPower } from './rotation-planes.ts';

const isRotation = (matrix: Matrix): boolean => {
  try {
    rotationPlanes(matrix);
    return true;
  } catch {
    return false;
  }
};

/** Haar-distributed, its first row negated where it is a reflection. */
function randomRotation(size: number): Matrix {
  const matrix = orthogonalMatrix(size, size, Generator.named(3, `planes ${size}`));
  return isRotation(matrix)
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
});
