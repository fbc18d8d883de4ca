import { describe, expect, it } from 'vitest';
import { RunFailedError, run } from './run-program.ts';

const folder = process.cwd();

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
