// Shows what docs/what-the-releases-get-wrong.md says where no command does: `pnpm build && node bench/releases.mjs [gain|selection]`.
// Without an argument both; some seconds.
import { circularConvolution, project } from '../packages/projection/dist/index.js';
import { Generator } from '../packages/random/dist/index.js';

const parts = process.argv.slice(2);
const print = (text) => process.stdout.write(`${text}\n`);

const convolution = (inChannels, outChannels, kernelSize, inputSize, stride) =>
  circularConvolution({ inChannels, outChannels, kernelSize, inputSize, stride });

const gaussian = (length, generator) => Float64Array.from({ length }, () => generator.normal());

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

for (const [name, show] of Object.entries({ gain, selection })) {
  if (parts.length > 0 && !parts.includes(name)) continue;
  print(`${name}:`);
  show();
  print('');
}
