import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Workplace } from '../testing/run-cli.ts';

// The benchmarks at their smallest, through the built command line: what they measure is noise, how they reckon is not.

// Several processes each, which a busy machine starts slowly; none of them can hang for ever.
vi.setConfig({ testTimeout: 900_000 });

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

interface Spread {
  samples: number[];
  median: number;
  min: number;
  max: number;
}

async function bench<T>(...parameters: string[]): Promise<T & { environment: { command: string; cores: number } }> {
  const { code, stdout, stderr } = await workplace.run(['bench', ...parameters, '--json'], {
    PYTHON: '/no/such/python',
  });
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  return JSON.parse(stdout);
}

function expectSpread(found: Spread, rounds: number): void {
  const { samples, median, min, max } = found;
  expect(samples).toHaveLength(rounds);
  expect(samples.every((sample) => sample > 0)).toBe(true);
  expect([min, max]).toEqual([Math.min(...samples), Math.max(...samples)]);
  expect(median).toBeGreaterThanOrEqual(min);
  expect(median).toBeLessThanOrEqual(max);
}

/** The same division of the same numbers. */
function expectRatios({ samples }: Spread, a: Spread, b: Spread): void {
  expect(samples).toEqual(a.samples.map((value, round) => value / (b.samples[round] as number)));
}

const tiny = ['--blocks', '1', '--batch-size', '1'];

describe('bench step', () => {
  interface Steps {
    models: {
      model: string;
      rows: {
        name: string;
        own: boolean;
        step: string;
        milliseconds: Spread | null;
        imagesPerSecond: number;
        reason: string;
      }[];
      absent: { name: string; reason: string; remedy?: string }[];
      ratios: (Spread & { of: string; to: string; step: string })[];
    }[];
  }

  it('pairs ours with stock tfjs-layers, and says in words who cannot train and who is not there', async () => {
    const { models, environment } = await bench<Steps>(
      ...['step', '--model', 'resnet', ...tiny, '--pairs', '2', '--backend', 'cpu', 'wasm'],
    );
    expect(environment.command).toContain('bench step --model resnet --blocks 1');
    const [{ model, rows, absent, ratios }] = models as [Steps['models'][number]];
    expect(model).toBe('resnet-11');
    expect(rows.map(({ name, own, step }) => [name, own, step])).toEqual([
      ['cpu', true, 'plain'],
      ['wasm', true, 'plain'],
      ['tfjs-layers on cpu', false, 'plain'],
      ['tfjs-layers on wasm', false, 'plain'],
    ]);
    for (const { milliseconds, imagesPerSecond } of rows.slice(0, 3)) {
      expectSpread(milliseconds as Spread, 2);
      expect(imagesPerSecond).toBe(1000 / (milliseconds as Spread).median);
    }
    expect(rows[3]).toMatchObject({ milliseconds: null, reason: expect.stringContaining('Conv2DBackpropFilter') });
    expect(absent).toEqual([
      { name: 'PyTorch', reason: 'not installed', remedy: '/no/such/python -m pip install torch' },
    ]);
    expect(ratios.map(({ of, to }) => [of, to])).toEqual([['cpu', 'tfjs-layers on cpu']]);
    expectRatios(ratios[0] as Spread, rows[0]?.milliseconds as Spread, rows[2]?.milliseconds as Spread);
  });

  it('has a row for the projection at p = 0.5 where the model projects', async () => {
    const { models } = await bench<Steps>(
      ...['step', '--model', 'procresnet', ...tiny, '--pairs', '1', '--backend', 'wasm', '--peer', 'none'],
    );
    const [{ rows, absent, ratios }] = models as [Steps['models'][number]];
    expect(rows.map(({ name, step }) => [name, step])).toEqual([
      ['wasm', 'plain'],
      ['wasm', 'p = 0.5'],
    ]);
    for (const { milliseconds } of rows) expectSpread(milliseconds as Spread, 1);
    expect([absent, ratios]).toEqual([[], []]);
  });

  it('refuses a backend that is not there, in two lines', async () => {
    const { code, stdout, stderr } = await workplace.run(['bench', 'step', '--backend', 'tensorflow']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([
      "error: the backend 'tensorflow' is not available: tfjs-node is not installed",
      expect.stringMatching(/^prepare it: /),
    ]);
  });
});

describe('bench kernels', () => {
  interface Kernels {
    rows: {
      backend: string;
      operation: string;
      shape: { inChannels: number; outChannels: number; kernel: number[]; stride: number; height: number };
      counts: Record<string, number>;
      times: { formulation: string | null; chosen: boolean; milliseconds: Spread; toRule: Spread | null }[];
    }[];
  }

  it('times every convolution of a step, on wasm by each formulation, and marks the choice', async () => {
    const { rows } = await bench<Kernels>(
      ...['kernels', '--model', 'procresnet', ...tiny, '--size', '8', '--pairs', '3', '--backend', 'wasm', 'cpu'],
      ...['--write', 'kernels.md'],
    );
    // Stem, two transitions, and three convolutions of one block in each of three stages; no gradient of the images.
    for (const backend of ['wasm', 'cpu']) {
      const operations = rows.filter((row) => row.backend === backend).map(({ operation }) => operation);
      expect(operations.filter((operation) => operation === 'forward')).toHaveLength(12);
      expect(operations.filter((operation) => operation === 'filter-gradient')).toHaveLength(12);
      expect(operations.filter((operation) => operation === 'input-gradient')).toHaveLength(11);
    }
    for (const { backend, operation, counts, times } of rows) {
      expect(counts).toEqual({ 'procresnet-13': 1 });
      const several = backend === 'wasm' && operation !== 'forward';
      if (!several) expect(times).toMatchObject([{ formulation: null, toRule: null }]);
      else expect(times.filter(({ chosen }) => chosen)).toHaveLength(1);
      const [rule] = times;
      for (const { milliseconds, toRule } of times) {
        expectSpread(milliseconds, 3);
        if (toRule !== null) expectRatios(toRule, milliseconds, rule?.milliseconds as Spread);
      }
    }
    const named = (inChannels: number, operation: string, kernel: number, stride = 1) =>
      rows
        .find(
          ({ backend, operation: own, shape }) =>
            backend === 'wasm' &&
            own === operation &&
            shape.inChannels === inChannels &&
            shape.kernel[0] === kernel &&
            shape.stride === stride,
        )
        ?.times.map(({ formulation }) => formulation);
    expect(named(3, 'filter-gradient', 3)).toEqual(['dilated-convolution', 'padded-outer-products']);
    expect(named(64, 'filter-gradient', 1)).toEqual(['outer-products', 'dilated-convolution', 'matrix-product']);
    expect(named(64, 'input-gradient', 1, 2)).toEqual(['turned-convolution', 'product-then-spread']);
    expect(await workplace.text('kernels.md')).toMatch(/## kernels\n\n[\s\S]*### Convolutions on wasm, batch 1\n/);
  });

  it('tunes what has formulations alone: exit 2 for another backend, and nothing is written', async () => {
    const { code, stdout, stderr } = await workplace.run(['bench', 'kernels', '--tune', '--backend', 'cpu']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--tune is for the formulations of wasm');
  });
});

describe('bench probe', () => {
  type ProbeSpread = 'plain' | 'gradientNorms' | 'norms' | 'gradientNormsToPlain' | 'normsToPlain';

  it('compares both kinds of probe with a plain step of the same round', async () => {
    const { rows } = await bench<{ rows: (Record<ProbeSpread, Spread> & { model: string })[] }>(
      ...['probe', '--model', 'procresnet', ...tiny, '--pairs', '3', '--backend', 'wasm'],
    );
    expect(rows.map(({ model }) => model)).toEqual(['procresnet-13']);
    for (const { plain, gradientNorms, norms, gradientNormsToPlain, normsToPlain } of rows) {
      for (const found of [plain, gradientNorms, norms]) expectSpread(found, 3);
      expectRatios(gradientNormsToPlain, gradientNorms, plain);
      expectRatios(normsToPlain, norms, plain);
    }
  });
});

describe('bench depth', () => {
  it('draws a line through a family’s depths', async () => {
    const { rows } = await bench<{
      rows: {
        model: string;
        blocks: number;
        milliseconds: Spread;
        millisecondsPerBlock: number;
        deviation: number | null;
      }[];
    }>(
      ...['depth', '--model', 'resnet-11', 'resnet-20', 'procresnet-13', '--batch-size', '1', '--pairs', '1'],
      ...['--backend', 'wasm'],
    );
    expect(rows.map(({ model, blocks }) => [model, blocks])).toEqual([
      ['resnet-11', 3],
      ['resnet-20', 6],
      ['procresnet-13', 3],
    ]);
    for (const { milliseconds, millisecondsPerBlock, blocks } of rows) {
      expectSpread(milliseconds, 1);
      expect(millisecondsPerBlock).toBe(milliseconds.median / blocks);
    }
    // Through two points there is a line; through one there is none.
    expect(rows[0]?.deviation).toBeCloseTo(0, 9);
    expect(rows[1]?.deviation).toBeCloseTo(0, 9);
    expect(rows[2]?.deviation).toBeNull();
  });
});

describe('bench memory', () => {
  it('finds that recomputing takes less memory, and writes into its own section of a file', async () => {
    const { rows } = await bench<{
      rows: {
        recompute: string;
        bytesAboveWeights: number;
        shareOfNone: number;
        restingBytes: number;
        residentBytes: number;
        milliseconds: Spread;
        timeToNone: Spread;
      }[];
    }>(
      ...['memory', '--model', 'resnet', '--blocks', '3', '--batch-size', '2', '--pairs', '1', '--backend', 'wasm'],
      ...['--write', 'results.md'],
    );
    expect(rows.map(({ recompute }) => recompute)).toEqual(['none', 'block', 'auto']);
    const [none, block, auto] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
    for (const row of rows) {
      expectSpread(row.milliseconds, 1);
      expectRatios(row.timeToNone, row.milliseconds, none.milliseconds);
      expect(row.shareOfNone).toBe(row.bytesAboveWeights / none.bytesAboveWeights);
      expect(row.restingBytes).toBe(none.restingBytes);
      expect(row.residentBytes).toBeGreaterThan(row.bytesAboveWeights);
    }
    // Of nine blocks the activations of one, or three, are kept at a time, and the streams between them.
    expect(block.shareOfNone).toBeLessThan(0.7);
    expect(auto.shareOfNone).toBeLessThan(0.7);

    const text = await workplace.text('results.md');
    expect(text).toMatch(/## memory\n\n- command: `.*procrustes bench memory --model resnet .*`\n- date: /);
    expect(text).toContain('### Memory of a plain step, batch 2');
    expect(text).toMatch(/## step on webgpu\n\nNot measured\./);
  });
});

const python = process.env.PYTHON ?? 'python3';
const hasPyTorch = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!hasPyTorch)('the networks of bench/pytorch_step.py (where PyTorch is installed)', () => {
  const script = fileURLToPath(new URL('../../bench/pytorch_step.py', import.meta.url));
  const check = (trace: string) => {
    const { status, stdout, stderr } = spawnSync(python, [script, '--check', trace], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as { logits: number; loss: number };
  };

  it.each(['resnet', 'procresnet'])('are those of the recorded traces: %s', async (family) => {
    const trace = fileURLToPath(new URL(`../fixtures/golden/${family}_n1.safetensors`, import.meta.url));
    // Float32 through thirteen layers, relative to the norm.
    expect(check(trace).logits).toBeLessThan(1e-5);
    // One bias more on one logit, and it shows.
    const bytes = await readFile(trace);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    bytes.writeFloatLE(1, 8 + length + header['init.linear.bias'].data_offsets[0]);
    const altered = workplace.path(`${family}.safetensors`);
    await writeFile(altered, bytes);
    expect(check(altered).logits).toBeGreaterThan(0.01);
  });
});
