// A peer of `procrustes bench step`: training steps of the same networks built of stock @tensorflow/tfjs-layers, in a process that none
// of this project's kernels are in. `node bench/tfjs_layers_step.mjs tensorflow|wasm|cpu resnet|procresnet BLOCKS BATCH` prints one line
// about itself as JSON; then each line `plain` on the standard input is one step by `trainOnBatch`, answered by {"milliseconds": …}.
// Its optimiser has no weight decay.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { loadTensorflow } from '../packages/backends/dist/node/index.js';

const [backend, family, blocksText, batchText] = process.argv.slice(2);
const [blocks, batch] = [Number(blocksText), Number(batchText)];

// The workspace's root has no TensorFlow.js of its own; all of these share one engine.
const from = (folder) => createRequire(new URL(`../${folder}/package.json`, import.meta.url));
const tf = from('apps/trainer')('@tensorflow/tfjs-core');
const layers = from('apps/trainer')('@tensorflow/tfjs-layers');
// TensorFlow.js's own gradients, which its core leaves to the importer.
await import('../packages/ops/dist/gradients/node.js');
if (backend === 'tensorflow') await loadTensorflow();
else from('packages/backends')(`@tensorflow/tfjs-backend-${backend}`);
await tf.setBackend(backend);
await tf.ready();
if (tf.getBackend() !== backend)
  throw new Error(`the backend '${backend}' did not start; '${tf.getBackend()}' is current instead`);

const stages = [
  { width: 16, channels: 64, stride: 1 },
  { width: 32, channels: 128, stride: 2 },
  { width: 64, channels: 256, stride: 2 },
];

const normRelu = (x) =>
  layers.layers.reLU().apply(layers.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 }).apply(x));

/** Pads (k − 1)/2 on both sides, which 'same' does at stride 1 only. */
function convolution(x, filters, kernelSize = 1, strides = 1) {
  const padded = kernelSize > 1 && strides > 1;
  const input = padded ? layers.layers.zeroPadding2d({ padding: (kernelSize - 1) / 2 }).apply(x) : x;
  const padding = padded ? 'valid' : 'same';
  const kernelInitializer = 'heNormal';
  return layers.layers
    .conv2d({ filters, kernelSize, strides, padding, useBias: false, kernelInitializer })
    .apply(input);
}

function bottleneck(x, { width, channels }, stride, shortcut) {
  let y = convolution(normRelu(x), width);
  y = convolution(normRelu(y), width, 3, stride);
  y = convolution(normRelu(y), channels);
  return layers.layers.add().apply([y, shortcut ? convolution(normRelu(x), channels, 1, stride) : x]);
}

function network() {
  const input = layers.input({ shape: [32, 32, 3] });
  const isResnet = family === 'resnet';
  let x = convolution(input, isResnet ? 16 : 64, 3);
  if (isResnet) x = normRelu(x);
  for (const [index, stage] of stages.entries()) {
    if (!isResnet && index > 0) x = convolution(x, stage.channels, 1, stage.stride);
    for (let block = 0; block < blocks; block += 1) {
      const first = isResnet && block === 0;
      x = bottleneck(x, stage, first ? stage.stride : 1, first);
    }
  }
  const pooled = layers.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }).apply(normRelu(x));
  return layers.model({
    inputs: input,
    outputs: layers.layers.dense({ units: 10, activation: 'softmax' }).apply(pooled),
  });
}

const model = network();
model.compile({ optimizer: tf.train.momentum(1e-3, 0.9), loss: 'categoricalCrossentropy' });
const images = tf.randomNormal([batch, 32, 32, 3], 0, 1, 'float32', 1);
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: batch }, (_, index) => index % 10),
    'int32',
  ),
  10,
);

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
answer({
  version: layers.version_layers,
  device: 'CPU',
  threads: backend === 'tensorflow' ? availableParallelism() : 1,
  parameters: model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
});
for await (const request of createInterface({ input: process.stdin })) {
  if (request !== 'plain') throw new Error(`expected 'plain', got ${JSON.stringify(request)}`);
  const started = performance.now();
  try {
    // trainOnBatch reads the loss, so that the step has come to its end.
    const loss = await model.trainOnBatch(images, labels);
    if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
  } catch (error) {
    answer({ failure: String(error instanceof Error ? error.message : error).split('\n', 1)[0] });
    break;
  }
  answer({ milliseconds: performance.now() - started });
}
