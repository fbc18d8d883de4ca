import { readFile } from 'node:fs/promises';
import { prepareBackend } from '@procrustes/backends';
import { parseSafetensors, type SafetensorsFile, toFloat32Array } from '@procrustes/safetensors';
import { replayTrace, traceLimits } from '@procrustes/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { availableBackends } from '../testing/available-backends.ts';
import { describeGoldenTraces, type GoldenTrace, paperTraces } from '../testing/golden-trace-contract.ts';

const bytesOf = (name: GoldenTrace): Promise<Uint8Array> =>
  readFile(new URL(`../fixtures/golden/${name}.safetensors`, import.meta.url));

/** Which, where each takes long: a minute on a GPU that is played on the CPU, some twenty seconds in plain JavaScript. */
function fewer(backend: string, processor: string | null): readonly GoldenTrace[] | undefined {
  if (processor === 'software rasteriser') return paperTraces;
  // The backend's contract holds its operations to the reference anyway.
  return backend === 'cpu' && process.env.PROCRUSTES_LONG_TESTS !== '1' ? ['procresnet_n1'] : undefined;
}

for (const { name, processor } of await availableBackends()) {
  describeGoldenTraces(name, bytesOf, fewer(name, processor));
}

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
    const { errors, pass } = await replayTrace(spoil(parseSafetensors(await bytesOf('procresnet_n1'))));
    expect(pass).toBe(false);
    expect(errors[kind]).toBeGreaterThan(traceLimits[kind]);
    expect(errors[kind]).toBeCloseTo(0.01 / 1.01, 3);
  });
});
