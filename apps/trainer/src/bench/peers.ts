import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Architecture } from '@procrustes/models';
import { Contestant, ContestantFailure } from './contestant.ts';

/** Those that ours are compared with. */
export const peerNames = ['pytorch', 'tfjs-layers'] as const;
export type PeerName = (typeof peerNames)[number];

export const torchDevices = ['auto', 'cpu', 'cuda'] as const;

/** A peer that takes no part, with the reason and what would change it. */
export interface Absence {
  readonly name: string;
  readonly reason: string;
  readonly remedy?: string;
}

// The peers' programs are in the repository, not in the npm package.
const program = (file: string) => fileURLToPath(new URL(`../../../../bench/${file}`, import.meta.url));

const families = ['resnet', 'procresnet'];

/** PyTorch on as many threads as this machine has cores. The Python is `$PYTHON`, else python3. */
export function startPyTorch(
  { family, blocksPerStage }: Architecture,
  batchSize: number,
  device: string,
): Promise<Contestant | Absence> {
  const name = 'PyTorch';
  const python = process.env.PYTHON ?? 'python3';
  const script = program('pytorch_step.py');
  const settings = { family, blocks: blocksPerStage, 'batch-size': batchSize, threads: availableParallelism(), device };
  return start(name, family, script, () => {
    if (spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status !== 0) {
      return { name, reason: 'not installed', remedy: `${python} -m pip install torch` };
    }
    const options = Object.entries(settings).map(([option, value]) => `--${option}=${value}`);
    return Contestant.start(name, python, [script, ...options]);
  });
}

/** Stock tfjs-layers on one of TensorFlow.js's stock backends. */
export function startTfjsLayers(
  { family, blocksPerStage }: Architecture,
  batchSize: number,
  backend: string,
): Promise<Contestant | Absence> {
  const name = `tfjs-layers on ${backend}`;
  const script = program('tfjs_layers_step.mjs');
  return start(name, family, script, () => {
    if (!['tensorflow', 'wasm', 'cpu'].includes(backend))
      return { name, reason: 'runs on tensorflow, wasm and cpu here' };
    if (!installed('@tensorflow/tfjs-layers')) {
      return { name, reason: 'not installed', remedy: 'npx -y pnpm@12 install' };
    }
    const parameters = [script, backend, family, blocksPerStage, batchSize].map(String);
    return Contestant.start(name, process.execPath, parameters);
  });
}

async function start(
  name: string,
  family: string,
  script: string,
  begin: () => Absence | Promise<Contestant>,
): Promise<Contestant | Absence> {
  if (!families.includes(family)) return { name, reason: `has no ${family} here` };
  if (!existsSync(script))
    return { name, reason: 'not installed', remedy: 'run the benchmark in a clone of the repository' };
  try {
    return await begin();
  } catch (error) {
    if (error instanceof ContestantFailure) return { name, reason: error.message };
    throw error;
  }
}

function installed(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
