import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { nativeFolder, nativeMark } from './load-tensorflow.ts';
import { buildOwnOperations, ownOperationsFile } from './own-operations.ts';
import { RunFailedError, run } from './run-program.ts';

/** The packages that are put together; versions that were tested with each other. */
const versions = { tfjsNode: '4.22.0', tensorflow: '2.21.0', nodeApiHeaders: '1.9.0' };

const compiler = process.env.CXX ?? 'c++';

/** What is to be prepared, and where. */
export interface NativeSetup {
  /** The project's folder; everything goes below its `.procrustes/native`. */
  readonly project: string;
  /** `cpu`, or `cuda` for NVIDIA GPUs: the same steps with another wheel. */
  readonly device: 'cpu' | 'cuda';
  /** Told before each of `setupSteps` steps. */
  readonly onStep?: (step: string, index: number) => void;
  readonly signal?: AbortSignal;
}

/** The native backend as it stands after {@link setupTensorflow}. */
export interface NativeState {
  readonly folder: string;
  /** `stock`: tfjs-node as its own installer makes it. `wheel`: its binding built against a TensorFlow wheel. */
  readonly method: 'stock' | 'wheel';
  /** Of the TensorFlow library. */
  readonly tensorflow: string;
  readonly gpu: boolean;
  /** Whether it was there already. */
  readonly kept: boolean;
  /** Whether it has the operations of this package's `native`, which are for a CPU and need a compiler. */
  readonly ownOperations: boolean;
}

/** How many steps `setupTensorflow` tells of at the most. */
export const setupSteps = 7;

/** The native backend could not be prepared. */
export class NativeSetupError extends Error {
  override readonly name = 'NativeSetupError';
}

/**
 * Prepares tfjs-node below a project's folder: as its own installer does where that works, else by building its unmodified
 * binding against the libtensorflow of a TensorFlow wheel (an installed one, or one fetched by pip into a virtual
 * environment of the folder). Checked by a product of matrices in a process of its own. A folder that passes the check is kept as
 * it is; one that does not is made anew. On a CPU our own operations for TensorFlow are compiled too, where they are not there
 * yet or do not compute, and checked likewise.
 *
 * @throws NativeSetupError that says which program failed or is missing, and how it ended
 */
export async function setupTensorflow({ project, device, onStep, signal }: NativeSetup): Promise<NativeState> {
  const folder = resolve(project, nativeFolder);
  let index = 0;
  const step = (name: string) => {
    onStep?.(name, index);
    index += 1;
    signal?.throwIfAborted();
  };
  const program = (command: string, args: readonly string[]) =>
    run(command, args, { folder, ...(signal && { signal }) });

  step('look whether it is there');
  const packageName = device === 'cuda' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  const binding = join(folder, 'node_modules', packageName);
  /** On a CPU, our own operations too. */
  const whole = async (state: FoundState): Promise<NativeState> => {
    step('compile own operations');
    return { ...state, ownOperations: await compileOperations(program, binding, state) };
  };
  const kept = await keptState(folder, binding, device);
  try {
    if (kept !== undefined) return await whole(kept);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, name: 'procrustes-native' }));
    step(`fetch ${packageName} ${versions.tfjsNode}`);
    // Both by one command: a second one would take what the first brought for superfluous, and away.
    const headers = ownHeaders() === undefined ? [`node-api-headers@${versions.nodeApiHeaders}`] : [];
    await npmInstall(program, [`${packageName}@${versions.tfjsNode}`, ...headers]);
    step('try its own installer');
    if (await stockInstall(program, binding, device)) {
      return await finish(await whole(await newState(folder, binding, 'stock')), device);
    }

    step('find a TensorFlow library');
    // Before the download, which is long.
    await program(compiler, ['--version']);
    const tensorflow = await tensorflowLibrary(program, folder, device);
    step('build the binding');
    await buildBinding(program, folder, binding, tensorflow);
    step('check it');
    return await finish(await whole(await newState(folder, binding, 'wheel')), device);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof RunFailedError) throw new NativeSetupError(error.message);
    throw error;
  }
}

/** Takes away what `setupTensorflow` made. */
export async function removeTensorflow(project: string): Promise<void> {
  await rm(resolve(project, nativeFolder), { recursive: true, force: true });
}

type Program = (command: string, args: readonly string[]) => Promise<string>;

function npmInstall(program: Program, names: readonly string[]): Promise<string> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return program(npm, ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', ...names]);
}

/** Needs a download that many networks refuse, and a Node older than 23. */
async function stockInstall(program: Program, binding: string, device: 'cpu' | 'cuda'): Promise<boolean> {
  try {
    await program(process.execPath, [
      join(binding, 'scripts/install.js'),
      ...(device === 'cuda' ? ['gpu', 'download'] : []),
    ]);
    await check(binding);
    return true;
  } catch (error) {
    if (!(error instanceof RunFailedError)) throw error;
    await rm(join(binding, 'deps'), { recursive: true, force: true });
    await rm(join(binding, 'lib'), { recursive: true, force: true });
    return false;
  }
}

/** The folder of the Python package: one that is installed and has its headers, else one fetched by pip. */
async function tensorflowLibrary(program: Program, folder: string, device: 'cpu' | 'cuda'): Promise<string> {
  const where = 'import importlib.util as u; print(u.find_spec("tensorflow").submodule_search_locations[0])';
  const python = process.platform === 'win32' ? 'python' : 'python3';
  try {
    const installed = (await program(python, ['-c', where])).trim();
    if (existsSync(join(installed, 'include')) && existsSync(join(installed, 'libtensorflow_cc.so.2')))
      return installed;
  } catch (error) {
    if (!(error instanceof RunFailedError)) throw error;
  }
  const environment = join(folder, 'python');
  await program(python, ['-m', 'venv', environment]);
  const own = join(environment, 'bin', 'python');
  const wheel =
    device === 'cuda'
      ? `tensorflow[and-cuda]==${versions.tensorflow}`
      : `${process.arch === 'x64' ? 'tensorflow_cpu' : 'tensorflow'}==${versions.tensorflow}`;
  await program(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wheel]);
  return (await program(own, ['-c', where])).trim();
}

async function buildBinding(program: Program, folder: string, binding: string, tensorflow: string): Promise<void> {
  const libraries = join(binding, 'deps/lib');
  const output = join(binding, 'lib/napi-v8');
  await mkdir(libraries, { recursive: true });
  await mkdir(output, { recursive: true });
  await symlink(join(tensorflow, 'include'), join(binding, 'deps/include'));
  for (const [name, short] of [
    ['libtensorflow_cc.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ] as const) {
    await symlink(join(tensorflow, name), join(libraries, name));
    await symlink(join(tensorflow, name), join(libraries, short));
  }
  const sources = (await readdir(join(binding, 'binding'))).filter((name) => name.endsWith('.cc'));
  await program(compiler, [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[headersIn(folder), join(binding, 'deps/include'), dirname(binding)].map((path) => `-I${path}`),
    ...sources.map((name) => join(binding, 'binding', name)),
    ...['-o', join(output, 'tfjs_binding.node')],
    ...[`-L${libraries}`, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  ]);
}

/** Node's own headers, where they are installed; those of the npm package do as well. */
function ownHeaders(): string | undefined {
  const own = join(dirname(process.execPath), '../include/node');
  return existsSync(join(own, 'node_api.h')) ? own : undefined;
}

const headersIn = (folder: string): string => ownHeaders() ?? join(folder, 'node_modules/node-api-headers/include');

/** Multiplies two matrices in a process of its own, where given also sums by the file of our own operations, and says with what. */
async function check(
  binding: string,
  operations?: string,
): Promise<{ readonly version: string; readonly gpu: boolean }> {
  const own = `
    require(${JSON.stringify(operations)});
    const [squares] = tf.backend().executeMultipleOutputs('ProcrustesSumOfSquares', [], [tf.tensor1d([3, 4])], 1);
    if (squares.dataSync()[0] !== 25) throw new Error('3·3 + 4·4 came to ' + squares.dataSync()[0]);`;
  const source = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value == null;
    util.isArray ??= Array.isArray;
    const tf = require(${JSON.stringify(binding)});
    const [sum] = tf.matMul(tf.ones([1, 3]), tf.ones([3, 1])).dataSync();
    if (sum !== 3) throw new Error('1·1 + 1·1 + 1·1 came to ' + sum);
    ${operations === undefined ? '' : own}
    const { binding, isUsingGpuDevice } = tf.backend();
    console.log('procrustes ' + JSON.stringify({ version: binding.TF_Version, gpu: isUsingGpuDevice }));`;
  const output = await run(process.execPath, ['-e', source], { folder: dirname(binding) });
  const line = output.split('\n').find((one) => one.startsWith('procrustes '));
  return JSON.parse(line?.slice('procrustes '.length) ?? '{}') as { version: string; gpu: boolean };
}

type FoundState = Omit<NativeState, 'ownOperations'>;

async function newState(folder: string, binding: string, method: NativeState['method']): Promise<FoundState> {
  const { version, gpu } = await check(binding);
  return { folder, method, tensorflow: version, gpu, kept: false };
}

/** Marks the folder as whole. */
async function finish(state: NativeState, device: 'cpu' | 'cuda'): Promise<NativeState> {
  const { folder, method, tensorflow } = state;
  await writeFile(join(folder, nativeMark), `${JSON.stringify({ method, device, tensorflow }, null, 2)}\n`);
  return state;
}

/**
 * Compiles our own operations where they are not there yet, or do not compute.
 * @returns whether they are there then: not on a GPU, nor where the stock package came without a compiler
 */
async function compileOperations(
  program: Program,
  binding: string,
  { folder, method, gpu }: FoundState,
): Promise<boolean> {
  const file = ownOperationsFile(folder);
  if (gpu || file === undefined) return false;
  try {
    if (existsSync(file)) {
      await check(binding, file);
      return true;
    }
  } catch (error) {
    // Cut off by a full disk, say.
    if (!(error instanceof RunFailedError)) throw error;
  }
  try {
    await buildOwnOperations({
      file,
      binding,
      headers: headersIn(folder),
      compile: (args) => program(compiler, args),
    });
    await check(binding, file);
    return true;
  } catch (error) {
    // What does not load would keep the rest from being used.
    await rm(file, { force: true });
    if (method === 'stock' && error instanceof RunFailedError) return false;
    throw error;
  }
}

async function keptState(folder: string, binding: string, device: 'cpu' | 'cuda'): Promise<FoundState | undefined> {
  try {
    const mark = JSON.parse(await readFile(join(folder, nativeMark), 'utf8')) as {
      method: NativeState['method'];
      device: string;
    };
    if (mark.device !== device) return undefined;
    const { version, gpu } = await check(binding);
    return { folder, method: mark.method, tensorflow: version, gpu, kept: true };
  } catch {
    return undefined;
  }
}
