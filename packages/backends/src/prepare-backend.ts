import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { adapters } from './adapters.ts';
import { type BackendAdapter, type BackendDevice, isUnavailable } from './backend-adapter.ts';
import { type FormulationChoices, requireFormulations } from './formulations.ts';
import { rankBackends } from './rank-backends.ts';
import { verifyArithmetic } from './verify-arithmetic.ts';

/** The backend that computes from now on. */
export interface PreparedBackend extends BackendDevice {
  readonly name: string;
  /** Why it was taken. */
  readonly why: string;
  /** The formulations that it takes, where it can compute an operation in several ways; absent where there is one way. */
  readonly formulations?: FormulationChoices;
}

/** Settings of {@link prepareBackend}. */
export interface PrepareSettings {
  /** The formulations to take, those of an earlier run say; the backend's own table unless told. */
  readonly formulations?: FormulationChoices | undefined;
}

/** A backend was asked for that cannot run here, or that does not exist. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';
  constructor(
    message: string,
    /** What to do about it, in one line. */
    readonly remedy: string,
  ) {
    super(message);
  }
}

const registered = new Set<string>();

/**
 * Makes a backend current, with its kernels registered.
 *
 * `auto` takes the fastest that is available, and never a software rasteriser. A name that was asked for is taken or
 * refused: nothing falls back silently. At its first start a backend is shown to compute.
 *
 * @throws BackendUnavailableError with the reason and the remedy
 * @throws FormulationError where the backend does not have a formulation that was asked for
 */
export async function prepareBackend(name: string, settings: PrepareSettings = {}): Promise<PreparedBackend> {
  if (name !== 'auto') {
    const adapter = adapters.find((candidate) => candidate.name === name);
    if (adapter === undefined) {
      const names = adapters.map((candidate) => candidate.name).join(', ');
      throw new BackendUnavailableError(`there is no backend '${name}'`, `take one of auto, ${names}`);
    }
    return start(adapter, 'asked for', settings);
  }
  const probed = await Promise.all(adapters.map(async (adapter) => ({ adapter, found: await adapter.probe() })));
  const failed: string[] = [];
  for (const { adapter, passedOver } of rankBackends(probed)) {
    try {
      const reasons = [...passedOver, ...failed];
      return await start(
        adapter,
        reasons.length === 0 ? 'the fastest there is' : `the fastest available; ${reasons.join('; ')}`,
        settings,
      );
    } catch (error) {
      if (!(error instanceof BackendUnavailableError)) throw error;
      failed.push(error.message);
    }
  }
  throw new BackendUnavailableError(`no backend is available; ${failed.join('; ')}`, 'install a current Node');
}

async function start(
  adapter: BackendAdapter,
  why: string,
  { formulations: asked }: PrepareSettings,
): Promise<PreparedBackend> {
  const found = await adapter.probe();
  if (isUnavailable(found)) {
    throw new BackendUnavailableError(`the backend '${adapter.name}' is not available: ${found.reason}`, found.remedy);
  }
  if (asked !== undefined) requireFormulations(adapter.name, adapter.formulations, asked);
  const started = await withoutProcessListeners(() => setBackend(adapter.engineName));
  if (started) await ready();
  if (!started || getBackend() !== adapter.engineName) {
    throw new BackendUnavailableError(
      `the backend '${adapter.name}' did not start; '${getBackend()}' is current instead`,
      'see the messages above, or take another with --backend',
    );
  }
  if (!registered.has(adapter.name)) {
    adapter.registerKernels();
    registered.add(adapter.name);
  }
  const wrong = await verifyArithmetic();
  if (wrong !== undefined) {
    throw new BackendUnavailableError(
      `the backend '${adapter.name}' does not compute as it should: ${wrong}`,
      'update the driver of the device, or take another with --backend',
    );
  }
  const computing = adapter.startChanges ? await adapter.probe() : found;
  const prepared = { name: adapter.name, why, ...(isUnavailable(computing) ? found : computing) };
  if (adapter.formulations === undefined) return prepared;
  const formulations = asked ?? adapter.formulations.table.choices;
  adapter.formulations.choose(formulations);
  return { ...prepared, formulations };
}

/**
 * Keeps a backend from listening to the process's uncaught errors: the WebAssembly module would, and would then show its
 * own code and another exit status for every mistake of whoever uses it.
 */
async function withoutProcessListeners<T>(start: () => Promise<T>): Promise<T> {
  if (typeof process === 'undefined' || typeof process.listeners !== 'function') return start();
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  try {
    return await start();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]?.includes(listener)) process.removeListener(event, listener);
      }
    });
  }
}
