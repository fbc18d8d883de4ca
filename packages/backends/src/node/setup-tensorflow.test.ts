import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nativeFolder, nativeMark } from './load-tensorflow.ts';
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

describe('removeTensorflow', () => {
  it('takes the folder away, and does not mind that there is none', async () => {
    await mkdir(join(project, nativeFolder), { recursive: true });
    await removeTensorflow(project);
    await removeTensorflow(project);
    expect(existsSync(join(project, nativeFolder))).toBe(false);
  });
});
