import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The graph as docs/architecture.md draws it, the highest first: `apps/trainer`. */
const folders = [
  ...readFileSync(`${root}/docs/architecture.md`, 'utf8').matchAll(/^ {4}((?:apps|packages)\/\S+)/gm),
].map(([, folder]) => folder as string);

const nameOf = (folder: string): string => folder.slice(folder.indexOf('/') + 1);
const graph = folders.map(nameOf);

/** A package itself, and what it exports beside that. */
const addresses = (name: string) => [name, `${name}/node`];

/** Lints one file for each package and import, in a folder of their own with the project's settings. */
function refusedImports(): ReadonlySet<string> {
  const folder = mkdtempSync(join(tmpdir(), 'procrustes-imports-'));
  try {
    const settings = JSON.parse(readFileSync(`${root}/biome.json`, 'utf8')) as Record<string, unknown>;
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...settings, $schema: undefined, vcs: undefined }));
    for (const importer of folders) {
      for (const imported of graph.flatMap(addresses)) {
        const source = `import { x } from '@procrustes/${imported}';\n\nexport const y = x;\n`;
        mkdirSync(join(folder, importer, dirname(imported)), { recursive: true });
        writeFileSync(join(folder, importer, `${imported}.ts`), source);
      }
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: unknown } }[] };
    expect(stdout).toContain('The package graph is one-way');
    return new Set(
      diagnostics
        .filter(({ category }) => category === 'lint/style/noRestrictedImports')
        .map(({ location }) => /(?:apps|packages)\/([^"]+)\.ts/.exec(JSON.stringify(location.path))?.[1] as string),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the package graph', () => {
  it('is drawn whole: every package has its line', () => {
    const packages = ['apps', 'packages'].flatMap((parent) =>
      readdirSync(`${root}/${parent}`).map((name) => `${parent}/${name}`),
    );
    expect([...folders, 'packages/testing'].sort()).toEqual(packages.sort());
  });

  it.each(folders)('%s depends on lower packages only', (folder) => {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const lower = graph.slice(folders.indexOf(folder) + 1).map((one) => `@procrustes/${one}`);
    const own = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@procrustes/'));
    expect(lower).toEqual(expect.arrayContaining(own));
  });

  it('is what lint enforces: every import upwards is refused, none downwards', () => {
    const upwards = graph.flatMap((importer, place) =>
      graph
        .slice(0, place)
        .flatMap(addresses)
        .map((above) => `${importer}/${above}`),
    );
    expect([...refusedImports()].sort()).toEqual(upwards.sort());
  });
});
