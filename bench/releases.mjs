// Shows what docs/what-the-releases-get-wrong.md says where no command does: `pnpm build && node bench/releases.mjs [energy|gram|gain|selection]`.
// Without an argument all four; some seconds.
import { createMatrix, polarFactor, project } from '../packages/projection/dist/index.js';
import { Generator } from '../packages/random/dist/index.js';

const parts = process.argv.slice(2);
const print = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(100 * share).toFixed(1)} %`;

const convolution = (inChannels, outChannels, kernel, grid, stride = 1) => ({
  kind: 'convolution',
  inChannels,
  outChannels,
  kernelSize: [kernel, kernel],
  inputSize: [grid, grid],
  stride,
  padding: 'circular',
});

const gaussian = (length, generator) => Float64Array.from({ length }, () => generator.normal());

/** Fault 1: where the energy of a random stem kernel is after one projection. */
function energy() {
  const stem = convolution(3, 64, 3, 32);
  const kernel = gaussian(9 * 3 * 64, Generator.named(0, 'stem'));
  for (const mode of ['reference', 'exact']) {
    const { values, receipt } = project(stem, kernel, { mode, rounds: 1 });
    const taps = Array.from({ length: 9 }, (_, tap) =>
      values.subarray(192 * tap, 192 * (tap + 1)).reduce((sum, value) => sum + value * value, 0),
    );
    const total = taps.reduce((sum, tap) => sum + tap, 0);
    const { after, sigma, cropLoss } = receipt;
    print(
      `${mode}: largest tap (${taps.indexOf(Math.max(...taps))}) holds ${percent(Math.max(...taps) / total)} of what is left, the crop keeps ${percent(1 - cropLoss)}, σ/target ${(after.min / sigma).toFixed(3)} to ${(after.max / sigma).toFixed(3)}`,
    );
  }
}

/** a·b for square matrices, every entry rounded to float32. */
function multiply(a, b, size) {
  const product = new Float32Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += a[i * size + k] * b[k * size + j];
      product[i * size + j] = sum;
    }
  }
  return product;
}

/** Fault 4: the coupled Newton–Schulz iteration of AAᵀ in float32, on the larger and on the smaller side of a 64×3 matrix. */
function gram() {
  const matrix = createMatrix(64, 3, gaussian(64 * 3, Generator.named(0, 'gram')));
  for (const [side, size, other] of [
    ['larger', 64, 3],
    ['smaller', 3, 64],
  ]) {
    const entry = (i, k) => matrix.data[size === 64 ? i * 3 + k : k * 3 + i];
    let y = new Float32Array(size * size);
    for (let i = 0; i < size; i += 1)
      for (let j = 0; j < size; j += 1) for (let k = 0; k < other; k += 1) y[i * size + j] += entry(i, k) * entry(j, k);
    const norm = Math.hypot(...y);
    y = y.map((value) => value / norm);
    let z = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
    const report = [];
    for (let step = 1; step <= 40; step += 1) {
      const t = multiply(z, y, size).map((value, i) => ((i % (size + 1) === 0 ? 3 : 0) - value) / 2);
      y = multiply(y, t, size);
      z = multiply(t, z, size);
      if (step % 10 === 0)
        report.push(`${step} steps ${z.reduce((most, value) => Math.max(most, Math.abs(value)), 0).toPrecision(3)}`);
    }
    print(`${side} side (${size}×${size}), largest entry of Z, which is to become G^(−1/2): ${report.join(', ')}`);
  }
  const { residual, method } = polarFactor(matrix);
  print(`ours: ‖I − QᵀQ‖ ${residual.toExponential(1)} by ${method}`);
  const deficient = createMatrix(
    64,
    3,
    matrix.data.map((value, i) => (i % 3 === 2 ? matrix.data[i - 1] : value)),
  );
  const completed = polarFactor(deficient);
  print(`ours, two columns equal: ‖I − QᵀQ‖ ${completed.residual.toExponential(1)} by ${completed.method}`);
}

/** Fault 7: how a 1×1 convolution changes the norm of white inputs and of white gradients. */
function gain() {
  const generator = Generator.named(0, 'gain');
  for (const [inChannels, outChannels, stride] of [
    [64, 128, 2],
    [64, 128, 1],
    [16, 8, 1],
  ]) {
    const operator = convolution(inChannels, outChannels, 1, 8, stride);
    const kernel = gaussian(inChannels * outChannels, generator);
    for (const [name, sigma] of [
      ['√(n_out/n_in)', Math.sqrt(outChannels / inChannels)],
      ['auto', 'auto'],
    ]) {
      const { values } = project(operator, kernel, { sigma });
      let [forward, backward, input, gradient] = [0, 0, 0, 0];
      for (let trial = 0; trial < 500; trial += 1) {
        // One output position: of its stride² inputs the kernel reads one.
        const x = gaussian(inChannels * stride ** 2, generator);
        const g = gaussian(outChannels, generator);
        for (let o = 0; o < outChannels; o += 1) {
          let sum = 0;
          for (let c = 0; c < inChannels; c += 1) sum += values[c * outChannels + o] * x[c];
          forward += sum ** 2;
          gradient += g[o] ** 2;
        }
        for (let c = 0; c < inChannels; c += 1) {
          let sum = 0;
          for (let o = 0; o < outChannels; o += 1) sum += values[c * outChannels + o] * g[o];
          backward += sum ** 2;
        }
        input += x.reduce((sum, value) => sum + value ** 2, 0);
      }
      print(
        `${inChannels}→${outChannels}, stride ${stride}, σ = ${name}: backward gain ${Math.sqrt(backward / gradient).toFixed(3)}, forward gain ${Math.sqrt(forward / input).toFixed(3)}`,
      );
    }
  }
}

/** Fault 8: how much lower the best of many test errors is than the error itself, for a network that learns nothing any more. */
function selection() {
  const generator = Generator.named(0, 'selection');
  const [images, undecided, epochs, runs] = [10_000, 1_000, 75, 200];
  let gained = 0;
  for (let run = 0; run < runs; run += 1) {
    let best = 1;
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      // A tenth of the images are tossed up anew each epoch: the error is 5 % in truth.
      let wrong = 0;
      for (let image = 0; image < undecided; image += 1) wrong += generator.uniform() < 0.5 ? 1 : 0;
      best = Math.min(best, wrong / images);
    }
    gained += 0.05 - best;
  }
  print(
    `true error 5.00 %, the best of ${epochs} epochs on ${images} test images ${(100 * (0.05 - gained / runs)).toFixed(2)} % on average over ${runs} runs`,
  );
}

for (const [name, show] of Object.entries({ energy, gram, gain, selection })) {
  if (parts.length > 0 && !parts.includes(name)) continue;
  print(`${name}:`);
  show();
  print('');
}
