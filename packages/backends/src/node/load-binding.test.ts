import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { elfHeader } from '../testing/elf-header.ts';
import { loadBinding } from './load-binding.ts';
import { NativeLibraryError } from './native-library-error.ts';

/** An addon that says which TensorFlow it calls, in place of the real one; its libtensorflow has one function. */
const addon = (version: string) => `
  extern "C" {
  typedef struct napi_env__* napi_env;
  typedef struct napi_value__* napi_value;
  int napi_create_string_utf8(napi_env, const char*, unsigned long, napi_value*);
  int napi_set_named_property(napi_env, napi_value, const char*, napi_value);
  int TF_Something();
  __attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
    napi_value version;
    napi_create_string_utf8(env, "${version}", sizeof("${version}") - 1, &version);
    if (TF_Something() == 1) napi_set_named_property(env, exports, "TF_Version", version);
    return exports;
  }
  }`;

const compiler = process.env.CXX ?? 'c++';
const compiles = process.platform === 'linux' && spawnSync(compiler, ['--version']).status === 0;
const reason = compiles ? '' : ' (skipped: it needs Linux and a C++ compiler)';

let folder: string;
let binding: string;
let library: string;
let count = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-binding-'));
  binding = join(folder, 'lib/napi-v8/tfjs_binding.node');
  // A name of its own for each test: the linker takes a library of that name that is in the process already.
  count += 1;
  library = join(folder, `deps/lib/libtensorflow_cc${count}.so.2`);
  await mkdir(dirname(binding), { recursive: true });
  await mkdir(dirname(library), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function compile(source: string, output: string, ...more: string[]): Promise<void> {
  const file = join(folder, 'source.cc');
  await writeFile(file, source);
  const { status, stderr } = spawnSync(compiler, ['-fPIC', '-shared', file, '-o', output, ...more], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** Both files, as the real ones lie; lazily bound, as the stock addon is. */
async function build(version: string): Promise<void> {
  await compile('extern "C" int TF_Something() { return 1; }', library, `-Wl,-soname,${basename(library)}`);
  await compile(addon(version), binding, library, '-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,-z,lazy');
}

function refusal(): string {
  try {
    loadBinding(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(NativeLibraryError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  return 'none';
}

describe('loadBinding', () => {
  it('says that there is no addon', async () => {
    expect(refusal()).toBe(`${binding} is missing`);
    await rm(join(folder, 'lib'), { recursive: true });
    expect(refusal()).toBe(`${binding} is missing`);
  });
});

describe.runIf(compiles)(`loadBinding of real libraries${reason}`, () => {
  it('loads an addon that is whole, once', async () => {
    await build('2.99.0');
    expect(refusal()).toBe('none');
    expect(refusal()).toBe('none');
  });

  it('names an addon for another machine', async () => {
    await build('2.99.0');
    const bytes = await readFile(binding);
    const other = process.arch === 'x64' ? 'arm64' : 'x64';
    bytes.set(elfHeader({ machine: other }).subarray(18, 20), 18);
    await writeFile(binding, bytes);
    expect(refusal()).toBe(`${binding} is made for ${other}, this Node needs ${process.arch}`);
  });

  it.each(['the addon', 'the library'])('says how much is left of %s', async (which) => {
    await build('2.99.0');
    const path = which === 'the addon' ? binding : library;
    const { length } = await readFile(path);
    await truncate(path, 4096);
    expect(refusal()).toBe(`${path} is cut off: it has 4096 bytes of ${length}`);
  });

  it('names the library that is missing', async () => {
    await build('2.99.0');
    await rm(library);
    expect(refusal()).toBe(`${binding} needs ${basename(library)}, which is missing`);
  });

  it('names the function that another version lacks, before anything calls it', async () => {
    await build('2.99.0');
    await compile('extern "C" int TF_Other() { return 1; }', library, `-Wl,-soname,${basename(library)}`);
    expect(refusal()).toBe(
      `${binding} was built against another TensorFlow than the one that it finds, which has no TF_Something`,
    );
  });

  it('refuses another major version', async () => {
    await build('1.15.5');
    expect(refusal()).toBe(`${binding} calls TensorFlow 1.15.5; 2.x is needed`);
  });
});
