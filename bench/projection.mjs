// Measures @procrustes/projection on the built files: `pnpm build && node bench/projection.mjs [speed|rounds|condition]`.
// Without an argument all three; about a minute. NumPy, where python3 has it, runs LAPACK's SVD on the same matrices for comparison.
import { spawnSync } from 'node:child_process';
import { parameterLength, polarFactor, project, sample, singularValues } from '../packages/projection/dist/index.js';
import { Generator } from '../packages/random/dist/index.js';

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);
const line = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const heading = (text, ...columns) => {
  process.stdout.write(`\n${text}\n\n`);
  line(...columns);
  line(...columns.map(() => '---'));
};

const convolution = (inChannels, outChannels, kernel, grid, stride = 1) => ({
  kind: 'convolution',
  inChannels,
  outChannels,
  kernelSize: [kernel, kernel],
  inputSize: [grid, grid],
  stride,
  padding: 'circular',
});

function gaussian(length, generator, size = 1) {
  return Float64Array.from({ length }, () => size * generator.normal());
}

/** Median milliseconds over inputs that all differ, after a warm-up of the compiler. */
function median(inputs, run) {
  for (const input of inputs.slice(0, 5)) run(input);
  const times = inputs.map((input) => {
    const started = performance.now();
    run(input);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

function lapackMilliseconds(rows, columns) {
  const program = `
import os
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"): os.environ[name] = "1"
import time, numpy
a = numpy.random.default_rng(0).standard_normal((${rows}, ${columns}))
times = []
for _ in range(20):
    start = time.perf_counter(); u, s, v = numpy.linalg.svd(a, full_matrices=False); u @ v; times.append(time.perf_counter() - start)
print(1000 * sorted(times)[10])`;
  const { status, stdout } = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
  return status === 0 ? Number(stdout).toFixed(2) : 'no NumPy';
}

function speed() {
  const generator = Generator.named(0, 'benchmark');
  const stages = [
    ['stem 64×3×3×3 on 32×32', convolution(3, 64, 3, 32)],
    ['transition 128×64', convolution(64, 128, 1, 32, 2)],
    ['transition 256×128', convolution(128, 256, 1, 16, 2)],
  ];
  heading(
    'Milliseconds for the three projections of ProcResNet-166 (float64, one round, receipts included)',
    'kernel',
    'cold',
    'warm, noise 0.1 %',
    'warm, noise 3 %',
  );
  const totals = [0, 0, 0];
  for (const [name, operator] of stages) {
    const length = parameterLength(operator);
    const cold = Array.from({ length: 15 }, () => gaussian(length, generator, 0.05));
    const member = project(operator, cold[0], { rounds: 10 }).values;
    const entry = Math.sqrt(member.reduce((sum, value) => sum + value * value, 0) / length);
    const near = (noise) =>
      Array.from({ length: 15 }, () => member.map((value) => value + noise * entry * generator.normal()));
    const times = [cold, near(0.001), near(0.03)].map((inputs) =>
      median(inputs, (values) => project(operator, values, { rounds: 1 })),
    );
    for (const [i, time] of times.entries()) totals[i] += time;
    line(name, ...times.map((time) => time.toFixed(2)));
  }
  line('all three', ...totals.map((time) => time.toFixed(2)));

  heading(
    'Milliseconds for one polar factor of a random matrix',
    'matrix',
    'scaled Newton (auto)',
    'Newton–Schulz',
    'SVD (ml-matrix)',
    'SVD (LAPACK, one thread)',
  );
  for (const [rows, columns] of [
    [128, 64],
    [256, 128],
  ]) {
    const matrices = Array.from({ length: 9 }, () => ({ rows, columns, data: gaussian(rows * columns, generator) }));
    const time = (method) => median(matrices, (matrix) => polarFactor(matrix, { method })).toFixed(2);
    line(`${rows}×${columns}`, time('auto'), time('newton-schulz'), time('svd'), lapackMilliseconds(rows, columns));
  }
}

function rounds() {
  const counts = [1, 10, 50, 500];
  heading(
    'σ_min/σ … σ_max/σ after so many rounds, Gaussian kernels, 3×3',
    'kernel',
    'grid',
    ...counts,
    'block-orthogonal `sample`',
  );
  for (const [outChannels, inChannels, grid] of [
    [64, 3, 32],
    [16, 8, 16],
    [16, 16, 16],
    [12, 12, 8],
  ]) {
    const operator = convolution(inChannels, outChannels, 3, grid);
    const kernel = gaussian(parameterLength(operator), Generator.named(0, 'rounds'));
    const cells = counts.map((count) => {
      const { receipt } = project(operator, kernel, { rounds: count });
      const { after, sigma } = receipt;
      return `${(after.min / sigma).toFixed(4)} … ${(after.max / sigma).toFixed(4)}`;
    });
    const built = singularValues(sample(operator, Generator.named(0, 'sample'), { sigma: 1 }), operator).extremes;
    line(
      `${outChannels}×${inChannels}`,
      `${grid}×${grid}`,
      ...cells,
      `1 ± ${Math.max(1 - built.min, built.max - 1).toExponential(0)}`,
    );
  }
}

function condition() {
  heading(
    'σ_min/σ of a projected 1×1 kernel, 64→64, singular values evenly spaced on a log scale',
    'condition number',
    'exact: |σ_min/σ − 1|',
    'reference: σ_min/σ',
    'method of exact',
  );
  const operator = convolution(64, 64, 1, 8);
  const orthogonal = (name) => sample({ kind: 'linear', rows: 64, columns: 64 }, Generator.named(0, name));
  const [u, v] = [orthogonal('u'), orthogonal('v')];
  for (const number of [10, 100, 1000, 1e6, Number.POSITIVE_INFINITY]) {
    const kernel = new Float64Array(64 * 64);
    for (let k = 0; k < 64; k += 1) {
      const value = number === Number.POSITIVE_INFINITY ? (k === 63 ? 0 : 1) : number ** (-k / 63);
      for (let i = 0; i < 64; i += 1)
        for (let j = 0; j < 64; j += 1) kernel[i * 64 + j] += value * u[i * 64 + k] * v[j * 64 + k];
    }
    const { values, receipt } = project(operator, kernel);
    const exact = singularValues(values, operator).extremes.min;
    const reference = project(operator, kernel, { mode: 'reference' }).receipt.after.min;
    line(
      number === Number.POSITIVE_INFINITY ? '∞ (one zero)' : number.toExponential(0),
      Math.abs(exact - 1).toExponential(0),
      reference.toPrecision(4),
      receipt.method,
    );
  }
}

if (wanted('speed')) speed();
if (wanted('rounds')) rounds();
if (wanted('condition')) condition();
