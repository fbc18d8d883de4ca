import { createHash } from 'node:crypto';
import { dirname, extname, resolve } from 'node:path';
import { type Architecture, architectureOf, type Family, UnknownModelError } from '@procrustes/models';
import type { BuildResult, Plugin } from 'esbuild';
import { ModelFileError } from './model-file-error.ts';
import { readInput } from './read-input.ts';
import { requireFamily } from './require-family.ts';
import { UsageError } from './usage-error.ts';

/** A file that a user's own architecture comes from. */
export interface ModelSource {
  /** Absolute. */
  readonly path: string;
  /** SHA-256 of its bytes, in lower-case hexadecimal. */
  readonly sha256: string;
}

/** A user's own architecture. */
export interface ModelFile {
  readonly family: Family;
  /** The file that was named, then those that it imports, but for packages of this project and TensorFlow.js. */
  readonly sources: readonly ModelSource[];
}

const modelRemedy =
  'give a file that exports an architecture by default; a model by name is one of `procrustes models`';

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** Whether `--model` names a file rather than a model: `./my-net.ts`. */
export function isModelFile(name: string): boolean {
  return /[/\\]/.test(name) || extensions.includes(extname(name));
}

/**
 * Loads the family that a file exports by default, TypeScript or JavaScript, on every supported Node. The file and what it
 * imports are made one module in memory, in which `@procrustes/*` and `@tensorflow/tfjs-core` are this program's own copies:
 * TensorFlow.js keeps its backends and kernels in one place, and a second copy would know none of them.
 *
 * @throws FileError where the file cannot be read; ModelFileError where it does not compile, or exports no family
 */
export async function loadModelFile(file: string): Promise<ModelFile> {
  const path = resolve(file);
  // What esbuild says of a file that it cannot read is not for users.
  await readInput(path, modelRemedy);
  const { code, inputs } = await bundled(path);
  const sources = await Promise.all([path, ...inputs.filter((input) => input !== path)].map(modelSource));
  let exported: { readonly default?: unknown };
  try {
    exported = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  } catch (error) {
    throw new ModelFileError(`${path} failed while it was loaded: ${error instanceof Error ? error.message : error}`);
  }
  return { family: requireFamily(exported, path), sources };
}

/**
 * The architecture of a user's family: with so many blocks per stage, or the first of its depths.
 * @throws UsageError where there cannot be so many blocks; ModelFileError where the first of its depths is none
 */
export function architectureOfFile({ family, sources }: ModelFile, blocksPerStage: number | undefined): Architecture {
  try {
    return architectureOf(family, {
      blocksPerStage,
      ...(family.depths[0] !== undefined && { depth: family.depths[0] }),
    });
  } catch (error) {
    const path = sources[0]?.path;
    if (error instanceof RangeError) throw new UsageError(`${path}: ${error.message}`);
    if (error instanceof UnknownModelError) throw new ModelFileError(`${path}: ${error.message}`);
    throw error;
  }
}

/** A file as it is now. */
export async function modelSource(path: string): Promise<ModelSource> {
  return {
    path,
    sha256: createHash('sha256')
      .update(await readInput(path, modelRemedy))
      .digest('hex'),
  };
}

async function bundled(path: string): Promise<{ readonly code: Uint8Array; readonly inputs: readonly string[] }> {
  // Not at every command's start.
  const { build } = await import('esbuild');
  let result: BuildResult<{ write: false; metafile: true }>;
  try {
    result = await build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'silent',
      plugins: [ownCopies],
    });
  } catch (error) {
    const { errors = [] } = error as { errors?: { text: string; location?: { file: string; line: number } | null }[] };
    const [first] = errors;
    const where = first?.location ? `${resolve(dirname(path), first.location.file)}:${first.location.line}` : path;
    throw new ModelFileError(`${where}: ${first?.text ?? (error instanceof Error ? error.message : error)}`);
  }
  const inputs = Object.keys(result.metafile.inputs).map((input) => resolve(dirname(path), input));
  return { code: result.outputFiles[0]?.contents ?? new Uint8Array(0), inputs };
}

/** Leaves this project's packages and TensorFlow.js's core out of the module, and names this program's own copies. */
const ownCopies: Plugin = {
  name: 'own-copies',
  setup({ onResolve }) {
    onResolve({ filter: /^(@procrustes\/|@tensorflow\/)/ }, ({ path }) => {
      try {
        return { path: import.meta.resolve(path), external: true };
      } catch {
        return {
          errors: [
            {
              text: `a model cannot import '${path}', which the command line does not have; it has @procrustes/layers, ops, models, projection, random and @tensorflow/tfjs-core`,
            },
          ],
        };
      }
    });
  },
};
