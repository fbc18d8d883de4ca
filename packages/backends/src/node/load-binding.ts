import { existsSync, readdirSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { checkElf } from './check-elf.ts';
import { NativeLibraryError } from './native-library-error.ts';

/** The major version of TensorFlow whose C interface the binding of tfjs-node calls. */
const major = '2';

/**
 * Loads the native addon of tfjs-node, for the package itself to find loaded. All of its symbols are looked up at once:
 * looked up when they are first called, as is usual, a missing one ends the process.
 *
 * @param folder of the package
 * @throws NativeLibraryError that names the file and what is wrong with it
 */
export function loadBinding(folder: string): void {
  const binding = bindingOf(folder);
  const { cache } = createRequire(binding);
  if (cache[binding] !== undefined) return;
  if (process.platform === 'linux') {
    checkElf(binding);
    const libraries = join(folder, 'deps/lib');
    const names = existsSync(libraries) ? readdirSync(libraries) : [];
    for (const name of names.filter((file) => /^libtensorflow.*\.so\b/.test(file))) checkElf(join(libraries, name));
  }
  const module = new Module(binding);
  try {
    process.dlopen(module, binding, constants.dlopen.RTLD_NOW);
  } catch (error) {
    throw new NativeLibraryError(describe(binding, error), { cause: error });
  }
  const { TF_Version: version } = module.exports as { readonly TF_Version?: string };
  if (version?.split('.')[0] !== major) {
    throw new NativeLibraryError(
      `${binding} calls TensorFlow ${version ?? 'of unknown version'}; ${major}.x is needed`,
    );
  }
  module.loaded = true;
  cache[binding] = module;
}

/** The addon for the newest version of Node's native interface that this Node has. */
function bindingOf(folder: string): string {
  const lib = join(folder, 'lib');
  const versions = (existsSync(lib) ? readdirSync(lib) : [])
    .map((name) => Number(/^napi-v(\d+)$/.exec(name)?.[1] ?? Number.NaN))
    .filter((version) => version <= Number(process.versions.napi));
  if (versions.length === 0) throw new NativeLibraryError(`${join(lib, 'napi-v8/tfjs_binding.node')} is missing`);
  return join(lib, `napi-v${Math.max(...versions)}`, 'tfjs_binding.node');
}

/** What the dynamic linker's words mean; itself where they are others. */
function describe(binding: string, error: unknown): string {
  const said = String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
  const [, symbol] = /undefined symbol: ([^\s,]+)/.exec(said) ?? [];
  if (symbol !== undefined) {
    return `${binding} was built against another TensorFlow than the one that it finds, which has no ${symbol}`;
  }
  const [, library] = /(\S+): cannot open shared object file/.exec(said) ?? [];
  if (library !== undefined) return `${binding} needs ${library}, which is missing`;
  return said.includes(binding) ? said : `${binding}: ${said}`;
}
