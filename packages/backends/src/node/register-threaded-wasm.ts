import { engine, findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import type { Unavailable } from '../backend-adapter.ts';
import { loadThreadedWasm } from './load-threaded-wasm.ts';

/** On how many threads the WebAssembly backend computes, or will once it has started. */
export interface WasmThreads {
  readonly threads: number;
  /** Why there are fewer than were to be. */
  readonly failure?: string;
}

const name = 'wasm';
const variable = 'PROCRUSTES_WASM_THREADS';

/** What the package's build takes at most, whatever it is told. */
const most = 8;

let registered: WasmThreads | undefined;

/**
 * Lets TensorFlow.js start the threaded build of its WebAssembly backend where the environment's `PROCRUSTES_WASM_THREADS`
 * asks for more than one thread, and else the one without threads; that too where the threads do not start, which the
 * answer then says. One is the default because two were faster only where nothing else used their cores.
 */
export function registerThreadedWasm(): WasmThreads | Unavailable {
  if (registered !== undefined) return registered;
  const set = process.env[variable] ?? '1';
  const threads = Number(set);
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    return {
      reason: `the environment's ${variable} is '${set}', which is no number of threads`,
      remedy: `set it to a whole number from 1 to ${most}, or unset it`,
    };
  }
  if (threads > 1 && name in engine().registry) {
    registered = { threads: 1, failure: 'it had been started without' };
  } else {
    registered = { threads };
    if (threads > 1) replaceFactory(threads);
  }
  return registered;
}

function replaceFactory(threads: number): void {
  const withoutThreads = findBackendFactory(name);
  removeBackend(name);
  registerBackend(
    name,
    async () => {
      try {
        const started = await loadThreadedWasm(threads);
        registered = { threads: started.threads };
        return started.backend;
      } catch (error) {
        const [line] = String(error instanceof Error ? error.message : error).split('\n', 1);
        registered = { threads: 1, failure: `they did not start: ${line}` };
        return withoutThreads();
      }
    },
    2,
  );
}
