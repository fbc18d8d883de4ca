import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { webgpuFolder, webgpuMark } from './load-webgpu.ts';
import { removeWebgpu, setupWebgpu, WebgpuSetupError } from './setup-webgpu.ts';

// That it succeeds is shown by `.ci/run`, which has the registry; here are the ways in which it cannot.
let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'procrustes-webgpu-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(project, { recursive: true, force: true });
});

describe('setupWebgpu', () => {
  it('says which program is missing, and leaves no folder that counts as prepared', async () => {
    vi.stubEnv('PATH', project);
    const steps: string[] = [];
    const failure = await setupWebgpu({ project, onStep: (step) => steps.push(step) }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WebgpuSetupError);
    expect((failure as Error).message).toMatch(/there is no program 'npm/);
    expect(steps).toEqual(['look whether it is there', 'fetch webgpu 0.6.2']);
    expect(existsSync(join(project, webgpuFolder, webgpuMark))).toBe(false);
  });

  it('does not believe a mark without packages that load', async () => {
    await mkdir(join(project, webgpuFolder), { recursive: true });
    const versions = {
      webgpu: '0.6.2',
      '@tensorflow/tfjs-backend-webgpu': '4.22.0',
      '@tensorflow/tfjs-core': '4.22.0',
    };
    await writeFile(join(project, webgpuFolder, webgpuMark), JSON.stringify(versions));
    vi.stubEnv('PATH', project);
    await expect(setupWebgpu({ project })).rejects.toThrow(WebgpuSetupError);
    expect(existsSync(join(project, webgpuFolder, webgpuMark))).toBe(false);
  });

  it('stops before the first step where its signal is aborted already', async () => {
    const reason = new Error('stopped');
    await expect(setupWebgpu({ project, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(existsSync(join(project, webgpuFolder))).toBe(false);
  });
});

describe('removeWebgpu', () => {
  it('takes the folder away, and does not mind that there is none', async () => {
    await mkdir(join(project, webgpuFolder), { recursive: true });
    await removeWebgpu(project);
    await removeWebgpu(project);
    expect(existsSync(join(project, webgpuFolder))).toBe(false);
  });
});
