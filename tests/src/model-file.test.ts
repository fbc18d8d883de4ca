import { createHash } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from '../testing/run-cli.ts';

const densenet = fileURLToPath(new URL('../../packages/models/src/densenet.ts', import.meta.url));

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

const tiny = [
  '--dataset',
  'synthetic',
  '--batch-size',
  '2',
  '--validation-images',
  '6',
  '--backend',
  'wasm',
  '--seed',
  '1',
];
const train = (model: string, out: string, ...more: string[]) =>
  workplace.run(['train', '--model', model, '--blocks', '1', ...tiny, '--out', out, ...more]);

const digestOf = async (...path: string[]) =>
  createHash('sha256')
    .update(await readFile(workplace.path(...path)))
    .digest('hex');
const lastCheckpoint = (run: string, step: number) =>
  digestOf(run, 'checkpoints', `step-${String(step).padStart(8, '0')}.safetensors`);

describe.concurrent('train --model FILE', () => {
  it('trains a copy of densenet.ts outside the repository to the same bits as densenet', {
    timeout: 120_000,
  }, async () => {
    await copyFile(densenet, workplace.path('my-net.ts'));
    const [own, named] = await Promise.all([
      train('./my-net.ts', 'own', '--steps', '4'),
      train('densenet', 'named', '--steps', '4'),
    ]);
    expect([own.code, named.code], own.stderr + named.stderr).toEqual([0, 0]);
    expect(await lastCheckpoint('own', 4)).toBe(await lastCheckpoint('named', 4));
    // Probed and projected as the built-in one is.
    expect(await workplace.text('own', 'norms.jsonl')).toBe(await workplace.text('named', 'norms.jsonl'));
    expect(await workplace.text('own', 'projections.jsonl')).toContain('features.transition1.conv.weight');
    const { model } = JSON.parse(await workplace.text('own', 'run.json'));
    expect(model.name).toBe('densenet-10');
    expect(model.sources).toEqual([{ path: workplace.path('my-net.ts'), sha256: await digestOf('my-net.ts') }]);
    expect(JSON.parse(await workplace.text('named', 'run.json')).model).not.toHaveProperty('sources');
  });

  it('resumes with the file as it was, and refuses one that has changed', async () => {
    await mkdir(workplace.path('parts'));
    await copyFile(densenet, workplace.path('parts', 'family.ts'));
    await writeFile(workplace.path('two-files.mjs'), "export { default } from './parts/family.ts';\n");
    expect(await train('two-files.mjs', 'cut', '--steps', '2')).toMatchObject({ code: 0 });
    expect(await train('two-files.mjs', 'whole', '--steps', '4')).toMatchObject({ code: 0 });
    const run = JSON.parse(await workplace.text('cut', 'run.json'));
    expect(run.model.sources).toHaveLength(2);
    await writeFile(workplace.path('cut', 'run.json'), JSON.stringify({ ...run, steps: 4 }));

    const before = await workplace.text('parts', 'family.ts');
    await appendFile(workplace.path('parts', 'family.ts'), '// another\n');
    const refused = await workplace.run(['train', '--resume', 'cut']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${workplace.path('parts', 'family.ts')} has changed since cut began`);
    expect(refused.stderr).toContain('put it back as it was, or start a new run: train --model');

    await writeFile(workplace.path('parts', 'family.ts'), before);
    const resumed = await workplace.run(['train', '--resume', 'cut']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await lastCheckpoint('cut', 4)).toBe(await lastCheckpoint('whole', 4));
  });

  const network = `
    import { Convolution, Flatten, Network } from '@procrustes/layers';
    const build = () => ({
      network: new Network([{ name: 'c', kind: 'stem', module: new Convolution({ inChannels: 3, outChannels: 1, kernelSize: 1 }) }], new Flatten()),
      projections: PROJECTIONS,
    });
    export default { name: 'n', depths: [8], layersPerBlock: 2, depthOutsideBlocks: 2, build };`;

  it.each([
    ['nothing', '', 'has no default export (it exports nothing); export the architecture by'],
    ['names-only', 'export const net: number = 1;', 'has no default export (it exports only net)'],
    ['number', 'export default 3;', 'is 3, not an object { name, depths, layersPerBlock, depthOutsideBlocks, build }'],
    [
      'member',
      "export default { name: 'x', depths: [8] };",
      '`layersPerBlock` is missing, expected a whole number ≥ 1',
    ],
    ['syntax', '\nexport const net: number = ;', 'syntax.ts:2: Unexpected ";"'],
    ['throws', "throw new Error('half-way');", 'failed while it was loaded: half-way'],
    ['unknown', "import '@procrustes/none';\nexport default 1;", "a model cannot import '@procrustes/none'"],
    ['projections', network.replace('PROJECTIONS', 'undefined'), 'has for `projections` missing, expected a list'],
    [
      'parameter',
      network.replace('PROJECTIONS', "[{ parameter: 'd.weight' }]"),
      "a projection of 'd.weight', which is no trainable",
    ],
    [
      'operator',
      network.replace('PROJECTIONS', "[{ parameter: 'c.weight', operator: { kind: 'linear', rows: 2, columns: 2 } }]"),
      "declares for 'c.weight' an operator of 4 values; the parameter [1,1,3,1] has 3",
    ],
  ])('refuses a file with a wrong export (%s) and says what is expected', async (name, source, message) => {
    await writeFile(workplace.path(`${name}.ts`), source);
    const { code, stderr } = await train(`./${name}.ts`, `run-${name}`, '--steps', '1');
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it('refuses a file that is not there', async () => {
    const { code, stderr } = await train('./absent.ts', 'absent', '--steps', '1');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${workplace.path('absent.ts')}: does not exist`)]);
  });
});
