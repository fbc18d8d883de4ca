import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { webgpuFolder, webgpuMark } from './load-webgpu.ts';
import { RunFailedError, run } from './run-program.ts';

/** The packages that are installed; versions that were tested with each other. */
const packages = { webgpu: '0.6.2', '@tensorflow/tfjs-backend-webgpu': '4.22.0', '@tensorflow/tfjs-core': '4.22.0' };

/** Settings of {@link setupWebgpu}. */
export interface WebgpuSetup {
  /** The project's folder; everything goes below its `.procrustes/webgpu`. */
  readonly project: string;
  /** Told before each of `webgpuSetupSteps` steps. */
  readonly onStep?: (step: string, index: number) => void;
  readonly signal?: AbortSignal;
}

/** WebGPU in Node as it stands after {@link setupWebgpu}. */
export interface WebgpuState {
  readonly folder: string;
  /** Of the package `webgpu`. */
  readonly version: string;
  /** Whether it was there already. */
  readonly kept: boolean;
}

/** How many steps `setupWebgpu` tells of at the most. */
export const webgpuSetupSteps = 3;

/** WebGPU could not be prepared. */
export class WebgpuSetupError extends Error {
  override readonly name = 'WebgpuSetupError';
}

/**
 * Installs WebGPU for Node (Dawn, of the npm package `webgpu`) and TensorFlow.js's backend for it below a project's folder,
 * through npm. Checked by loading both in a process of its own. Whether there is a GPU is not looked at: `listBackends`
 * tells. A folder that passes the check is kept as it is; one that does not is made anew.
 *
 * @throws WebgpuSetupError that says which program failed or is missing, and how it ended
 */
export async function setupWebgpu({ project, onStep, signal }: WebgpuSetup): Promise<WebgpuState> {
  const folder = resolve(project, webgpuFolder);
  let index = 0;
  const step = (name: string) => {
    onStep?.(name, index);
    index += 1;
    signal?.throwIfAborted();
  };
  const program = (command: string, args: readonly string[]) =>
    run(command, args, { folder, ...(signal && { signal }) });

  step('look whether it is there');
  if (await isWhole(folder, program)) return { folder, version: packages.webgpu, kept: true };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, name: 'procrustes-webgpu' }));
  try {
    step(`fetch webgpu ${packages.webgpu}`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    await program(npm, ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', ...names]);
    step('check it');
    await check(program);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof RunFailedError) throw new WebgpuSetupError(error.message);
    throw error;
  }
  await writeFile(join(folder, webgpuMark), `${JSON.stringify(packages, null, 2)}\n`);
  return { folder, version: packages.webgpu, kept: false };
}

/** Takes away what `setupWebgpu` made. */
export async function removeWebgpu(project: string): Promise<void> {
  await rm(resolve(project, webgpuFolder), { recursive: true, force: true });
}

type Program = (command: string, args: readonly string[]) => Promise<string>;

/** Loads both packages from the folder, in a process of its own. */
async function check(program: Program): Promise<void> {
  const source = `
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    if (typeof create([]).requestAdapter !== 'function' || typeof WebGPUBackend !== 'function') process.exit(1);`;
  await program(process.execPath, ['--input-type=module', '-e', source]);
}

async function isWhole(folder: string, program: Program): Promise<boolean> {
  try {
    const mark: unknown = JSON.parse(await readFile(join(folder, webgpuMark), 'utf8'));
    if (JSON.stringify(mark) !== JSON.stringify(packages)) return false;
    await check(program);
    return true;
  } catch {
    return false;
  }
}
