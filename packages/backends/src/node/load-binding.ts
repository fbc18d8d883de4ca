import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkElf } from './check-elf.ts';
import { loadAddon } from './load-addon.ts';
import { NativeLibraryError } from './native-library-error.ts';

/** The major version of TensorFlow whose C interface the binding of tfjs-node calls. */
const major = '2';

/**
 * Loads the native addon of tfjs-node, for the package itself to find loaded.
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
  const { TF_Version: version } = loadAddon(binding) as { readonly TF_Version?: string };
  if (version?.split('.')[0] === major) return;
  delete cache[binding];
  throw new NativeLibraryError(`${binding} calls TensorFlow ${version ?? 'of unknown version'}; ${major}.x is needed`);
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
