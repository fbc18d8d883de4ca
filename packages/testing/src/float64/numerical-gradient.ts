/**
 * ∂f/∂x by central differences, (f(x + h) − f(x − h)) / 2h for one value after the other.
 *
 * With h = 1e-6 in float64 the truncation error is about 1e-13 · f‴ and the rounding error about 1e-10 · f: both far
 * below what a float32 gradient can be wrong by.
 *
 * @param f must compute in float64
 * @param x is changed while f runs, and as it was afterwards
 */
export function numericalGradient(f: () => number, x: Float64Array, step = 1e-6): Float64Array {
  return Float64Array.from(x, (value, index) => {
    x[index] = value + step;
    const above = f();
    x[index] = value - step;
    const below = f();
    x[index] = value;
    return (above - below) / (2 * step);
  });
}
