import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { convolutionKey, type Formulations, formulationsOf, prepareBackend } from '@procrustes/backends';
import { convolutionShapes, families } from '@procrustes/models';
import type { ConvolutionShape } from '@procrustes/ops';
import { Generator } from '@procrustes/random';
import { type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, Workplace } from '../testing/run-cli.ts';

const { table, candidates } = formulationsOf('wasm') as Formulations;

describe('the committed table of formulations', () => {
  /** The gradients that a step of a network computes: of its first convolution no input gradient, which nobody asks for. */
  const keysOf = (shapes: readonly ConvolutionShape[]) =>
    shapes.flatMap((shape, index) => [
      convolutionKey('filter-gradient', shape),
      ...(index === 0 ? [] : [convolutionKey('input-gradient', shape)]),
    ]);

  // Every layer of a dense block has a shape of its own: there the fixed rule chooses.
  const tabled = families.filter(({ name }) => !name.startsWith('densenet'));

  it.each(tabled.map((family) => [family.name, family] as const))('has every gradient of %s', async (_name, family) => {
    await prepareBackend('wasm');
    // From two blocks per stage on all are alike.
    const { network } = family.build(2, 10);
    network.initialise(Generator.named(1, 'weights'));
    const images: Tensor4D = zeros([1, 32, 32, 3]);
    const keys = keysOf(convolutionShapes(network, images));
    images.dispose();
    network.dispose();
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => !(key in table.choices))).toEqual([]);
  });

  it('does not have what no network of the papers has', () => {
    const shape = {
      kernel: [3, 3],
      stride: 1,
      padding: 1,
      inChannels: 48,
      outChannels: 48,
      height: 32,
      width: 32,
    } as const;
    expect(keysOf([shape]).filter((key) => key in table.choices)).toEqual([]);
  });
});

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

const last = 'checkpoints/step-00000004.safetensors';
const checkpoint = (run: string) => readFile(workplace.path(run, last));
const resume = (run: string) => workplace.run(['train', '--resume', run]);

/** Everything that a step recorded, but for the clock. */
async function losses(run: string): Promise<unknown[]> {
  return lines(await workplace.text(run, 'metrics.jsonl')).map((line) => {
    const { step, loss, accuracy } = JSON.parse(line);
    return { step, loss, accuracy };
  });
}

async function choicesOf(run: string): Promise<Record<string, string>> {
  return JSON.parse(await workplace.text(run, 'run.json')).backend.formulations;
}

/** Rewrites the choices in a run.json; undefined leaves none, as before there was a table. */
async function choose(run: string, formulations: Record<string, string> | undefined): Promise<void> {
  const description = JSON.parse(await workplace.text(run, 'run.json'));
  description.backend.formulations = formulations;
  await writeFile(workplace.path(run, 'run.json'), JSON.stringify(description));
}

/** The description of a run with other choices, and nothing of the run. */
async function described(run: string, formulations: Record<string, string> | undefined): Promise<void> {
  await cp(workplace.path('table', 'run.json'), workplace.path(run, 'run.json'));
  await choose(run, formulations);
}

/** A copy of a finished run as if it had been killed after its third step, whose last checkpoint is of the second. */
async function killed(run: string, copy: string): Promise<void> {
  await cp(workplace.path(run), workplace.path(copy), { recursive: true });
  for (const step of [3, 4]) await rm(workplace.path(copy, `checkpoints/step-0000000${step}.safetensors`));
}

describe('a run on wasm', () => {
  /** Of the stem, which is most of what the table has otherwise than the rule. */
  const stem = 'filter-gradient 3->64 3x3 stride 1 padding 1 on 32x32';
  /** What the table does not say. */
  const others: Record<string, string> = { ...table.choices, [stem]: 'dilated-convolution' };

  beforeAll(async () => {
    const { code } = await workplace.run([
      ...['train', '--model', 'procresnet', '--blocks', '1', '--dataset', 'synthetic', '--validation-images', '6'],
      ...['--batch-size', '2', '--steps', '4', '--checkpoint-every', '1', '--backend', 'wasm', '--out', 'table'],
    ]);
    expect(code).toBe(0);
    await described('others', others);
    expect((await resume('others')).code).toBe(0);
  });

  it('records the choices of the table', async () => {
    expect(await choicesOf('table')).toEqual(table.choices);
    expect(table.choices[stem]).not.toBe(others[stem]);
  });

  it('has other bits by other choices', async () => {
    expect(await losses('others')).not.toEqual(await losses('table'));
    expect((await checkpoint('others')).equals(await checkpoint('table'))).toBe(false);
  });

  it('goes on by its own choices where today’s table has others, to the bits of one that nobody stopped', async () => {
    await killed('others', 'killed');
    expect((await resume('killed')).code).toBe(0);
    expect(await choicesOf('killed')).toEqual(others);
    expect(await losses('killed')).toEqual(await losses('others'));
    expect((await checkpoint('killed')).equals(await checkpoint('others'))).toBe(true);
  });

  it('would come to other bits if it went on by the table', async () => {
    await killed('others', 'changed');
    await choose('changed', table.choices);
    expect((await resume('changed')).code).toBe(0);
    expect((await checkpoint('changed')).equals(await checkpoint('others'))).toBe(false);
  });

  it('without a record of choices goes on by the rule', async () => {
    const rule = Object.fromEntries(Object.keys(table.choices).map((key) => [key, candidates(key)[0] as string]));
    expect(rule).not.toEqual(table.choices);
    for (const [run, formulations] of [
      ['unrecorded', undefined],
      ['ruled', rule],
    ] as const) {
      await described(run, formulations);
      expect((await resume(run)).code).toBe(0);
    }
    expect((await checkpoint('unrecorded')).equals(await checkpoint('ruled'))).toBe(true);
    expect((await checkpoint('unrecorded')).equals(await checkpoint('table'))).toBe(false);
  });

  it('says of a formulation that there is not which ones there are: exit 1, two lines', async () => {
    await described('unknown', { ...table.choices, [stem]: 'winograd' });
    const { code, stdout, stderr } = await resume('unknown');
    expect([code, stdout]).toEqual([1, '']);
    expect(lines(stderr)).toEqual([
      `error: the backend 'wasm' has no formulation 'winograd' of '${stem}'; it has 'dilated-convolution', 'padded-outer-products'`,
      'take the version of procrustes that wrote them (for a run: versions in its run.json), or start a new run',
    ]);
  });

  it('says of choices that are no text what was expected', async () => {
    await described('broken', { [stem]: 3 as never });
    const { code, stderr } = await resume('broken');
    expect(code).toBe(1);
    expect(stderr).toMatch(/run\.json: backend\.formulations\./);
  });

  it('on another backend records none', async () => {
    const { code } = await workplace.run([
      ...['train', '--model', 'procresnet', '--blocks', '1', '--dataset', 'synthetic', '--validation-images', '6'],
      ...['--batch-size', '2', '--steps', '1', '--probe-every', '0', '--backend', 'cpu', '--out', 'cpu'],
    ]);
    expect(code).toBe(0);
    expect(await choicesOf('cpu')).toBeUndefined();
  });
});
