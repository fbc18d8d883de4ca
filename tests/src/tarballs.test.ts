import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { chromium as browsers } from 'playwright';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { version as viteVersion } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, chromiumSwitches } from '../testing/chromium.ts';
import { type PublicPackage, publicPackages, root } from '../testing/public-packages.ts';
import { runCommand } from '../testing/run-command.ts';

const packages = await publicPackages();

/** Problems of types that are meant, each with its reason. */
const meant: readonly { readonly reason: string; readonly is: (problem: Problem) => boolean }[] = [
  {
    reason: 'ES modules alone; require() of them works from Node 20.19 on, and TypeScript says so where it does not',
    is: ({ kind }) => kind === 'CJSResolvesToESM',
  },
  {
    reason: 'the resolution of Node 10 knows no exports map, and no supported Node is that old',
    is: (problem) => 'resolutionKind' in problem && problem.resolutionKind === 'node10',
  },
];

/** Packages without types to check, each with its reason. */
const untyped: Readonly<Record<string, string>> = { '@procrustes/trainer': 'a command, nothing to import' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-tarballs-'));
  await runCommand(
    'npx',
    ['-y', 'pnpm@12', '-r', '--filter', './packages/*', '--filter', './apps/*', 'pack', '--pack-destination', folder],
    root,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function tarball({ name, version }: PublicPackage): string {
  return join(folder, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
}

describe.each(packages.map((each) => [each.name, each] as const))('the tarball of %s', (name, each) => {
  it('is right by publint', async () => {
    const bytes = await readFile(tarball(each));
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it.skipIf(name in untyped)(
    `has types that every supported way to import it finds${name in untyped ? ` (skipped: ${untyped[name]})` : ''}`,
    async () => {
      const bytes = await readFile(tarball(each));
      const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)));
      expect(checked.types).not.toBe(false);
      const problems = checked.types === false ? [] : checked.problems;
      expect(problems.filter((problem) => !meant.some(({ is }) => is(problem)))).toEqual([]);
      expect(problems.some((problem) => meant[0]?.is(problem))).toBe(true);
    },
  );
});

const wanted = process.env.PROCRUSTES_NETWORK_TESTS === '1';
const reason = wanted ? '' : ' (skipped: npm fetches what they depend on; set PROCRUSTES_NETWORK_TESTS=1 to run it)';

const nodeProgram = `
import { prepareBackend } from '@procrustes/backends';
import { syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { project } from '@procrustes/projection';
import { recipeFor, train, TrainingSession } from '@procrustes/training';

const exported = {};
for (const entry of JSON.parse(process.argv[2])) exported[entry] = Object.keys(await import(entry)).length;

const operator = { kind: 'convolution', inChannels: 2, outChannels: 4, kernelSize: [1, 1], inputSize: [8, 8], stride: 2, padding: 'circular' };
const { receipt } = project(operator, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 9));

await prepareBackend('cpu');
const architecture = findArchitecture('procresnet', 1);
const { optimizer, schedule } = recipeFor(architecture.family);
const session = new TrainingSession(architecture.build(10), syntheticImages({ images: 8, seed: 1 }), {
  modelName: architecture.name, batchSize: 2, seed: 7, optimizer, schedule, projection: { mode: 'exact', probability: 1 },
});
const losses = [];
for await (const event of train(session, { steps: 2, probeEvery: 0, checkpointEvery: 0 })) {
  if (event.type === 'step') losses.push(event.metrics.loss);
}
session.dispose();
console.log(JSON.stringify({ exported, after: receipt.after, losses }));
`;

const page = `
import { prepareBackend } from '@procrustes/backends';
import { syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { recipeFor, TrainingSession } from '@procrustes/training';

async function step() {
  const { name } = await prepareBackend('webgl');
  const architecture = findArchitecture('procresnet', 1);
  const { optimizer, schedule } = recipeFor(architecture.family);
  const session = new TrainingSession(architecture.build(10), syntheticImages({ images: 8, seed: 1 }), {
    modelName: architecture.name, batchSize: 2, seed: 7, optimizer, schedule, projection: { mode: 'exact', probability: 1 },
  });
  const { metrics, norms } = await session.next({ probe: true });
  session.dispose();
  return { backend: name, loss: metrics.loss, gradient: norms?.gradient };
}

step().then(
  (result) => Object.assign(globalThis, { result }),
  (error: unknown) => Object.assign(globalThis, { result: { failed: String(error) } }),
);
`;

describe.skipIf(!wanted)(`all tarballs, installed in an empty folder${reason}`, () => {
  let consumer = '';
  let losses: number[] = [];
  beforeAll(async () => {
    consumer = join(folder, 'consumer');
    await mkdir(consumer);
    await writeFile(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
    const tfjs = ['core', 'layers', 'backend-webgl', 'backend-webgpu'].map((name) => `@tensorflow/tfjs-${name}@4.22.0`);
    await runCommand(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
        ...packages.map(tarball),
        ...tfjs,
        `vite@${viteVersion}`,
      ],
      consumer,
    );
  });

  it('give Node every entry point, project a kernel, and train two steps', async () => {
    await writeFile(join(consumer, 'consumer.mjs'), nodeProgram);
    const entryPoints = packages.flatMap((each) => each.entryPoints);
    const said = await runCommand(process.execPath, ['consumer.mjs', JSON.stringify(entryPoints)], consumer);
    const { exported, after, losses: found } = JSON.parse(said.trim().split('\n').at(-1) ?? '');
    expect(Object.keys(exported)).toEqual(entryPoints);
    const empty = entryPoints.filter((entry) => exported[entry] === 0);
    // It registers gradients, and exports nothing.
    expect(empty).toEqual(['@procrustes/ops/gradients']);
    // All at √(4 / 2).
    expect(after.min).toBeCloseTo(Math.SQRT2, 5);
    expect(after.max).toBeCloseTo(Math.SQRT2, 5);
    losses = found;
    expect(losses).toHaveLength(2);
    for (const loss of losses) expect(loss).toSatisfy(Number.isFinite);
  });

  it('give the command line', async () => {
    const models = JSON.parse(await runCommand('npx', ['procrustes', 'models', '--json'], consumer)) as {
      name: string;
    }[];
    expect(models.map(({ name }) => name)).toContain('procresnet-166');
  });

  const blind = !existsSync(chromium);
  it.skipIf(blind)(
    `give a page of Vite a step on WebGL, with the loss that Node had${blind ? ` (skipped: no Chromium at ${chromium})` : ''}`,
    async () => {
      await writeFile(join(consumer, 'index.html'), '<!doctype html><script type="module" src="/page.ts"></script>');
      await writeFile(join(consumer, 'page.ts'), page);
      await runCommand('npx', ['vite', 'build'], consumer);
      const types: Record<string, string> = {
        '.html': 'text/html',
        '.js': 'text/javascript',
        '.wasm': 'application/wasm',
      };
      const server = createServer(async (request, response) => {
        const path = request.url === '/' ? '/index.html' : (request.url ?? '');
        const bytes = await readFile(join(consumer, 'dist', path)).catch(() => undefined);
        response.writeHead(bytes ? 200 : 404, { 'content-type': types[extname(path)] ?? 'application/octet-stream' });
        response.end(bytes);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const browser = await browsers.launch({ executablePath: chromium, args: chromiumSwitches });
      try {
        const tab = await browser.newPage();
        await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        const result = await (await tab.waitForFunction('globalThis.result', undefined, { timeout: 0 })).jsonValue();
        expect(result).toMatchObject({ backend: 'webgl', loss: expect.closeTo(losses[0] as number, 3) });
        const { gradient } = result as { gradient: number[] };
        expect(gradient.length).toBeGreaterThan(3);
        for (const norm of gradient) expect(norm).toBeGreaterThan(0);
      } finally {
        await browser.close();
        server.close();
      }
    },
  );
});
