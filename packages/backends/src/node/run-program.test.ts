import { afterEach, describe, expect, it, vi } from 'vitest';
import { RunFailedError, run } from './run-program.ts';

const folder = process.cwd();

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('run', () => {
  it('gives back what the program said', async () => {
    expect(await run(process.execPath, ['-p', '6 * 7'], { folder })).toBe('42\n');
  });

  it('quotes the last line of a failure, and its status', async () => {
    const source = 'console.error("first"); console.error("no compiler"); process.exit(3)';
    const failure = await run(process.execPath, ['-e', source], { folder }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunFailedError);
    expect((failure as Error).message).toMatch(/failed \(3\): no compiler$/);
  });

  it('quotes the line that names the error, where the last one only says that it stops', async () => {
    const source = 'console.error("a.cc:1: fatal error: no node_api.h\\ncompilation terminated."); process.exit(1)';
    await expect(run(process.execPath, ['-e', source], { folder })).rejects.toThrow(
      /failed \(1\): a\.cc:1: fatal error: no node_api\.h$/,
    );
  });

  it('says where a compiler or a Python that is missing comes from', async () => {
    vi.stubEnv('PATH', folder);
    await expect(run('c++', [], { folder })).rejects.toThrow(
      "no program 'c++' here; install it (on Debian: apt install g++)",
    );
    await expect(run('python3', [], { folder })).rejects.toThrow('apt install python3 python3-venv');
  });

  it('says that there is no such program', async () => {
    await expect(run('no-such-program', [], { folder })).rejects.toThrow("there is no program 'no-such-program' here");
  });

  it('stops with its signal', async () => {
    const controller = new AbortController();
    const running = run(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], {
      folder,
      signal: controller.signal,
    });
    controller.abort();
    await expect(running).rejects.toThrow(RunFailedError);
  });
});
