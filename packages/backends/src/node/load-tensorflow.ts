import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { quietly } from '../quietly.ts';
import { loadAddon } from './load-addon.ts';
import { loadBinding } from './load-binding.ts';
import { NativeLibraryError } from './native-library-error.ts';
import { ownOperationsFile } from './own-operations.ts';
import { packagePlaces, resolveFrom } from './package-places.ts';

/** The native backend that is in this process. */
export interface LoadedTensorflow {
  /** Of the TensorFlow library behind it. */
  readonly version: string;
  readonly gpu: boolean;
  /** Whether it has the operations of this package's `native`, which are for a CPU. */
  readonly ownOperations: boolean;
}

interface NativePackage {
  backend(): { readonly isUsingGpuDevice: boolean; readonly binding: { readonly TF_Version?: string } };
}

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** The folder, below a project's, that `setupTensorflow` prepares. */
export const nativeFolder = '.procrustes/native';

/** What marks that folder as whole. */
export const nativeMark = 'ready.json';

let loaded: LoadedTensorflow | undefined;

/**
 * Loads tfjs-node into this process: the one that `setupTensorflow` prepared below the working folder or a folder above
 * it, else one that is installed there or beside this package. The current backend stays current.
 *
 * @returns undefined where there is none
 * @throws NativeLibraryError where a library is missing, cut off or of the wrong version or architecture
 */
export async function loadTensorflow(): Promise<LoadedTensorflow | undefined> {
  if (loaded !== undefined) return loaded;
  for (const place of packagePlaces(nativeFolder, nativeMark)) {
    const require = createRequire(place);
    requireWhole(dirname(place));
    const name = packages.find((candidate) => resolveFrom(require, candidate) !== undefined);
    if (name === undefined) continue;
    restoreUtilities(require('node:util') as Record<string, unknown>);
    // TensorFlow's log of its own start is for its developers.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
    loadBinding(dirname(require.resolve(`${name}/package.json`)));
    const current = getBackend() as string | undefined;
    const { isUsingGpuDevice, binding } = await quietly(() => (require(name) as NativePackage).backend());
    // The package makes itself current when it is loaded.
    if (current !== undefined) await setBackend(current);
    const gpu = isUsingGpuDevice;
    const ownOperations = !gpu && loadOwnOperations(dirname(place));
    loaded = { version: binding.TF_Version ?? 'of unknown version', gpu, ownOperations };
    return loaded;
  }
  return undefined;
}

/** @returns whether they are there: where they were compiled, they must load */
function loadOwnOperations(folder: string): boolean {
  const file = ownOperationsFile(folder);
  if (file === undefined || !existsSync(file)) return false;
  loadAddon(file);
  return true;
}

/** A folder that claims to be prepared is not passed over for another one without a word. */
function requireWhole(folder: string): void {
  const mark = join(folder, nativeMark);
  if (!folder.endsWith(join(nativeFolder)) || !existsSync(mark)) return;
  if (packages.some((name) => existsSync(join(folder, 'node_modules', name, 'package.json')))) return;
  throw new NativeLibraryError(`${mark} claims that tfjs-node is there, but ${join(folder, 'node_modules')} has none`);
}

/** Node 23 took these two away; the stock package still calls them. */
function restoreUtilities(util: Record<string, unknown>): void {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
