import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opCases } from '@procrustes/ops/testing';
import * as core from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

/** Everything that computes in a training run. */
const computing = ['ops', 'layers', 'models', 'probes', 'training', 'projection-tfjs', 'backends'];

/** Operations of TensorFlow.js that run inside another's cases: under that name, or within its reference composition. */
const within: Readonly<Record<string, string>> = { relu: 'stockRelu', conv2d: 'convolution' };

/** TensorFlow.js marks each operation's function by the end of its name. */
const isOperation = (name: string): boolean => {
  const value: unknown = Reflect.get(core, name);
  return typeof value === 'function' && value.name.endsWith(core.OP_SCOPE_SUFFIX);
};

/** The names that a source imports from TensorFlow.js's core as values. */
function importedFrom(source: string): string[] {
  const imports = source.matchAll(/import \{([^}]*)\} from '@tensorflow\/tfjs-core'/g);
  return [...imports].flatMap(([, names]) =>
    (names as string)
      .split(',')
      .map((name) => name.trim().split(' as ')[0] as string)
      .filter((name) => name !== '' && !name.startsWith('type ')),
  );
}

async function importedBy(name: string): Promise<string[]> {
  const folder = join(packages, name, 'src');
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => /(?<!\.test)\.ts$/.test(file) && !/(^|\/)testing\//.test(file));
  return (await Promise.all(sources.map((file) => readFile(join(folder, file), 'utf8')))).flatMap(importedFrom);
}

describe('the cases of the operations', () => {
  it('have every operation of TensorFlow.js that the packages call', async () => {
    const imported = new Set((await Promise.all(computing.map(importedBy))).flat());
    const called = [...imported].filter(isOperation);
    expect(called).toEqual(expect.arrayContaining(['matMul', 'stack', 'argMax', 'oneHot', 'avgPool', 'conv2d']));
    const covered = new Set(opCases.map(({ op }) => op));
    expect(called.filter((name) => !covered.has(within[name] ?? name)).sort()).toEqual([]);
  });

  it('would miss one that they do not have', () => {
    expect(importedFrom("import { add, type Tensor, sin as sine } from '@tensorflow/tfjs-core';")).toEqual([
      'add',
      'sin',
    ]);
    expect(['add', 'sin', 'tidy', 'dispose'].filter(isOperation)).toEqual(['add', 'sin']);
    expect(opCases.some(({ op }) => op === 'sin')).toBe(false);
  });
});
