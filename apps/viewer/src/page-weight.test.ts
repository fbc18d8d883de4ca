import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { BuiltPage } from '../testing/built-page.ts';
import type { ChunkContents } from '../vite/bundle-contents.ts';

// What a visit costs, of the page as it was last built.

let page: BuiltPage;
beforeAll(() => {
  page = BuiltPage.open();
});

/** All that a visit loads may weigh so much, compressed as servers do. */
const budget = 350 * 1000;

const weigh = (file: string): number => gzipSync(page.bytes(file)).length;

/** Of what is loaded late, all but other backends, of which none is loaded unless it is to compute, and what only Node can run. */
const forWebgl = ({ packages, source }: ChunkContents): boolean =>
  !['cpu', 'wasm', 'webgpu'].some((backend) => packages.includes(`@tensorflow/tfjs-backend-${backend}`)) &&
  !source?.includes('/dist/node/');

describe('the built page', () => {
  it('paints before any TensorFlow.js is loaded: what it begins with holds none, whatever it imports', () => {
    const begun = [...page.loadedWith(page.entry)];
    const packages = begun.flatMap((file) => page.chunks.get(file)?.packages ?? []);
    expect(packages).toContain('preact');
    expect(packages.filter((name) => name.startsWith('@tensorflow/'))).toEqual([]);
  });

  it('computes in a worker, which holds TensorFlow.js', () => {
    const workers = page.workersOf('src/live/');
    expect(workers.length).toBeGreaterThan(0);
    const packages = workers.flatMap((worker) =>
      [...page.loadedWith(worker, () => true)].flatMap((file) => page.chunks.get(file)?.packages ?? []),
    );
    expect(packages).toEqual(expect.arrayContaining(['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgl']));
  });

  it('weighs at most 350 kB for a visit that trains on WebGL, whatever of it is loaded late', () => {
    const files = new Set(
      [page.entry, ...page.workersOf('src/live/')].flatMap((file) => [...page.loadedWith(file, forWebgl)]),
    );
    const weights = ['index.html', ...files, ...page.stylesOf(files)].map((file) => [file, weigh(file)] as const);
    const total = weights.reduce((sum, [, bytes]) => sum + bytes, 0);
    const heaviest = [...weights].sort(([, a], [, b]) => b - a).map(([file, bytes]) => `${bytes} ${file}`);
    expect(total, heaviest.join('\n')).toBeLessThanOrEqual(budget);
  });

  it('tells the licence of every package that it holds', () => {
    const told = page.licences();
    const packages = [...page.chunks.values()].flatMap((chunk) => chunk.packages);
    expect(packages).toContain('@tensorflow/tfjs-core');
    for (const name of packages) expect(told.get(name), name).toMatch(/copyright/i);
  });

  it('gives every file that it loads a name that changes with its contents', () => {
    for (const file of page.chunks.keys()) expect(file).toMatch(/^assets\/.+-[\w-]{8}\.js$/);
  });
});
