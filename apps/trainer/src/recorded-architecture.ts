import { existsSync } from 'node:fs';
import type { Architecture } from '@procrustes/models';
import type { RunDescription } from '@procrustes/runs';
import { architectureOfFile, loadModelFile, modelSource } from './model-file.ts';

/**
 * The architecture of a run whose model came from a file; undefined for a run of a model by name.
 * @throws where a file is missing or is not what the run began with; it is then not run
 */
export async function recordedArchitecture({ model }: RunDescription, run: string): Promise<Architecture | undefined> {
  const [named] = model.sources ?? [];
  if (model.sources === undefined || named === undefined) return undefined;
  const remedy = `put it back as it was, or start a new run: train --model ${named.path}`;
  for (const { path, sha256 } of model.sources) {
    if (!existsSync(path)) throw new Error(`${path}, which the model of ${run} came from, is not there; ${remedy}`);
    const now = await modelSource(path);
    if (now.sha256 !== sha256) {
      throw new Error(
        `${path} has changed since ${run} began: its SHA-256 was ${sha256.slice(0, 12)}… and is ${now.sha256.slice(0, 12)}…; ${remedy}`,
      );
    }
  }
  return architectureOfFile(await loadModelFile(named.path), model.blocksPerStage);
}
