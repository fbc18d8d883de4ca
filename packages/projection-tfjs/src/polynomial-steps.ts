/** Coefficients [a, b, c] of an odd polynomial p(x) = ax + bx³ + cx⁵. */
export type OddPolynomial = readonly [a: number, b: number, c: number];

/** p(x) = (15x − 10x³ + 3x⁵)/8: within 2.5·e³ of 1 for x within e of 1. */
const settle: OddPolynomial = [15 / 8, -10 / 8, 3 / 8];

/** Error that one more `settle` takes below float32. */
const nearlyThere = 3e-3;

/**
 * Share of the largest value below which the fit does not look: the best polynomial for a very small ℓ would press some of the large values
 * down to ℓ too, and float32's rounding errors would grow by as much on the way back.
 */
const cushion = 0.1;

/** Each fit reaches so far beyond the largest value, because a polynomial of degree 5 is steep there and magnifies rounding errors. */
const margin = 1.01;

/**
 * Odd polynomials of degree 5 which, one after the other, take every singular value in [ℓ, 1] to 1 up to float32. Each is the best
 * uniform approximation of 1 on the interval that the ones before it leave, or on its upper nine tenths where it is longer. A
 * small ℓ grows some fourfold a step, where the plain Newton–Schulz step gives 1.5, and no value falls to less than 0.4 of
 * itself, which keeps the iteration stable (Amsel et al. 2025, "Polar Express"; Nakatsukasa & Higham 2012).
 *
 * The list depends on ℓ alone, so that the device runs it without being asked how far it is: 3 steps for ℓ = 0.25, 9 for 1e-4.
 *
 * @param lower ℓ in (0, 1): the smallest singular value that is to arrive, of a matrix whose largest is at most 1
 * @throws RangeError for another ℓ
 */
export function polynomialSteps(lower: number): OddPolynomial[] {
  if (!(lower > 0 && lower < 1))
    throw new RangeError(`the lower end of the singular values lies in (0, 1), got ${lower}`);
  const steps: OddPolynomial[] = [];
  let [least, most] = [lower, 1];
  while (Math.max(1 - least, most - 1) > nearlyThere) {
    const { polynomial, error } = bestApproximation(Math.max(least, cushion * most), margin * most);
    steps.push(polynomial);
    // It grows up to its first extremum, which lies right of the cushion.
    least = evaluate(polynomial, least);
    most = 1 + error;
  }
  return [...steps, settle];
}

function evaluate([a, b, c]: OddPolynomial, x: number): number {
  return x * (a + x * x * (b + x * x * c));
}

/**
 * The p nearest to 1 on [lower, upper], and its largest error E: 1 − p has the values E, −E, E, −E at four points (Chebyshev), of which
 * two are the ends and two the extrema of p between them, found by turns (Remez).
 */
function bestApproximation(lower: number, upper: number): { polynomial: OddPolynomial; error: number } {
  let [left, right] = [lower + (upper - lower) / 4, lower + (3 * (upper - lower)) / 4];
  for (let iteration = 0; ; iteration += 1) {
    const found = alternating([lower, left, right, upper]);
    const [a, b, c] = found.polynomial;
    // p′ = a + 3bx² + 5cx⁴ = 0.
    const root = Math.sqrt(Math.max(0, 9 * b * b - 20 * a * c));
    const next = [Math.sqrt((-3 * b - root) / (10 * c)), Math.sqrt((-3 * b + root) / (10 * c))] as const;
    const change = Math.abs(next[0] - left) + Math.abs(next[1] - right);
    // It converges quadratically: forty turns are many times what any interval takes.
    if (!(change > 1e-12 * upper) || iteration === 40) return found;
    [left, right] = next;
  }
}

/**
 * The p and E with p(xᵢ) = 1 ∓ E in turn. In t = x² it is a + bt + ct² = (1 ∓ E)/x at four points: a parabola, whose third divided
 * difference is zero, which gives E.
 */
function alternating(points: readonly [number, number, number, number]): { polynomial: OddPolynomial; error: number } {
  const t = points.map((x) => x * x) as [number, number, number, number];
  let [constant, alternate] = [0, 0];
  for (const [i, x] of points.entries()) {
    const weight = t.reduce((product, other, j) => (j === i ? product : product / ((t[i] as number) - other)), 1 / x);
    constant += weight;
    alternate += i % 2 === 0 ? weight : -weight;
  }
  const error = constant / alternate;
  const [y0, y1, y2] = points.map((x, i) => (i % 2 === 0 ? 1 - error : 1 + error) / x) as [
    number,
    number,
    number,
    number,
  ];
  const first = (y1 - y0) / (t[1] - t[0]);
  const c = ((y2 - y1) / (t[2] - t[1]) - first) / (t[2] - t[0]);
  const b = first - c * (t[0] + t[1]);
  return { polynomial: [y0 - b * t[0] - c * t[0] ** 2, b, c], error };
}
