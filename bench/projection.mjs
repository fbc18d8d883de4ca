// Measures @procrustes/projection and @procrustes/projection-tfjs on the built files: `pnpm build && node bench/projection.mjs [speed|rounds|condition]`.
// Without an argument all three; about two minutes. Where python3 (or $PYTHON) has NumPy, LAPACK's SVD and the public releases' recipe run beside.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { prepareBackend } from '../packages/backends/dist/index.js';
import {
  circularConvolution,
  parameterLength,
  polarFactor,
  project,
  sample,
  singularValues,
  toOihw,
} from '../packages/projection/dist/index.js';
import { projectConvolution } from '../packages/projection-tfjs/dist/index.js';
import { Generator } from '../packages/random/dist/index.js';

// The workspace's root has no TensorFlow.js of its own; this is the one that the packages use.
const tf = createRequire(new URL('../packages/projection-tfjs/package.json', import.meta.url))('@tensorflow/tfjs-core');

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);
const line = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const heading = (text, ...columns) => {
  process.stdout.write(`\n${text}\n\n`);
  line(...columns);
  line(...columns.map(() => '---'));
};

const convolution = (inChannels, outChannels, kernelSize, inputSize, stride) =>
  circularConvolution({ inChannels, outChannels, kernelSize, inputSize, stride });

function gaussian(length, generator, size = 1) {
  return Float64Array.from({ length }, () => size * generator.normal());
}

/** Milliseconds of each peer for these kernels; null without NumPy. */
function peers(cases) {
  const program = fileURLToPath(new URL('./projection_peers.py', import.meta.url));
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', [program], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return status === 0 ? stdout.trim().split('\n').map(JSON.parse) : null;
}

/** Medians of several ways over the same rounds, in turns, so that what else the machine does falls on all of them. */
function medians(ways, count) {
  const times = ways.map(() => []);
  for (let round = -3; round < count; round += 1) {
    for (const [index, way] of ways.entries()) {
      const started = performance.now();
      way(Math.max(0, round));
      if (round >= 0) times[index].push(performance.now() - started);
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(count / 2)]);
}

async function speed() {
  await prepareBackend('wasm');
  const generator = Generator.named(0, 'benchmark');
  const stages = [
    ['stem 64×3×3×3 on 32×32', convolution(3, 64, 3, 32)],
    ['transition 128×64', convolution(64, 128, 1, 32, 2)],
    ['transition 256×128', convolution(128, 256, 1, 16, 2)],
  ];
  const rounds = 25;
  const results = [];
  const cases = [];
  for (const [name, operator] of stages) {
    const length = parameterLength(operator);
    const shape = [...operator.kernelSize, operator.inChannels, operator.outChannels];
    const cold = Array.from({ length: rounds }, () => gaussian(length, generator, 0.05));
    const member = project(operator, cold[0], { rounds: 10 }).values;
    const entry = Math.sqrt(member.reduce((sum, value) => sum + value * value, 0) / length);
    const near = (noise) => cold.map(() => member.map((value) => value + noise * entry * generator.normal()));
    const kernels = [cold, near(0.001), near(0.03)];
    const [coldTensors, , warmTensors] = kernels.map((list) =>
      list.map((values) => tf.tensor4d(Float32Array.from(values), shape)),
    );
    let residual = 0;
    const onDevice = (tensors, lower) => (round) => {
      const projected = projectConvolution(tensors[round], operator, { lower });
      // Reading one number says that it is done, and that it arrived.
      residual = Math.max(residual, projected.residual.dataSync()[0]);
      tf.dispose([projected.values, projected.residual]);
    };
    const times = medians(
      [
        ...kernels.map((list) => (round) => project(operator, list[round], { rounds: 1 })),
        onDevice(coldTensors, 1e-3),
        onDevice(warmTensors, 0.25),
      ],
      rounds,
    );
    if (residual > 1e-4) throw new Error(`the device path did not arrive: residual ${residual}`);
    const { inChannels, outChannels, kernelSize } = operator;
    const oihw = [outChannels, inChannels, ...kernelSize];
    // Their grid is that of the output; a stride they do not know.
    const grid = operator.inputSize[0] / operator.stride;
    const sigma = Math.sqrt(outChannels / inChannels);
    const unstrided = { ...operator, stride: 1, inputSize: [grid, grid] };
    const reference = project(unstrided, cold[0], { mode: 'reference', sigma }).values;
    cases.push({
      kernel: [...toOihw(cold[0], oihw)],
      reference: [...toOihw(reference, oihw)],
      shape: oihw,
      grid,
      sigma,
    });
    results.push([name, times]);
  }
  const measured = peers(cases);
  heading(
    'Milliseconds for the three projections of ProcResNet-166, one round, one core (float64: receipts included)',
    'kernel',
    'float64, cold',
    'float64, 0.1 % away',
    'float64, 3 % away',
    'wasm float32, cold',
    'wasm float32, 3 % away',
    'NumPy, LAPACK SVD',
    'NumPy, the releases’ recipe',
  );
  const rows = results.map(([name, times], i) => [name, ...times, measured?.[i].svd, measured?.[i].recipe]);
  const total = rows[0].slice(1).map((_, column) => rows.reduce((sum, row) => sum + row[column + 1], 0));
  for (const [name, ...times] of [...rows, ['all three', ...total]])
    line(name, ...times.map((time) => (Number.isFinite(time) ? time.toFixed(time < 100 ? 2 : 0) : 'no NumPy')));
  if (measured !== null) {
    const worst = Math.max(...measured.map(({ difference }) => difference));
    process.stdout.write(`\nThe recipe in NumPy and --mode reference differ by at most ${worst.toExponential(0)}.\n`);
  }

  heading(
    'Milliseconds for one polar factor of a random matrix',
    'matrix',
    'scaled Newton (auto)',
    'Newton–Schulz',
    'SVD (ml-matrix)',
  );
  for (const [rows, columns] of [
    [128, 64],
    [256, 128],
  ]) {
    const matrices = Array.from({ length: 9 }, () => ({ rows, columns, data: gaussian(rows * columns, generator) }));
    const time = (method) => (round) => polarFactor(matrices[round], { method });
    const times = medians([time('auto'), time('newton-schulz'), time('svd')], matrices.length);
    line(`${rows}×${columns}`, ...times.map((one) => one.toFixed(2)));
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

if (wanted('speed')) await speed();
if (wanted('rounds')) rounds();
if (wanted('condition')) condition();
