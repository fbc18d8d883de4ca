import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';
import { BackendWasm, getThreadsCount, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { KernelBackend } from '@tensorflow/tfjs-core';

/** A worker as the package's script keeps it. */
interface PooledWorker extends Worker {
  onerror(error: Error): void;
}

/** The module that the package's script makes, as far as it is used here. */
interface ThreadedModule {
  readonly PThread: {
    readonly unusedWorkers: PooledWorker[];
    readonly runningWorkers: PooledWorker[];
    allocateUnusedWorker(): void;
    terminateAllThreads(): void;
  };
  cwrap(name: string, result: 'number' | null, parameters: readonly 'number'[]): (...given: number[]) => number;
  tfjs?: Readonly<Record<string, (...given: number[]) => number>>;
}

type Instantiate = (
  imports: WebAssembly.Imports & { env: Record<string, unknown> },
  done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
) => object;

const require = createRequire(import.meta.url);
const build = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd';

/** The threaded backend, and how many threads it computes on. */
export interface ThreadedWasm {
  readonly backend: KernelBackend;
  readonly threads: number;
}

/**
 * Starts the threaded build of TensorFlow.js's WebAssembly backend, which the package itself can start in a page only: it
 * hands its code to its workers as blobs, which Node's take no code from. Here they are given the package's files. The
 * memory is shared and grows to the same 4 GiB. The workers do not keep a process from ending.
 *
 * @param threads that compute, the calling one among them; at least 2
 * @throws what keeps a worker from starting; no worker is left then
 */
export async function loadThreadedWasm(threads: number): Promise<ThreadedWasm> {
  const binary = await readFile(require.resolve(`${build}.wasm`));
  const settings: Partial<ThreadedModule> = {};
  const { Worker: before } = globalThis;
  try {
    const module = await new Promise<ThreadedModule>((resolve, reject) => {
      const instantiateWasm: Instantiate = (imports, done) => {
        const { PThread } = settings as ThreadedModule;
        // The pool has a fixed size, and a worker more would be waited for without an end.
        for (const worker of PThread.unusedWorkers.splice(threads - 1)) worker.terminate();
        while (PThread.unusedWorkers.length < threads - 1) PThread.allocateUnusedWorker();
        // No more than half of the cores are taken, whatever number is set.
        imports.env.emscripten_num_logical_cores = () => 2 * threads;
        WebAssembly.instantiate(binary, imports).then(({ instance, module }) => {
          done(instance, module);
          for (const worker of PThread.unusedWorkers) {
            worker.onerror = reject;
            worker.once('exit', (code) => reject(new Error(`a worker ended at its start (${code})`)));
          }
        }, reject);
        return {};
      };
      const locateFile = (name: string) =>
        name.endsWith('.worker.js') ? workerCode() : require.resolve(`${build}.js`);
      const start = require(`${build}.js`) as (settings: object) => Promise<ThreadedModule>;
      start(Object.assign(settings, { instantiateWasm, locateFile })).then(resolve, reject);
    });
    module.tfjs = {
      init: module.cwrap('init', null, []),
      initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
      getThreadsCount: module.cwrap('get_threads_count', 'number', []),
      registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
      disposeData: module.cwrap('dispose_data', null, ['number']),
      dispose: module.cwrap('dispose', null, []),
    };
    setThreadsCount(threads);
    const backend = new BackendWasm(module as unknown as ConstructorParameters<typeof BackendWasm>[0]);
    for (const worker of [...module.PThread.runningWorkers, ...module.PThread.unusedWorkers]) {
      worker.unref();
      // Whoever waits for a thread that failed would wait for ever.
      worker.onerror = (error) => {
        throw error;
      };
    }
    return { backend, threads: getThreadsCount() };
  } catch (error) {
    settings.PThread?.terminateAllThreads();
    throw error;
  } finally {
    // The script makes Node's workers a global, which other code would take for a page's.
    if (before === undefined) Reflect.deleteProperty(globalThis, 'Worker');
    else globalThis.Worker = before;
  }
}

/** The package's code for a worker, as a module that gives it what it expects of Node's older modules. */
function workerCode(): URL {
  const script = require.resolve(`${build}.js`);
  const { wasmWorkerContents } = require(`${build}.worker.js`) as { readonly wasmWorkerContents: string };
  const code = `
    import { createRequire } from 'node:module';
    import { dirname } from 'node:path';
    const __filename = ${JSON.stringify(script)};
    Object.assign(globalThis, { require: createRequire(__filename), __filename, __dirname: dirname(__filename) });
    ${wasmWorkerContents.replaceAll('\n', '\\n')}`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
