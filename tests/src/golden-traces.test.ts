import { readFile } from 'node:fs/promises';
import { listBackends, prepareBackend } from '@procrustes/backends';
import { type SafetensorsFile, toFloat32Array } from '@procrustes/safetensors';
import { replayTrace, traceLimits } from '@procrustes/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeGoldenTraces, loadTrace, type ReadTrace } from '../testing/golden-traces.ts';

const readTrace: ReadTrace = async (file) =>
  new Uint8Array(await readFile(new URL(`../fixtures/golden/${file}`, import.meta.url)));

/** The trace with every value of one tensor 1 % larger. */
function withScaledTensor(trace: SafetensorsFile, name: string): SafetensorsFile {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  const values = Float32Array.from(toFloat32Array(tensor), (value) => value * 1.01);
  const data = new Uint8Array(values.buffer);
  return { ...trace, tensors: new Map([...trace.tensors, [name, { ...tensor, data }]]) };
}

function withScaledNorm(trace: SafetensorsFile, site: string): SafetensorsFile {
  const norms = JSON.parse(trace.metadata.gradient_norms as string) as Record<string, number>;
  norms[site] = (norms[site] as number) * 1.01;
  return { ...trace, metadata: { ...trace.metadata, gradient_norms: JSON.stringify(norms) } };
}

/** Those that can compute here; each has its own contract, which tells why one is missing. */
const { backends } = await listBackends();
const available = backends.filter((backend) => backend.available).map(({ name }) => name);

for (const backend of available) describeGoldenTraces(backend, readTrace);

describe('a trace that is off by 1 %', () => {
  beforeAll(async () => {
    await prepareBackend('wasm');
  });

  it.each([
    ['one gradient', 'gradients', (trace: SafetensorsFile) => withScaledTensor(trace, 'grad.layer2.0.conv2.weight')],
    ['one weight', 'weights', (trace: SafetensorsFile) => withScaledTensor(trace, 'after3.layer3.0.bn2.weight')],
    ['one norm', 'gradientNorms', (trace: SafetensorsFile) => withScaledNorm(trace, 'layer1.0')],
    ['the logits', 'logits', (trace: SafetensorsFile) => withScaledTensor(trace, 'logits')],
    ['the loss', 'loss', (trace: SafetensorsFile) => withScaledTensor(trace, 'loss')],
  ] as const)('%s: fails', async (_what, kind, spoil) => {
    const { errors, pass } = await replayTrace(spoil(await loadTrace(readTrace, 'procresnet_n1')));
    expect(pass).toBe(false);
    expect(errors[kind]).toBeGreaterThan(traceLimits[kind]);
    expect(errors[kind]).toBeCloseTo(0.01 / 1.01, 3);
  });
});
