import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from './main.ts';

const trace = fileURLToPath(new URL('../../../tests/fixtures/golden/resnet_n1.safetensors', import.meta.url));
const kernel = ['--tensor', 'init.conv1.weight', '--layout', 'oihw', '--size', '8'];
const train = ['train', '--model', 'resnet', '--blocks', '1', '--dataset', 'synthetic'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes main '));
  await writeFile(join(folder, 'README.md'), '# A document, and no network at all\n');
  await writeFile(join(folder, 'net.ts'), 'export const net = 1;\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

/** What a command line comes to; `@` stands for the folder. */
async function outcome(words: readonly string[]) {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const status = await main(words.map((word) => word.replace(/^@/, folder)));
  const text = (spy: typeof stdout) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  return { status, stdout: text(stdout), stderr: text(stderr).replaceAll(folder, '@') };
}

describe('a file or folder at fault: exit 1, one line that says which, why and what to do', () => {
  it.each<[string, string[], string]>([
    [
      'no trace',
      ['verify', '@/none'],
      '@/none: does not exist; give the trace to replay, a safetensors file recorded in PyTorch',
    ],
    [
      'a folder as trace',
      ['verify', '@'],
      '@: is a folder, not a file; give the trace to replay, a safetensors file recorded in PyTorch',
    ],
    ['another file as trace', ['verify', '@/README.md'], '@/README.md: is no safetensors file: '],
    [
      'no kernel',
      ['spectrum', '@/none', '--tensor', 'x'],
      '@/none: does not exist; give a safetensors file that holds the tensor',
    ],
    [
      'nothing to project',
      ['project', '@/none', '--tensor', 'x', '--out', '@/o'],
      '@/none: does not exist; give a safetensors file',
    ],
    [
      'no folder for a projection',
      ['project', trace, ...kernel, '--out', '@/none/o'],
      '@/none/o: there is no folder @/none; make it, or',
    ],
    [
      'no folder for a picture',
      ['spectrum', trace, ...kernel, '--svg', '@/none/o'],
      '@/none/o: there is no folder @/none; make it, or',
    ],
    ['no checkpoint', ['export', '@/none', '--out', '@/o'], '@/none: does not exist; give a checkpoint, such as'],
    [
      'an output that exists',
      ['export', trace, '--out', '@/net.ts'],
      '@/net.ts exists already and is never overwritten',
    ],
    ['no run to report on', ['report', '@/none', '--out', '@/o'], '@/none: does not exist; give the folder of a run'],
    ['a folder as report', ['report', '@', '--out', '@'], '@: is a folder, not a file; choose another --out'],
    ['no run to resume', ['train', '--resume', '@/none'], '@/none: does not exist; give the folder of a run'],
    [
      'a file to resume',
      ['train', '--resume', '@/net.ts'],
      '@/net.ts: is a file, not a folder; give the folder of a run',
    ],
    ['no weights', [...train, '--init', '@/none'], '@/none: does not exist; give --init a PyTorch state dictionary'],
    [
      'no model file',
      ['train', '--model', '@/none.ts'],
      '@/none.ts: does not exist; give a file that exports an architecture',
    ],
    ['a model file without a model', ['train', '--model', '@/net.ts'], '@/net.ts has no default export'],
    ['a folder of results', ['bench', 'step', '--write', '@'], '@: is a folder, not a file; name a file for --write'],
    ['no folder to view', ['view', '@/none'], '@/none: does not exist'],
  ])('%s', async (_what, words, message) => {
    const { status, stdout, stderr } = await outcome(words);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toContain(`error: ${message}`);
  });
});

describe('wrong words or values: exit 2, one line, also where only the file can tell', () => {
  it.each<[string, string[], string | RegExp]>([
    ['a family alone', ['train', '--model', 'resnet'], "'resnet' is a family of models: say how deep by --blocks N"],
    ['a prefix of nothing', [...train, '--init-prefix', 'module.'], '--init-prefix is about the file of --init'],
    ['more blocks than there can be', ['train', '--model', 'resnet', '--blocks', '99999'], 'from 1 to'],
    [
      'a tensor that is not in the file',
      ['spectrum', trace, '--tensor', 'conv1.weight'],
      /of its \d+ tensors the nearest are init\.conv1\.weight, /,
    ],
    [
      'a stride that does not fit',
      ['spectrum', trace, ...kernel, '--stride', '3'],
      'the stride 3 does not divide the circular 8×8 grid',
    ],
    [
      'a size that does not fit',
      ['project', trace, ...kernel.slice(0, -1), '2', '--out', '@/o'],
      'the 3×3 kernel is larger than the 2×2 grid',
    ],
    [
      'two options that exclude each other',
      ['project', trace, ...kernel, '--out', '@/o', '--clip', '--mode', 'reference'],
      'leave out --clip',
    ],
    [
      'a picture over the file that is read',
      ['spectrum', trace, ...kernel, '--svg', trace],
      '--svg is the file that is read',
    ],
  ])('%s', async (_what, words, message) => {
    const { status, stdout, stderr } = await outcome(words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toMatch(message);
  });
});

it('done: exit 0, and the result alone on the standard output', async () => {
  const { status, stdout, stderr } = await outcome(['spectrum', trace, ...kernel, '--json']);
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ tensor: 'init.conv1.weight' });
});
