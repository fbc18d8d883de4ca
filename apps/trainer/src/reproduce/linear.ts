import { seriesChart } from '@procrustes/charts';
import { identityBound } from '@procrustes/probes';
import {
  createMatrix,
  determinant,
  type Matrix,
  matrixSingularValues,
  nearIdentityFactors,
} from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import type { Claim, ClaimSettings, Finding } from './claim.ts';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { powerLaw } from './power-law.ts';

interface Measurement {
  readonly seed: number;
  readonly layers: number;
  readonly gamma: number;
  readonly largestNorm: number;
  readonly bound: number;
  /** Of all factors: the extremes of r_l over all gradients. */
  readonly ratios: readonly [least: number, most: number];
  readonly residual: number;
}

/** Of the matrix R, and how often L is doubled from the least L on that the theorem takes. */
const scales = {
  quick: { size: 16, doublings: 5 },
  full: { size: 64, doublings: 8 },
};
type Numbers = (typeof scales)['quick'];

/** The constructive linear theorem: R with det R > 0 as L near-identity layers, for growing L. */
export const linear: Claim<Numbers> = {
  name: 'linear',
  title: 'A linear map as ever more layers, each ever nearer to the identity',
  statement:
    'For a linear model y = Rx with det R > 0 and L ≥ 3γ layers, some global optimum has every ‖W_l‖ ≤ c/L, so that 1 − c/L ≤ r_l ≤ 1 + c/L, where γ = max(|log σ_max(R)|, |log σ_min(R)|) and c = 2(√π + √(3γ))².',
  source: 'arXiv 1805.07477, section 3, after Hardt & Ma, Identity Matters in Deep Learning, ICLR 2017, theorem 2.1',
  trains: false,
  scales,
  measure,
};

async function measure({ scale, seeds, signal, note }: ClaimSettings<Numbers>): Promise<Finding> {
  const { size, doublings } = scale;
  const multiples = Array.from({ length: doublings + 1 }, (_, doubling) => 2 ** doubling);
  const measurements: Measurement[] = [];
  for (const seed of seeds) {
    note(
      `seed ${seed}: a ${size}×${size} matrix as up to ${multiples.at(-1)} times as many layers as the theorem needs`,
    );
    const matrix = orientedGaussian(size, seed);
    const least = Math.max(1, Math.ceil(3 * nearIdentityFactors(matrix, 1).gamma));
    for (const multiple of multiples) {
      signal.throwIfAborted();
      measurements.push(measureOne(matrix, seed, multiple * least));
    }
  }
  const within = measurements.filter(({ largestNorm, bound }) => largestNorm <= bound).length;
  const exponents = seeds.map((seed) => {
    const own = measurements.filter((one) => one.seed === seed);
    return powerLaw(
      own.map(({ layers }) => layers),
      own.map(({ largestNorm }) => largestNorm),
    ).exponent;
  });
  const exponent = meanAndDeviation(exponents);
  const all = within === measurements.length;
  const shrinks = exponents.every((slope) => slope < -0.8);
  return {
    verdict: all && shrinks ? 'supports' : 'contradicts',
    words: `${within} of ${measurements.length} factorisations keep within c/L; the largest ‖W_l‖ falls as L to the power ${meanText(exponent, 2)} (−1 is promised).`,
    tables: [
      {
        title: `Gaussian ${size}×${size} matrices with det R > 0, σ_min and σ_max of all layers`,
        head: ['seed', 'γ', 'L', 'max ‖W_l‖', 'c/L', 'least r', 'most r', '‖∏ − R‖ / ‖R‖'],
        rows: measurements.map(({ seed, gamma, layers, largestNorm, bound, ratios: [low, high], residual }) => [
          String(seed),
          gamma.toFixed(3),
          String(layers),
          largestNorm.toPrecision(3),
          bound.toPrecision(3),
          low.toFixed(4),
          high.toFixed(4),
          residual.toExponential(1),
        ]),
      },
    ],
    remarks: [
      'Supported where every factorisation keeps within c/L and, for every seed, the largest ‖W_l‖ falls as a power of L below −0.8; else contradicted.',
      'R = HQ by the polar decomposition; the layers are equal roots of the rotation Q and of the stretching H, as many of each as make the larger of the two ‖W_l‖ least. r_l of a gradient g is ‖(I + W_l)ᵀg‖ / ‖g‖, whose extremes over all g are the extreme singular values of I + W_l.',
      'The theorem says that such an optimum exists, not that training finds it; `depth` is about training.',
    ],
    pictures: (document) => [
      seriesChart(
        seeds.flatMap((seed, index) => {
          const own = measurements.filter((one) => one.seed === seed);
          return [
            {
              name: `measured, seed ${seed}`,
              colour: index,
              points: own.map(({ layers: x, largestNorm: y }) => ({ x, y })),
            },
            {
              name: `c/L, seed ${seed}`,
              colour: index,
              dashed: true,
              points: own.map(({ layers: x, bound: y }) => ({ x, y })),
            },
          ];
        }),
        {
          document,
          width: 640,
          narrowWidth: 340,
          title: 'How far the layers are from the identity',
          caption:
            'The largest ‖W_l‖₂ of L layers whose product is R (solid), and the bound c/L of the theorem (dashed).',
          xLabel: 'layers L',
          yLabel: 'max ‖W‖',
          xScale: 'log',
          yScale: 'log',
        },
      ),
    ],
    measurements,
  };
}

function measureOne(matrix: Matrix, seed: number, layers: number): Measurement {
  const { factors, largestNorm, gamma, residual } = nearIdentityFactors(matrix, layers);
  const sigma = [...new Set(factors)].map((factor) => matrixSingularValues(factor));
  return {
    seed,
    layers,
    gamma,
    largestNorm,
    bound: identityBound({ blocks: layers, gamma }).deviation,
    ratios: [
      Math.min(...sigma.map((values) => values.at(-1) as number)),
      Math.max(...sigma.map((values) => values[0] as number)),
    ],
    residual,
  };
}

/** Standard normal entries over √n; the first row negated where the determinant is negative. */
function orientedGaussian(size: number, seed: number): Matrix {
  const generator = Generator.named(seed, 'reproduce/linear');
  const entries = Float64Array.from({ length: size * size }, () => generator.normal() / Math.sqrt(size));
  const matrix = createMatrix(size, size, entries);
  if (determinant(matrix) > 0) return matrix;
  return { ...matrix, data: entries.map((entry, index) => (index < size ? -entry : entry)) };
}
