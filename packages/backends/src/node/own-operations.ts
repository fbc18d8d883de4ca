import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the sources are, beside `src` and `dist`. */
const sources = fileURLToPath(new URL('../../native', import.meta.url));

/**
 * How the operations compute. Without traps no comparison keeps a loop from being made of vectors; and every product is
 * rounded, which a processor with fused multiply-add would not do by itself: the bits are the same on every processor.
 */
export const arithmeticFlags: readonly string[] = ['-std=c++17', '-O3', '-fno-trapping-math', '-ffp-contract=off'];

const flags = [...arithmeticFlags, '-fPIC', '-shared', '-DNAPI_VERSION=8'];

/**
 * The file that TensorFlow's operations of our own are compiled to, below the folder of the native backend. Its name is
 * made from the sources, so that one of other sources, whose results may differ in the last bits, is never taken.
 *
 * @returns undefined where the sources are not beside this file: in a bundle, say
 */
export function ownOperationsFile(folder: string): string | undefined {
  if (!existsSync(sources)) return undefined;
  const hash = createHash('sha256').update(flags.join(' '));
  for (const name of sourceNames()) hash.update(name).update(readFileSync(join(sources, name)));
  return join(folder, 'operations', `procrustes-${hash.digest('hex').slice(0, 12)}.node`);
}

/** Without what an editor or a file manager leaves beside them. */
function sourceNames(): string[] {
  const names = readdirSync(sources).filter((name) => /^[^.].*\.(cc|h)$/.test(name));
  return names.sort();
}

/** Where {@link buildOwnOperations} finds what it needs. */
export interface OwnOperationsSetup {
  /** What {@link ownOperationsFile} gave. */
  readonly file: string;
  /** The folder of tfjs-node, whose `deps` are a TensorFlow. */
  readonly binding: string;
  /** The folder of Node's headers. */
  readonly headers: string;
  /** Runs the compiler with these arguments. */
  compile(args: readonly string[]): Promise<unknown>;
}

/** Compiles the operations; the file is there when all of it is. Takes those of other sources away. */
export async function buildOwnOperations({ file, binding, headers, compile }: OwnOperationsSetup): Promise<void> {
  const folder = dirname(file);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const libraries = join(binding, 'deps/lib');
  await compile([
    ...flags,
    ...[headers, join(binding, 'deps/include')].map((path) => `-I${path}`),
    ...sourceNames()
      .filter((name) => name.endsWith('.cc'))
      .map((name) => join(sources, name)),
    ...['-o', `${file}.part`],
    ...[`-L${libraries}`, '-ltensorflow', '-ltensorflow_framework', '-pthread'],
    `-Wl,-rpath,$ORIGIN/${relative(folder, libraries)}`,
  ]);
  await rename(`${file}.part`, file);
}
