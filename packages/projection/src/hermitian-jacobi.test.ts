import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { HermitianJacobi } from './hermitian-jacobi.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

function randomHermitian(size: number): HermitianJacobi {
  const generator = Generator.named(size, 'hermitian');
  const jacobi = new HermitianJacobi(size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const [real, imaginary] = [generator.normal(), i === j ? 0 : generator.normal()];
      jacobi.re[i * size + j] = real;
      jacobi.re[j * size + i] = real;
      jacobi.im[i * size + j] = imaginary;
      jacobi.im[j * size + i] = -imaginary;
    }
  }
  return jacobi;
}

describe('HermitianJacobi', () => {
  for (const size of [1, 2, 3, 8, 20]) {
    it(`decomposes and rebuilds, ${size} × ${size}`, () => {
      const jacobi = randomHermitian(size);
      const [re, im] = [jacobi.re.slice(), jacobi.im.slice()];
      jacobi.decompose(true);
      // The real embedding [[Re, −Im], [Im, Re]] has every eigenvalue twice.
      const embedding = new Float64Array(4 * size * size);
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j < size; j += 1) {
          embedding[i * 2 * size + j] = re[i * size + j] as number;
          embedding[(i + size) * 2 * size + j + size] = re[i * size + j] as number;
          embedding[(i + size) * 2 * size + j] = im[i * size + j] as number;
          embedding[i * 2 * size + j + size] = -(im[i * size + j] as number);
        }
      }
      const twice = symmetricEigenvalues({ rows: 2 * size, columns: 2 * size, data: embedding });
      expect(jacobi.values.slice().sort()).toBeAllClose(
        twice.filter((_, i) => i % 2 === 0),
        1e-13,
      );
      jacobi.apply(jacobi.values.slice());
      expect(jacobi.re).toBeAllClose(re, 1e-13);
      expect(jacobi.im).toBeAllClose(im, 1e-13);
      jacobi.apply(jacobi.values.map((value) => value + 1));
      expect(jacobi.re).not.toBeAllClose(re, 1e-3);
    });
  }
});
