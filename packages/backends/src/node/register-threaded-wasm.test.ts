import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const core = import.meta.resolve('@tensorflow/tfjs-core');

interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly complaint: string;
}

/**
 * A process of its own, which starts the built backend, computes and does something more. It is stopped, and its status
 * null, only where it does not end by itself.
 */
function inProcess(
  then: string,
  { threads, switches = [] }: { readonly threads?: string; readonly switches?: readonly string[] } = {},
): Outcome {
  const source = `
    import { prepareBackend } from './packages/backends/dist/index.js';
    import { conv2d, randomNormal, removeBackend } from '${core}';
    const backend = await prepareBackend('wasm');
    const x = randomNormal([4, 32, 32, 16], 0, 1, 'float32', 1);
    const y = await conv2d(x, randomNormal([3, 3, 16, 16], 0, 1, 'float32', 2), 1, 'same').data();
    ${then}`;
  const { PROCRUSTES_WASM_THREADS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...switches, '--input-type=module', '--eval', source],
    {
      encoding: 'utf8',
      env: { ...env, ...(threads !== undefined && { PROCRUSTES_WASM_THREADS: threads }) },
      timeout: 600_000,
    },
  );
  return { status, output: stdout, complaint: stderr };
}

const tell = 'console.log(JSON.stringify({ threads: backend.threads, device: backend.device }));';
const plain = 'CPU (WebAssembly with SIMD)';

describe('registerThreadedWasm', () => {
  it('computes on as many threads as it is told, and else on one', () => {
    for (const threads of ['1', '2', '8', undefined]) {
      const { status, output, complaint } = inProcess(tell, threads === undefined ? {} : { threads });
      expect(complaint).toBe('');
      expect(status).toBe(0);
      expect(JSON.parse(output)).toEqual({ threads: Number(threads ?? 1), device: plain });
    }
  });

  it('gives the same values, bit for bit, on any number of threads', () => {
    const values = ['1', '2', '3'].map((threads) => {
      const { status, output } = inProcess("console.log(Buffer.from(y.buffer).toString('base64'));", { threads });
      expect(status).toBe(0);
      return output;
    });
    expect(values[0]?.length).toBeGreaterThan(4 * 4 * 32 * 32 * 16);
    expect(new Set(values).size).toBe(1);
  });

  it.each(['0', '9', '1.5', 'all', ''])("refuses '%s' for a number of threads, and says which there are", (threads) => {
    const { status, output, complaint } = inProcess(tell, { threads });
    expect([status, output]).toEqual([1, '']);
    expect(complaint).toContain(`PROCRUSTES_WASM_THREADS is '${threads}', which is no number of threads`);
    expect(complaint).toContain('set it to a whole number from 1 to 8, or unset it');
  });

  it.each<[string, string, number, string]>([
    ['has nothing more to do', '', 0, ''],
    ['throws', "throw new Error('mine');", 1, 'Error: mine'],
    ['rejects what nobody awaits', "Promise.reject(new Error('mine'));", 1, 'Error: mine'],
    ['leaves by process.exit', 'process.exit(7);', 7, ''],
    ['takes the backend away', "removeBackend('wasm');", 0, ''],
  ])('lets a process end that %s', (_, then, code, said) => {
    const { status, complaint } = inProcess(then, { threads: '3' });
    expect(status).toBe(code);
    expect(complaint).toContain(said);
    if (said === '') expect(complaint).toBe('');
    expect(complaint).not.toContain('tfjs-backend-wasm');
  });

  it('lets a signal end the process', () => {
    const { status, complaint } = inProcess("process.kill(process.pid, 'SIGINT'); await new Promise(() => {});", {
      threads: '3',
    });
    // Ended by a signal, which is no status; and not by the clock, whose signal is another.
    expect([status, complaint]).toEqual([null, '']);
  });

  it('leaves no listener on the process and no global behind', () => {
    const { output } = inProcess(
      `const events = ['uncaughtException', 'unhandledRejection'];
       console.log(JSON.stringify([typeof Worker, ...events.map((event) => process.listenerCount(event))]));`,
      { threads: '2' },
    );
    expect(JSON.parse(output)).toEqual(['undefined', 0, 0]);
  });

  it('computes without threads where none may be started, and says so', () => {
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const switches = [permission, '--allow-fs-read=*', '--no-warnings'];
    const { status, output, complaint } = inProcess(tell, { threads: '2', switches });
    expect(complaint).toBe('');
    expect(status).toBe(0);
    const { threads, device } = JSON.parse(output);
    expect(threads).toBe(1);
    expect(device).toMatch(/^CPU \(WebAssembly with SIMD, without threads: they did not start: .*restricted.*\)$/);
  });
});
