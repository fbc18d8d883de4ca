import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nativeFolder, nativeMark } from './load-tensorflow.ts';
import { ownOperationsFile } from './own-operations.ts';
import { packagePlaces } from './package-places.ts';
import { NativeSetupError, removeTensorflow, setupTensorflow } from './setup-tensorflow.ts';

// That it succeeds is shown by `pnpm native` itself, which CI runs; here are the ways in which it cannot.
let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'procrustes-native-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(project, { recursive: true, force: true });
});

describe('setupTensorflow', () => {
  it('says which program is missing, and leaves no folder that counts as prepared', async () => {
    vi.stubEnv('PATH', project);
    const steps: string[] = [];
    const failure = await setupTensorflow({ project, device: 'cpu', onStep: (step) => steps.push(step) }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(NativeSetupError);
    expect((failure as Error).message).toMatch(/there is no program 'npm/);
    expect(steps).toEqual(['look whether it is there', 'fetch @tensorflow/tfjs-node 4.22.0']);
    expect(existsSync(join(project, nativeFolder, nativeMark))).toBe(false);
  });

  it('does not believe a mark without a library that multiplies', async () => {
    await mkdir(join(project, nativeFolder), { recursive: true });
    await writeFile(join(project, nativeFolder, nativeMark), '{"method":"wheel","device":"cpu"}');
    vi.stubEnv('PATH', project);
    await expect(setupTensorflow({ project, device: 'cpu' })).rejects.toThrow(NativeSetupError);
    expect(existsSync(join(project, nativeFolder, nativeMark))).toBe(false);
  });

  it('stops before the first step where its signal is aborted already', async () => {
    const reason = new Error('stopped');
    await expect(setupTensorflow({ project, device: 'cpu', signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(existsSync(join(project, nativeFolder))).toBe(false);
  });
});

const wanted = process.env.PROCRUSTES_NETWORK_TESTS === '1';
const reason = wanted ? '' : ' (skipped: it downloads a TensorFlow; set PROCRUSTES_NETWORK_TESTS=1 to run it)';

describe.runIf(wanted && process.platform === 'linux')(`setupTensorflow without Node’s own headers${reason}`, () => {
  // A copy of the program alone: there is no ../include/node beside it. Without a limit of time, for the download.
  it('prepares a backend that computes, finds it the second time, compiles what it then lacks, and leaves the rest of the project alone', {
    timeout: 0,
  }, async () => {
    const node = join(project, 'bin/node');
    await mkdir(join(project, 'bin'));
    await copyFile(process.execPath, node);
    // What an interrupted one left.
    await mkdir(join(project, nativeFolder, 'node_modules/@tensorflow/tfjs-node/lib'), { recursive: true });
    const source = `
      import { setupTensorflow } from ${JSON.stringify(new URL('../../dist/node/index.js', import.meta.url).href)};
      import { rm } from 'node:fs/promises';
      const settings = { project: ${JSON.stringify(project)}, device: 'cpu' };
      const states = [await setupTensorflow(settings), await setupTensorflow(settings)];
      await rm(states[0].folder + '/operations', { recursive: true });
      console.log(JSON.stringify([...states, await setupTensorflow(settings)]));`;
    const run = promisify(execFile);
    const { stdout } = await run(node, ['--input-type=module', '-e', source], {
      env: { ...process.env, PATH: `${join(project, 'bin')}:${process.env.PATH}` },
    });
    const [first, second, third] = JSON.parse(stdout);
    expect(first).toMatchObject({ folder: join(project, nativeFolder), gpu: false, kept: false, ownOperations: true });
    expect(first.tensorflow).toMatch(/^2\./);
    expect(second).toEqual({ ...first, kept: true });
    expect(third).toEqual(second);
    expect(await readdir(join(first.folder, 'operations'))).toEqual([
      basename(ownOperationsFile(first.folder) as string),
    ]);
    expect((await readdir(project)).sort()).toEqual(['.procrustes', 'bin']);
    if (first.method === 'wheel') {
      expect(existsSync(join(project, nativeFolder, 'node_modules/node-api-headers/include/node_api.h'))).toBe(true);
    }
    await removeTensorflow(project);
    expect(await readdir(join(project, '.procrustes'))).toEqual([]);
  });
});

const [prepared] = packagePlaces(nativeFolder, nativeMark).map((place) => dirname(place));
const compiled = prepared === undefined ? undefined : ownOperationsFile(prepared);
const stands = process.platform === 'linux' && process.env.CXX === undefined;
const found = stands && compiled !== undefined && existsSync(compiled);
const unprepared = found ? '' : ' (skipped: the native backend with own operations is not prepared here)';

describe.runIf(found)(`setupTensorflow where own operations do not load${unprepared}`, () => {
  let file: string;

  /** The prepared backend as the project's own; its own operations are cut off, as by a full disk. */
  beforeEach(async () => {
    const folder = join(project, nativeFolder);
    file = ownOperationsFile(folder) as string;
    await mkdir(dirname(file), { recursive: true });
    await symlink(join(prepared as string, 'node_modules'), join(folder, 'node_modules'));
    await copyFile(join(prepared as string, nativeMark), join(folder, nativeMark));
    await copyFile(compiled as string, file);
    await truncate(file, 4096);
  });

  /** In the compiler's place, whose half a minute CI spends: its output is this many bytes of what it made before. */
  async function compilerThatWrites(bytes: string): Promise<void> {
    const script = `#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nhead -c ${bytes} '${compiled}' > "$2"\n`;
    await writeFile(join(project, 'c++'), script, { mode: 0o755 });
    vi.stubEnv('PATH', `${project}:${process.env.PATH}`);
  }

  it('compiles them again, once', async () => {
    await compilerThatWrites('-0');
    const state = await setupTensorflow({ project, device: 'cpu' });
    expect(state).toMatchObject({ kept: true, ownOperations: true });
    expect(await readFile(file)).toEqual(await readFile(compiled as string));
    await writeFile(join(project, 'c++'), 'exit 1');
    expect(await setupTensorflow({ project, device: 'cpu' })).toEqual(state);
  });

  it('leaves none that do not load', async () => {
    await compilerThatWrites('4096');
    await expect(setupTensorflow({ project, device: 'cpu' })).rejects.toThrow(NativeSetupError);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(join(project, nativeFolder, nativeMark))).toBe(true);
  });
});

describe('removeTensorflow', () => {
  it('takes the folder away, and does not mind that there is none', async () => {
    await mkdir(join(project, nativeFolder), { recursive: true });
    await removeTensorflow(project);
    await removeTensorflow(project);
    expect(existsSync(join(project, nativeFolder))).toBe(false);
  });
});
