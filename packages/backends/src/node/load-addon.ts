import Module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { checkElf } from './check-elf.ts';
import { NativeLibraryError } from './native-library-error.ts';

/**
 * Loads a native addon, once; whoever requires it later finds it loaded. All of its symbols are looked up at once: looked
 * up when they are first called, as is usual, a missing one ends the process.
 *
 * @returns what it exports
 * @throws NativeLibraryError that names the file and what is wrong with it
 */
export function loadAddon(path: string): unknown {
  const { cache } = createRequire(path);
  const known = cache[path];
  if (known !== undefined) return known.exports;
  if (process.platform === 'linux') checkElf(path);
  const module = new Module(path);
  try {
    process.dlopen(module, path, constants.dlopen.RTLD_NOW);
  } catch (error) {
    throw new NativeLibraryError(describe(path, error), { cause: error });
  }
  module.loaded = true;
  cache[path] = module;
  return module.exports;
}

/** What the dynamic linker's words mean; itself where they are others. */
function describe(path: string, error: unknown): string {
  const said = String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
  const [, symbol] = /undefined symbol: ([^\s,]+)/.exec(said) ?? [];
  if (symbol !== undefined) {
    return `${path} was built against another TensorFlow than the one that it finds, which has no ${symbol}`;
  }
  const [, library] = /(\S+): cannot open shared object file/.exec(said) ?? [];
  if (library !== undefined) return `${path} needs ${library}, which is missing`;
  return said.includes(path) ? said : `${path}: ${said}`;
}
