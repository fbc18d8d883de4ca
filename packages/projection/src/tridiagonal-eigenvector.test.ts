import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { tridiagonalEigenvalues } from './tridiagonal-eigenvalues.ts';
import { tridiagonalEigenvector } from './tridiagonal-eigenvector.ts';

describe('tridiagonalEigenvector', () => {
  for (const size of [1, 2, 3, 20, 101]) {
    it(`fulfils Tx = λx, ${size} × ${size}`, () => {
      const generator = Generator.named(size, 'tridiagonal');
      const diagonal = Float64Array.from({ length: size }, () => generator.normal());
      const offDiagonal = Float64Array.from({ length: size }, () => generator.normal());
      for (const eigenvalue of tridiagonalEigenvalues(diagonal, offDiagonal)) {
        const x = tridiagonalEigenvector(diagonal, offDiagonal, eigenvalue);
        expect(Math.hypot(...x)).toBeCloseTo(1, 12);
        const residual = x.map((value, i) => {
          const before = i > 0 ? (offDiagonal[i] as number) * (x[i - 1] as number) : 0;
          const after = i + 1 < size ? (offDiagonal[i + 1] as number) * (x[i + 1] as number) : 0;
          return before + (diagonal[i] as number) * value + after - eigenvalue * value;
        });
        expect(Math.hypot(...residual)).toBeLessThan(1e-12);
      }
      const wrong = tridiagonalEigenvector(diagonal, offDiagonal, 100);
      expect(wrong).not.toBeAllClose(new Float64Array(size), 1e-3);
    });
  }
});
