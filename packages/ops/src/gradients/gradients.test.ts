import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

// Under bare Node, because Vitest resolves what Node cannot: here only the bundle that the build makes will do.
const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let bundle: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'procrustes-gradients-'));
  bundle = join(folder, 'gradients.mjs');
  execFileSync(process.execPath, [join(root, 'bundle-gradients.mjs'), bundle]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program prints as JSON, with `tf` in scope. */
function run(program: string): unknown {
  const preamble = `import * as tf from '@tensorflow/tfjs-core'; import '@tensorflow/tfjs-backend-cpu'; tf.env().set('IS_TEST', true);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', preamble + program], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(output);
}

const gradient = `tf.grads((x) => tf.sum(tf.sin(tf.square(x))))([tf.tensor1d([0.5, 1])])[0]`;

describe('@procrustes/ops/gradients in Node', () => {
  it('registers the gradients with the engine of the installed core', () => {
    const found = run(`
      await import(${JSON.stringify(pathToFileURL(bundle).href)});
      console.log(JSON.stringify([...await ${gradient}.data()]));
    `);
    // d/dx sin x² = 2x cos x².
    expect(found).toBeAllClose([Math.cos(0.25), 2 * Math.cos(1)], 1e-6);
  });

  it('leaves the engine, its backend and its tensors as they were', () => {
    const found = run(`
      const before = tf.engine();
      const x = tf.tensor1d([3]);
      await import(${JSON.stringify(pathToFileURL(bundle).href)});
      console.log(JSON.stringify([tf.engine() === before, tf.getBackend(), tf.memory().numTensors, [...await x.data()]]));
    `);
    expect(found).toEqual([true, 'cpu', 1, [3]]);
  });

  it('is needed: without it the core has no gradients', () => {
    expect(() => run(`console.log(JSON.stringify([...await ${gradient}.data()]))`)).toThrow('gradient');
  });

  it('is a door of its own, which a bundler must not drop', () => {
    expect(manifest.exports['./gradients'].node).toBe('./dist/gradients/node.js');
    expect(manifest.sideEffects).toContain('./dist/gradients/*.js');
  });
});
