import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { quietly } from '../quietly.ts';
import type { LoadedWebgpu } from '../webgpu/webgpu-adapter.ts';
import { packagePlaces, resolveFrom } from './package-places.ts';

/** The folder, below a project's, that `setupWebgpu` prepares. */
export const webgpuFolder = '.procrustes/webgpu';

/** What marks that folder as whole. */
export const webgpuMark = 'ready.json';

interface DawnPackage {
  create(options: readonly string[]): GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/**
 * Loads Dawn and TensorFlow.js's WebGPU backend into this process: those that `setupWebgpu` prepared below the working
 * folder or a folder above it, else those that are installed there or beside this package. Afterwards `navigator.gpu` and
 * WebGPU's classes are there, as in a page.
 *
 * @returns undefined where one of the two packages is missing
 * @throws what loading throws: a binary for another system, say
 */
export async function loadWebgpu(): Promise<LoadedWebgpu | undefined> {
  for (const place of packagePlaces(webgpuFolder, webgpuMark)) {
    const require = createRequire(place);
    const dawn = resolveFrom(require, 'webgpu');
    const backend = resolveFrom(require, '@tensorflow/tfjs-backend-webgpu');
    if (dawn === undefined || backend === undefined) continue;
    const { create, globals } = (await import(/* @vite-ignore */ pathToFileURL(dawn).href)) as DawnPackage;
    for (const [name, value] of Object.entries(globals)) define(globalThis, name, value);
    const gpu = create([]);
    // Node 20 has no navigator; a later one's cannot be replaced, but takes another property.
    if (globalThis.navigator === undefined) {
      define(globalThis, 'navigator', { userAgent: `Node.js/${process.versions.node.split('.')[0]}` });
    }
    define(globalThis.navigator, 'gpu', gpu);
    const { WebGPUBackend } = await quietly(() => require(backend) as Pick<LoadedWebgpu, 'WebGPUBackend'>);
    return { gpu, WebGPUBackend };
  }
  return undefined;
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
}
