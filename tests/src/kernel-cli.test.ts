import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  type ConvolutionOperator,
  circularConvolution,
  type Operator,
  type ProjectionOptions,
  parameterLength,
  project,
  type Receipt,
  singularValues,
  toHwio,
  toOihw,
} from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import {
  float32Tensor,
  float64Tensor,
  int64Tensor,
  parseSafetensors,
  type SafetensorsFile,
  serializeSafetensors,
  toFloat32Array,
  toFloat64Array,
} from '@procrustes/safetensors';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, Workplace } from '../testing/run-cli.ts';

// `project` and `spectrum` of the built command line, as a user runs them; their numbers beside those of @procrustes/projection.

const golden = fileURLToPath(new URL('../fixtures/golden/conv_projection.safetensors', import.meta.url));

const convolution = (inChannels: number, outChannels: number, kernelSize: number, inputSize: number) =>
  circularConvolution({ inChannels, outChannels, kernelSize, inputSize });

/** 3 → 8 channels, 3×3: every axis of another length than the one it could be taken for. */
const stem: ConvolutionOperator = { ...convolution(3, 8, 3, 8), inputSize: [8, 6] };
const shape = [8, 3, 3, 3] as const;

function gaussian(operator: Operator): Float64Array {
  const generator = Generator.named(6, 'kernel');
  return Float64Array.from({ length: parameterLength(operator) }, () => generator.normal());
}

const kernel = gaussian(stem);
const kernel32 = Float32Array.from(kernel);
const weight = gaussian({ kind: 'linear', rows: 4, columns: 7 });
const spoiled = kernel.map((value, i) => (i === 5 ? Number.NaN : i === 9 ? Number.POSITIVE_INFINITY : value));

/** Kernels in both layouts and precisions, and whatever else a checkpoint holds. */
const input: SafetensorsFile = {
  metadata: { format: 'pt' },
  tensors: new Map([
    ['oihw', float64Tensor(toOihw(kernel, shape), [...shape])],
    ['hwio', float64Tensor(kernel, [3, 3, 3, 8])],
    ['oihw.single', float32Tensor(toOihw(kernel32, shape), [...shape])],
    ['hwio.single', float32Tensor(kernel32, [3, 3, 3, 8])],
    ['head', float64Tensor(weight, [4, 7])],
    ['spoiled', float64Tensor(spoiled, [3, 3, 3, 8])],
    ['bias', float32Tensor(Float32Array.from([1, 2]), [2])],
    ['steps', int64Tensor([7, 8, 9, 10], [2, 2])],
    ['even', float64Tensor(gaussian(convolution(2, 3, 2, 6)), [2, 2, 2, 3])],
    ['empty', float64Tensor(new Float64Array(0), [3, 3, 0, 8])],
  ]),
};

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await writeFile(workplace.path('in.safetensors'), serializeSafetensors(input));
});
afterAll(() => workplace?.remove());

const run = (...words: string[]) => workplace.run(words);

async function read(name: string): Promise<SafetensorsFile> {
  return parseSafetensors(new Uint8Array(await readFile(workplace.path(name))), name);
}

/** A tensor of a file, in float64 and, if it is a kernel in PyTorch's layout, in [height, width, in, out]. */
function kernelOf(file: SafetensorsFile, tensor: string): Float64Array {
  const stored = file.tensors.get(tensor);
  if (stored === undefined) throw new Error(`no tensor ${tensor}`);
  const values =
    stored.dtype === 'F64' ? toFloat64Array(stored, tensor) : Float64Array.from(toFloat32Array(stored, tensor));
  return tensor.startsWith('oihw') ? toHwio(values, shape) : values;
}

/** The words of the command line about the stem kernel. */
const of = (tensor: string) => ['--tensor', tensor, '--layout', tensor.slice(0, 4), '--size', '8x6'];

interface CliReceipt extends Receipt {
  readonly parameter: string;
}

describe.concurrent('project', () => {
  for (const tensor of ['oihw', 'hwio', 'oihw.single', 'hwio.single']) {
    it(`projects '${tensor}' and keeps name, layout and precision, and all the other tensors`, async () => {
      const out = `${tensor}.safetensors`;
      const { code, stdout, stderr } = await run(
        'project',
        'in.safetensors',
        '--out',
        out,
        ...of(tensor),
        '--json',
        '--rounds',
        '3',
      );
      expect([code, stderr]).toEqual([0, '']);
      const written = await read(out);
      expect([...written.tensors.keys()].sort()).toEqual([...input.tensors.keys()].sort());
      for (const [name, stored] of input.tensors) {
        expect(written.tensors.get(name)).toMatchObject({ dtype: stored.dtype, shape: stored.shape });
        if (name !== tensor) expect(written.tensors.get(name)?.data).toEqual(stored.data);
      }
      const values = tensor.endsWith('single') ? kernel32 : kernel;
      const expected = project(stem, values, { rounds: 3 });
      expect(kernelOf(written, tensor)).toEqual(Float64Array.from(expected.values));
      const { receipts } = JSON.parse(stdout) as { receipts: CliReceipt[] };
      const { milliseconds: _, ...receipt } = receipts[0] as CliReceipt;
      const { milliseconds: __, ...known } = expected.receipt;
      expect(receipt).toEqual({ parameter: tensor, ...known });
      expect(written.metadata).toMatchObject({ format: 'pt' });
      expect({ parameter: tensor, ...JSON.parse(written.metadata[`projection/${tensor}`] as string) }).toEqual(
        receipts[0],
      );
    });
  }

  it('goes on until it has converged, or says that it has not', async () => {
    const converging = await run(
      'project',
      'in.safetensors',
      '--out',
      'converged.safetensors',
      ...of('hwio'),
      '--json',
    );
    const [receipt] = (JSON.parse(converging.stdout) as { receipts: CliReceipt[] }).receipts as [CliReceipt];
    expect(receipt.rounds).toBeGreaterThan(10);
    expect(receipt.residual).toBeLessThan(0.05);
    const once = await run('project', 'in.safetensors', '--out', 'once.safetensors', ...of('hwio'), '--rounds', '1');
    expect(once.code).toBe(0);
    expect(once.stderr).toContain('not within 1e-6 of σ after 1 round:');
    expect(lines(once.stdout).at(-1)).toBe('once.safetensors');
    expect(once.stdout).toMatch(/│ mode +│ exact +│[\s\S]*│ method +│ frequencies +│[\s\S]*│ target σ +│ +1\.6330 +│/);
  });

  it('labels what the releases’ recipe made, in every output', async () => {
    const words = ['project', 'in.safetensors', '--out', 'reference.safetensors', ...of('hwio'), '--mode', 'reference'];
    const text = await run(...words);
    expect(text.stdout).toMatch(/│ mode +│ reference +│[\s\S]*│ method +│ releases-recipe +│/);
    expect(text.stderr).toContain('mode reference: the releases’ result with its faults, for comparison only');
    const json = await run(...words, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ receipts: [{ mode: 'reference', method: 'releases-recipe' }] });
    const { metadata, tensors } = await read('reference.safetensors');
    expect(metadata['projection/hwio']).toContain('"mode":"reference"');
    const expected = project(stem, kernel, { mode: 'reference' }).values;
    expect(kernelOf({ metadata, tensors }, 'hwio')).toEqual(expected);
  });

  const variants: [name: string, words: string[], options: ProjectionOptions, operator: ConvolutionOperator][] = [
    ['--sigma', ['--sigma', '2.5'], { sigma: 2.5 }, stem],
    ['--clip', ['--clip', '--sigma', '3'], { clip: true, sigma: 3 }, stem],
    ['--stride', ['--stride', '2'], {}, { ...stem, stride: 2 }],
  ];
  for (const [name, words, options, operator] of variants) {
    it(`obeys ${name}`, async () => {
      const out = `${name.slice(2)}.safetensors`;
      const { code, stdout } = await run(
        'project',
        'in.safetensors',
        '--out',
        out,
        ...of('oihw'),
        '--rounds',
        '2',
        '--json',
        ...words,
      );
      expect(code).toBe(0);
      const expected = project(operator, kernel, { ...options, rounds: 2 });
      expect(kernelOf(await read(out), 'oihw')).toEqual(expected.values);
      expect(kernelOf(await read(out), 'oihw')).not.toEqual(project(stem, kernel, { rounds: 2 }).values);
      const [receipt] = (JSON.parse(stdout) as { receipts: CliReceipt[] }).receipts as [CliReceipt];
      expect(receipt.sigma).toBe(expected.receipt.sigma);
    });
  }

  it('tells the gap to the zero-padded operator with --padding-gap', async () => {
    const words = [
      'project',
      'in.safetensors',
      '--out',
      'gap.safetensors',
      ...of('hwio'),
      '--rounds',
      '1',
      '--padding-gap',
    ];
    const { receipt } = project(stem, kernel, { rounds: 1, paddingGap: true });
    const json = JSON.parse((await run(...words, '--json')).stdout) as { receipts: CliReceipt[] };
    expect(json.receipts[0]?.paddingGap).toBe(receipt.paddingGap);
    expect((await run(...words)).stdout).toContain(`up to ${receipt.paddingGap?.toPrecision(3)}·σ away`);
  });

  it('projects a fully connected weight without layout and size', async () => {
    const { code, stdout } = await run('project', 'in.safetensors', '--out', 'head.safetensors', '--tensor', 'head');
    expect(code).toBe(0);
    expect(stdout).toContain('│ head ');
    const expected = project({ kind: 'linear', rows: 4, columns: 7 }, weight).values;
    expect(kernelOf(await read('head.safetensors'), 'head')).toEqual(expected);
  });
});

describe.concurrent('project beside the authors’ release', async () => {
  const recorded = parseSafetensors(new Uint8Array(await readFile(golden)), golden);
  const cases = JSON.parse(recorded.metadata.cases as string) as { k: number; size: number; sigma: number }[];
  const values = (file: SafetensorsFile, name: string) => {
    const stored = file.tensors.get(name);
    if (stored === undefined) throw new Error(`no tensor ${name}`);
    return toFloat32Array(stored, name);
  };
  const projected = async (index: number, mode: 'exact' | 'reference') => {
    const { size, sigma } = cases[index] as { size: number; sigma: number };
    const [tensor, out] = [`case${index}.kernel`, `case${index}.${mode}.safetensors`];
    const { code } = await run(
      ...['project', golden, '--out', out, '--tensor', tensor, '--layout', 'oihw', '--size', String(size)],
      ...['--sigma', String(sigma), '--mode', mode, '--rounds', '1'],
    );
    expect(code).toBe(0);
    return values(await read(out), tensor);
  };

  it('has six cases, 1×1 and 3×3', () => {
    expect(cases.map(({ k }) => k).sort()).toEqual([1, 1, 1, 3, 3, 3]);
  });

  for (const [index, { k }] of cases.entries()) {
    it(`equals it with --mode reference within 1e-4, case ${index}`, async () => {
      expect(await projected(index, 'reference')).toBeAllClose(values(recorded, `case${index}.projected`), 1e-4);
    });

    it(`${k === 1 ? 'equals it within 1e-5' : 'differs from it, whose 3×3 kernels are faulty'} by default, case ${index}`, async () => {
      const exact = await projected(index, 'exact');
      if (k === 1) expect(exact).toBeAllClose(values(recorded, `case${index}.projected`), 1e-5);
      else expect(exact).not.toBeAllClose(values(recorded, `case${index}.projected`), 0.1);
    });
  }
});

describe.concurrent('spectrum', () => {
  for (const tensor of ['oihw', 'hwio', 'oihw.single', 'hwio.single']) {
    for (const padding of ['circular', 'zero'] as const) {
      it(`lists all singular values, descending, of '${tensor}' under ${padding} padding`, async () => {
        const { code, stdout, stderr } = await run(
          ...['spectrum', 'in.safetensors', ...of(tensor), '--padding', padding, '--stride', '2', '--json'],
        );
        expect([code, stderr]).toEqual([0, '']);
        const operator = { ...stem, padding, stride: 2 };
        const expected = singularValues(tensor.endsWith('single') ? kernel32 : kernel, operator);
        expect(JSON.parse(stdout)).toEqual({
          tensor,
          operator,
          singularValues: [...(expected.singularValues ?? [])],
          extremes: expected.extremes,
        });
      });
    }
  }

  it('draws them in the terminal', async () => {
    const { code, stdout } = await run('spectrum', 'in.safetensors', ...of('oihw'));
    expect(code).toBe(0);
    const { extremes, singularValues: all } = singularValues(kernel, stem);
    expect(stdout).toContain(`oihw: σ_max ${extremes.max.toPrecision(7)}, σ_min ${extremes.min.toPrecision(7)}`);
    expect(stdout).toContain(`${all?.length} singular values, descending:`);
    expect(stdout).toContain('┤');
  });

  it('draws them to a well-formed SVG', async () => {
    const { code, stdout } = await run('spectrum', 'in.safetensors', ...of('hwio'), '--svg', 'spectrum.svg');
    expect(code).toBe(0);
    expect(lines(stdout).at(-1)).toBe('spectrum.svg');
    const svg = await workplace.text('spectrum.svg');
    const opened: string[] = [];
    const parse = (text: string) => {
      const parser = new SaxesParser({ xmlns: true });
      parser.on('error', (error) => {
        throw error;
      });
      parser.on('opentag', ({ name }) => opened.push(name));
      parser.write(text).close();
    };
    parse(svg);
    expect(opened[0]).toBe('svg');
    expect(svg).toContain('Singular values of hwio');
    expect(() => parse(svg.replace('</svg>', ''))).toThrow();
  });

  it('takes a fully connected weight', async () => {
    const { stdout } = await run('spectrum', 'in.safetensors', '--tensor', 'head', '--json');
    const operator = { kind: 'linear', rows: 4, columns: 7 } as const;
    expect((JSON.parse(stdout) as { singularValues: number[] }).singularValues).toEqual([
      ...(singularValues(weight, operator).singularValues ?? []),
    ]);
  });
});

describe.concurrent('bad input', () => {
  const kernelWords = ['--tensor', 'hwio', '--layout', 'hwio', '--size', '8'];
  const known = [...parseSafetensors(serializeSafetensors(input), 'input').tensors.keys()].join(', ');

  // Wrong words and values end with status 2, also where only the file can tell; wrong data with 1; the message stands in one line and quotes what it got.
  const both: [what: string, words: string[], code: number, message: string][] = [
    [
      'an unknown tensor',
      ['--tensor', 'conv9', '--layout', 'hwio', '--size', '8'],
      2,
      `no tensor 'conv9'; it has ${known}`,
    ],
    ['no layout', ['--tensor', 'hwio', '--size', '8'], 2, 'a kernel needs --layout'],
    ['an unknown layout', ['--tensor', 'hwio', '--layout', 'nchw', '--size', '8'], 2, "'nchw' is invalid"],
    ['no size', ['--tensor', 'hwio', '--layout', 'hwio'], 2, 'a kernel needs --size'],
    ['a size of zero', ['--tensor', 'hwio', '--layout', 'hwio', '--size', '0x8'], 2, "'0x8' is invalid"],
    ['no tensor', ['--layout', 'hwio', '--size', '8'], 2, '--tensor'],
    ['one axis', ['--tensor', 'bias', '--layout', 'hwio', '--size', '8'], 2, "'bias' has shape [2]"],
    ['stride 0', [...kernelWords, '--stride', '0'], 2, "'0' is invalid"],
    [
      'a stride that does not divide the grid',
      [...kernelWords, '--stride', '3'],
      2,
      'the stride 3 does not divide the circular 8×8 grid',
    ],
    ['a stride larger than the grid', [...kernelWords, '--stride', '9'], 2, 'the stride 9 is larger than the 8×8 grid'],
    [
      'a kernel larger than the grid',
      ['--tensor', 'hwio', '--layout', 'hwio', '--size', '2x8'],
      2,
      'the 3×3 kernel is larger than the 2×8 grid',
    ],
    ['NaN', ['--tensor', 'spoiled', '--layout', 'hwio', '--size', '8'], 1, 'holds NaN at index 5'],
    ['an empty tensor', ['--tensor', 'empty', '--layout', 'hwio', '--size', '8'], 1, 'got 0'],
    ['whole numbers', ['--tensor', 'steps'], 1, 'I64'],
  ];
  const projectOnly: typeof both = [
    ['σ = 0', [...kernelWords, '--sigma', '0'], 2, "'0' is invalid"],
    ['σ < 0', [...kernelWords, '--sigma', '-1'], 2, "'-1' is invalid"],
    ['σ = NaN', [...kernelWords, '--sigma', 'NaN'], 2, "'NaN' is invalid"],
    ['no rounds', [...kernelWords, '--rounds', '0'], 2, "'0' is invalid"],
    ['an unknown mode', [...kernelWords, '--mode', 'fast'], 2, "'fast' is invalid"],
    [
      'clipping by the releases’ recipe',
      [...kernelWords, '--clip', '--mode', 'reference'],
      2,
      'the releases do not clip',
    ],
  ];
  const spectrumOnly: typeof both = [
    ['an unknown padding', [...kernelWords, '--padding', 'same'], 2, "'same' is invalid"],
    [
      'an even kernel under zero padding',
      ['--tensor', 'even', '--layout', 'hwio', '--size', '6', '--padding', 'zero'],
      2,
      'zero padding is (k − 1)/2 on both sides, which an even kernel does not have, got 2×2',
    ],
  ];

  for (const [index, [what, words, status, message]] of [...both, ...projectOnly].entries()) {
    it(`project refuses ${what} and writes nothing`, async () => {
      const out = `refused-${index}.safetensors`;
      const { code, stdout, stderr } = await run('project', 'in.safetensors', '--out', out, ...words);
      expect([code, stdout]).toEqual([status, '']);
      expect(lines(stderr)).toHaveLength(1);
      expect(stderr).toContain(message);
      expect(existsSync(workplace.path(out))).toBe(false);
    });
  }

  for (const [what, words, status, message] of [...both, ...spectrumOnly]) {
    it(`spectrum refuses ${what}`, async () => {
      const { code, stdout, stderr } = await run('spectrum', 'in.safetensors', ...words, '--json');
      expect([code, stdout]).toEqual([status, '']);
      expect(lines(stderr)).toHaveLength(1);
      expect(stderr).toContain(message);
    });
  }

  it('says which file is missing, or is none of the format, and leaves an old output as it was', async () => {
    await writeFile(workplace.path('old.safetensors'), 'old');
    await writeFile(workplace.path('junk.safetensors'), 'junk');
    for (const [file, message] of [
      ['missing.safetensors', 'missing.safetensors: does not exist; '],
      ['junk.safetensors', 'junk.safetensors: '],
    ] as const) {
      const { code, stderr } = await run('project', file, '--out', 'old.safetensors', ...kernelWords);
      expect(code).toBe(1);
      expect(lines(stderr)).toHaveLength(1);
      expect(stderr).toContain(message);
    }
    await run('project', 'in.safetensors', '--out', 'old.safetensors', ...kernelWords, '--stride', '3');
    expect(await workplace.text('old.safetensors')).toBe('old');
  });

  it('never writes over the file that is read', async () => {
    const { code, stderr } = await run('project', 'in.safetensors', '--out', './in.safetensors', ...kernelWords);
    expect(code).toBe(2);
    expect(stderr).toBe('error: --out is the file that is read; give another name\n');
  });

  it('of project needs an output', async () => {
    const { code, stderr } = await run('project', 'in.safetensors', ...kernelWords);
    expect(code).toBe(2);
    expect(stderr).toContain("required option '--out <file>' not specified");
  });
});
