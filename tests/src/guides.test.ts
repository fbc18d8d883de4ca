import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from '../testing/run-cli.ts';
import { runProgram } from '../testing/run-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface CodeBlock {
  readonly language: string;
  readonly file: string | undefined;
  readonly code: string;
}

async function codeBlocks(guide: string): Promise<CodeBlock[]> {
  const text = await readFile(join(root, 'docs', guide), 'utf8');
  return [...text.matchAll(/^```(\w*)(?: file=(\S+))?\n(.*?)^```$/gms)].map(([, language = '', file, code = '']) => ({
    language,
    file,
    code,
  }));
}

/** A folder with the packages that a guide's reader has installed. */
async function installed(folder: string, packages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, at] of Object.entries(packages)) {
    const link = join(folder, 'node_modules', name);
    await mkdir(join(link, '..'), { recursive: true });
    await symlink(join(root, at), link);
  }
}

describe('docs/add-an-architecture.md', () => {
  let workplace: Workplace;
  beforeAll(async () => {
    workplace = await Workplace.create();
  });
  afterAll(() => workplace?.remove());

  it('runs as it stands, block by block', async () => {
    const blocks = await codeBlocks('add-an-architecture.md');
    expect(blocks.map(({ language, file }) => file ?? language)).toEqual(['my-net.ts', 'sh', 'sh', 'size.mjs']);
    const outputs: string[] = [];
    for (const { language, file, code } of blocks) {
      if (file !== undefined) await writeFile(workplace.path(file), code);
      if (language !== 'sh') continue;
      const [, words] = /^npx -y pnpm@12 procrustes (.*)\n$/.exec(code) ?? [];
      const { code: status, stdout, stderr } = await workplace.run((words as string).split(' '));
      expect(status, stderr).toBe(0);
      outputs.push(stdout + stderr);
    }
    expect(outputs[1]).toContain('the run is finished, 6 of 6 steps');
    const { model } = JSON.parse(await workplace.text('my-run', 'run.json'));
    expect(model).toMatchObject({ name: 'halving-10', blocksPerStage: 1, convolutions: 9 });
    const norms = JSON.parse((await workplace.text('my-run', 'norms.jsonl')).split('\n')[0] as string);
    expect(norms.sites).toEqual(['stem', 'stage1.0', 'transition1', 'stage2.0', 'transition2', 'stage3.0']);

    // The program's import, as a compiler has it.
    const { transform } = await import('esbuild');
    const source = await workplace.text('my-net.ts');
    await writeFile(workplace.path('my-net.js'), (await transform(source, { loader: 'ts', format: 'esm' })).code);
    await writeFile(workplace.path('package.json'), '{ "type": "module" }');
    await installed(workplace.folder, {
      '@procrustes/models': 'packages/models',
      '@procrustes/layers': 'packages/layers',
      '@procrustes/projection': 'packages/projection',
    });
    expect(await runProgram('size.mjs', workplace.folder)).toEqual({ code: 0, stdout: 'halving-16 15\n', stderr: '' });
  });
});

describe('docs/probe-a-model-you-have.md', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'node_modules/.guide-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('runs as it stands, block by block', async () => {
    const blocks = await codeBlocks('probe-a-model-you-have.md');
    expect(blocks.map(({ file }) => file)).toEqual(['prepare.mjs', 'model.mjs', 'train.mjs']);
    for (const { file, code } of blocks) await writeFile(join(folder, file as string), code);
    await installed(folder, {
      '@procrustes/tfjs-layers': 'packages/tfjs-layers',
      '@procrustes/ops': 'packages/ops',
      '@tensorflow/tfjs-core': 'packages/tfjs-layers/node_modules/@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers': 'packages/tfjs-layers/node_modules/@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-backend-cpu': 'packages/layers/node_modules/@tensorflow/tfjs-backend-cpu',
    });
    const { code, stdout, stderr } = await runProgram('train.mjs', folder);
    expect(code, stderr).toBe(0);
    const seen = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(seen).toHaveLength(4);
    for (const { sites, ratios } of seen) {
      expect(sites).toEqual(['stem', 'block', 'transition']);
      expect(ratios).toHaveLength(2);
      for (const ratio of ratios) expect(ratio).toBeGreaterThan(0);
    }
  });
});
