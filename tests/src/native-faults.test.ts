import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elfHeader } from '../../packages/backends/src/testing/elf-header.ts';
import { lines, Workplace } from '../testing/run-cli.ts';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

const other = process.arch === 'x64' ? 'arm64' : 'x64';
const own = process.arch as 'x64' | 'arm64';
const addon = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';

/** A folder that says that it is prepared, with these files in it. */
async function prepared(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const project = await mkdtemp(workplace.path('project-'));
  const folder = join(project, '.procrustes/native');
  for (const [name, content] of Object.entries({ 'ready.json': '{"device":"cpu"}', 'package.json': '{}', ...files })) {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
  return project;
}

const packageFiles = {
  'node_modules/@tensorflow/tfjs-node/package.json': '{"name":"@tensorflow/tfjs-node","main":"index.js"}',
  'node_modules/@tensorflow/tfjs-node/index.js': `require('./lib/napi-v8/tfjs_binding.node')`,
};

describe.runIf(process.platform === 'linux')('a native backend that is broken', () => {
  it.each<[string, Record<string, string | Uint8Array>, string]>([
    [
      'for another machine',
      { ...packageFiles, [addon]: elfHeader({ machine: other }) },
      `${addon} is made for ${other}, this Node needs ${own}`,
    ],
    [
      'cut off',
      { ...packageFiles, [addon]: elfHeader({ machine: own, sections: 3 }).subarray(0, 100) },
      `${addon} is cut off: it has 100 bytes of 256`,
    ],
    ['without its addon', packageFiles, `${addon} is missing`],
    ['with a header and nothing else', { ...packageFiles, [addon]: elfHeader({ machine: own }) }, addon],
    ['only claimed', {}, 'ready.json claims that tfjs-node is there, but'],
  ])(
    '%s: is listed with what is wrong, is refused in two lines, and auto goes on to the next',
    async (_, files, what) => {
      const cwd = await prepared(files);
      const list = await workplace.run(['backends', '--json'], {}, cwd);
      expect([list.code, list.stderr]).toEqual([0, '']);
      const { chosen, backends } = JSON.parse(list.stdout);
      expect(chosen).not.toBe('tensorflow');
      const { available, reason, remedy } = backends.find(({ name }: { name: string }) => name === 'tensorflow');
      expect(available).toBe(false);
      expect(reason).toContain(what);
      expect(remedy).toContain('procrustes backends setup tensorflow');

      const refused = await workplace.run(
        ['train', '--model', 'resnet-29', '--dataset', 'synthetic', '--steps', '1', '--backend', 'tensorflow'],
        {},
        cwd,
      );
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(lines(refused.stderr)).toEqual([`error: the backend 'tensorflow' is not available: ${reason}`, remedy]);
    },
  );
});
