import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { createMatrix, scale, transpose } from './matrix.ts';
import { multiply, multiplyTransposed } from './multiply.ts';
import { gaussianMatrix } from './random-matrix.ts';
import { RELEASES_STEPS, releasesGain, releasesNormaliser, releasesPolarFactor } from './releases-recipe.ts';
import { singularValueDecomposition } from './singular-value-decomposition.ts';

describe('releasesPolarFactor', () => {
  it('is the recipe on the side of the output channels, on the real embedding, word by word', () => {
    const wide = gaussianMatrix(3, 7, Generator.named(1, 'kernel'));
    for (const outputs of [wide, transpose(wide)]) {
      const size = outputs.rows;
      const gram = multiplyTransposed(outputs, outputs);
      const embedding = createMatrix(2 * size, 2 * size);
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j < size; j += 1) {
          embedding.data[i * 2 * size + j] = gram.data[i * size + j] as number;
          embedding.data[(i + size) * 2 * size + j + size] = gram.data[i * size + j] as number;
        }
      }
      const nu = Math.max(1, Math.hypot(...embedding.data));
      let y = scale(embedding, 1 / nu);
      let z = createMatrix(2 * size, 2 * size);
      for (let i = 0; i < 2 * size; i += 1) z.data[i * (2 * size + 1)] = 1;
      for (let step = 0; step < RELEASES_STEPS; step += 1) {
        const t = scale(multiply(z, y), -1 / 2);
        for (let i = 0; i < 2 * size; i += 1)
          t.data[i * (2 * size + 1)] = (t.data[i * (2 * size + 1)] as number) + 3 / 2;
        y = multiply(y, t);
        z = multiply(t, z);
      }
      const corner = createMatrix(size, size);
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j < size; j += 1) corner.data[i * size + j] = z.data[i * 2 * size + j] as number;
      }
      const expected = scale(multiply(corner, outputs), 1 / Math.sqrt(nu));
      const factor = releasesPolarFactor(wide);
      expect((outputs === wide ? factor : transpose(factor)).data).toBeAllClose(expected.data, 1e-12);
    }
  });

  it('multiplies each singular value by its gain', () => {
    const wide = gaussianMatrix(4, 6, Generator.named(2, 'kernel'));
    const { left, right, values } = singularValueDecomposition(wide);
    const nu = releasesNormaliser(Math.hypot(...values.map((value) => value ** 2)));
    const diagonal = createMatrix(4, 4);
    for (const [i, value] of values.entries()) diagonal.data[i * 5] = value * releasesGain(value ** 2, nu);
    expect(releasesPolarFactor(wide).data).toBeAllClose(
      multiplyTransposed(multiply(left, diagonal), right).data,
      1e-12,
    );
  });
});
