import { spawnSync } from 'node:child_process';
import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adapters } from './adapters.ts';
import { backendNames } from './list-backends.ts';
import { BackendUnavailableError, prepareBackend } from './prepare-backend.ts';
import { rankBackends } from './rank-backends.ts';

describe('prepareBackend', () => {
  it('makes the backend that was asked for current, each time anew', async () => {
    for (const name of ['cpu', 'wasm', 'cpu', 'wasm']) {
      const prepared = await prepareBackend(name);
      expect(prepared).toMatchObject({ name, why: 'asked for', precision: 'float32', threads: 1 });
      expect(getBackend()).toBe(name);
    }
  });

  it('leaves the process its own way with uncaught errors', async () => {
    const source =
      "import { prepareBackend } from './packages/backends/dist/index.js'; await prepareBackend('wasm'); throw new Error('mine');";
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('Error: mine');
    expect(stderr).not.toContain('tf-backend-wasm');
  });

  it('takes the best of the ranking for `auto`, says why, and never takes a software rasteriser', async () => {
    const { name, why, processor } = await prepareBackend('auto');
    const probed = await Promise.all(adapters.map(async (adapter) => ({ adapter, found: await adapter.probe() })));
    const [best] = rankBackends(probed);
    expect(name).toBe(best?.adapter.name);
    expect(processor).not.toBe('software rasteriser');
    const reasons = best?.passedOver.join('; ');
    expect(why).toBe(reasons === '' ? 'the fastest there is' : `the fastest available; ${reasons}`);
  });

  it('refuses a name that does not exist, and says which do', async () => {
    const refusal = await prepareBackend('cuda').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BackendUnavailableError);
    expect((refusal as Error).message).toBe("there is no backend 'cuda'");
    expect((refusal as BackendUnavailableError).remedy).toBe(`take one of ${backendNames.join(', ')}`);
  });

  it('refuses a backend that cannot run here, and stays with the one before', async () => {
    await prepareBackend('cpu');
    const { WebAssembly: found } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, 'WebAssembly');
      const refusal = await prepareBackend('wasm').catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(BackendUnavailableError);
      expect((refusal as Error).message).toContain('has no WebAssembly');
      expect((refusal as BackendUnavailableError).remedy).toBe('use --backend cpu');
      expect(getBackend()).toBe('cpu');
      const { name, why } = await prepareBackend('auto');
      expect(name).not.toBe('wasm');
      if (name === 'cpu') expect(why).toMatch(/'wasm' is not available: this JavaScript engine has no WebAssembly$/);
    } finally {
      globalThis.WebAssembly = found;
    }
  });
});
