import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicPackages, root } from '../testing/public-packages.ts';
import { Workplace } from '../testing/run-cli.ts';
import { runCommand } from '../testing/run-command.ts';

/** Examples that do not run here, by a line of theirs, each with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  'const style = document.head.appendChild': 'it needs a page; the charts are tried in one by their browser tests',
  "await fetchDataset('cifar10')": 'it downloads 139 MB; fetch-cifar10.test.ts does that where it is asked to',
};

interface Example {
  readonly language: string;
  readonly code: string;
}

const packages = await publicPackages();
const readmes = await Promise.all(
  packages.map(async ({ name, folder }) => {
    const text = await readFile(join(folder, 'README.md'), 'utf8');
    const examples = [...text.matchAll(/^```(\w+)[^\n]*\n(.*?)^```$/gms)].map(
      ([, language = '', code = '']): Example => ({ language, code }),
    );
    return { name, file: relative(root, join(folder, 'README.md')), examples };
  }),
);

function programs(examples: readonly Example[]): Example[] {
  return examples.filter(({ language }) => language === 'js' || language === 'ts');
}

function reasonElsewhere({ code }: Example): string | undefined {
  return Object.entries(elsewhere).find(([line]) => code.includes(line))?.[1];
}

/** What the comments behind an example's `console.log` say that they print, `…` standing for anything. */
function statedResults(code: string): RegExp[] {
  return [...code.matchAll(/console\.log\(.*\);[ \t]*\/\/ (.+)$/gm)].map(([, text = '']) => {
    const pattern = text.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}$`, 'm');
  });
}

/** What was stated and is not in the output, in the order in which it is stated. */
function missing(code: string, output: string): string[] {
  let rest = output;
  return statedResults(code).flatMap((stated) => {
    const found = stated.exec(rest);
    if (found === null) return [stated.source];
    rest = rest.slice(found.index + found[0].length);
    return [];
  });
}

describe('the README examples', () => {
  let folder = '';

  // As a user has it who has installed the packages: their built files, and TensorFlow.js beside them.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'procrustes-readme-'));
    await mkdir(join(folder, 'runs'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, '@procrustes'), { recursive: true });
    await mkdir(join(modules, '@tensorflow'));
    for (const { name, folder: at } of packages) await symlink(at, join(modules, name));
    for (const provider of ['backends', 'tfjs-layers']) {
      const from = join(root, 'packages', provider, 'node_modules', '@tensorflow');
      for (const name of await readdir(from)) {
        await symlink(join(from, name), join(modules, '@tensorflow', name)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
      }
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run({ code }: Example): Promise<string> {
    const { code: plain } = await transform(code, { loader: 'ts', format: 'esm', target: 'es2022' });
    await writeFile(join(folder, 'example.mjs'), plain);
    return runCommand(process.execPath, ['example.mjs'], folder);
  }

  for (const { name, file, examples } of readmes) {
    // The command line's are commands.
    if (name === '@procrustes/trainer') continue;

    it(`${file} has one that runs and says what it prints`, () => {
      const told = programs(examples).filter((example) => reasonElsewhere(example) === undefined);
      expect(told.length).toBeGreaterThan(0);
      for (const { code } of told) expect(statedResults(code).length, code).toBeGreaterThan(0);
    });

    programs(examples).forEach((example, index) => {
      const reason = reasonElsewhere(example);
      it.skipIf(reason)(`${file}, example ${index + 1}${reason ? ` (skipped: ${reason})` : ''}`, async () => {
        const output = await run(example);
        expect(missing(example.code, output), output).toEqual([]);
      });
    });
  }

  it('apps/trainer/README.md, its first commands', async () => {
    const { examples } = readmes.find(({ name }) => name === '@procrustes/trainer') ?? { examples: [] };
    const commands = (examples.find(({ language }) => language === 'sh')?.code ?? '').trim().split('\n');
    expect(commands.length).toBeGreaterThan(0);
    const workplace = await Workplace.create();
    try {
      for (const command of commands) {
        const [, words] = /^npx -y pnpm@12 procrustes (.+)$/.exec(command) ?? [];
        expect(words, command).toBeDefined();
        const { code, stderr } = await workplace.run((words ?? '').split(' '));
        expect(code, stderr).toBe(0);
      }
    } finally {
      await workplace.remove();
    }
  });

  it('are found wanting where one prints something else, or fails', async () => {
    const right = { language: 'ts', code: 'const sum: number = 1 + 1;\nconsole.log(sum, Math.random()); // 2 0.…\n' };
    expect(missing(right.code, await run(right))).toEqual([]);
    const wrong = { language: 'ts', code: right.code.replace('// 2', '// 3') };
    expect(missing(wrong.code, await run(wrong))).toHaveLength(1);
    await expect(run({ language: 'ts', code: "import '@procrustes/none';\n" })).rejects.toThrow('ERR_MODULE_NOT_FOUND');
  });

  it('that run elsewhere are still there', () => {
    const code = readmes.flatMap(({ examples }) => examples.map((example) => example.code)).join('\n');
    expect(Object.keys(elsewhere).filter((line) => !code.includes(line))).toEqual([]);
  });
});
