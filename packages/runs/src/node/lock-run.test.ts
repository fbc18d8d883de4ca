import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../run-error.ts';
import { FolderStore } from './folder-store.ts';
import { lockRun } from './lock-run.ts';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-run-'));
  lock = join(folder, '.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const leave = (holder: unknown) => writeFile(lock, typeof holder === 'string' ? holder : JSON.stringify(holder));
const left = (pid: number, host = hostname()) => ({ pid, host, token: 'left' });

/** A process that lives until it is told to end. */
async function other(): Promise<{ process: ChildProcess; pid: number; end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("ready")']);
  await once(child.stdout, 'data');
  const end = async () => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  return { process: child, pid: child.pid as number, end };
}

describe('lockRun', () => {
  it('is exclusive until it is released, and no file of the run', async () => {
    const first = await lockRun(folder);
    expect(JSON.parse(await readFile(lock, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    expect(await new FolderStore(folder).list('')).toEqual([]);
    await expect(lockRun(folder)).rejects.toThrow(RunError);
    await expect(lockRun(folder)).rejects.toThrow(`${folder}: this process writes to it already`);
    await first.release();
    expect(await readdir(folder)).toEqual([]);
    const second = await lockRun(folder);
    // The first is spent: it must not take away the second.
    await first.release();
    await access(lock);
    await second.release();
  });

  it('refuses the folder of a live process, and takes it over once that is gone', async () => {
    const { pid, end } = await other();
    try {
      await leave(left(pid));
      await expect(lockRun(folder)).rejects.toThrow(
        `${folder}: process ${pid} writes to it: wait until it has ended; if none runs, delete ${lock}`,
      );
      expect(JSON.parse(await readFile(lock, 'utf8'))).toEqual(left(pid));
    } finally {
      await end();
    }
    const taken = await lockRun(folder);
    expect(JSON.parse(await readFile(lock, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual(['.lock']);
    await taken.release();
  });

  it('takes over from a process that was killed while it took over', async () => {
    const { pid, end } = await other();
    await leave(left(pid));
    await writeFile(`${lock}.takeover`, JSON.stringify(left(pid)));
    await expect(lockRun(folder)).rejects.toThrow(`process ${pid} writes to it`);
    await end();
    await writeFile(`${lock}.takeover.takeover`, JSON.stringify(left(pid)));
    const taken = await lockRun(folder);
    expect(JSON.parse(await readFile(lock, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual(['.lock']);
    await taken.release();
  });

  it.runIf(process.platform === 'linux')(
    'takes over where another process has the number by now, and from a zombie',
    async () => {
      const { pid, end } = await other();
      try {
        await leave({ ...left(pid), started: 'an earlier boot/1' });
        await (await lockRun(folder)).release();
        // What the live process would have written itself stays.
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
        const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
        await leave({ ...left(pid), started: `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}` });
        await expect(lockRun(folder)).rejects.toThrow(`process ${pid} writes to it`);
      } finally {
        await end();
      }
      // A shell that has become `sleep` by then never asks how its child has ended.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60']);
      try {
        const [line] = (await once(parent.stdout, 'data')) as [Buffer];
        const zombie = Number(line.toString());
        const state = async () => (await readFile(`/proc/${zombie}/stat`, 'utf8')).split(') ')[1]?.[0];
        while ((await state()) !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
        expect(process.kill(zombie, 0)).toBe(true);
        await leave(left(zombie));
        await (await lockRun(folder)).release();
        expect(await readdir(folder)).toEqual([]);
      } finally {
        parent.kill();
      }
    },
  );

  it('takes over what an earlier process of its own number has left', async () => {
    await leave(left(process.pid));
    await (await lockRun(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a lock of another host and one that tells nothing', async () => {
    const { pid, end } = await other();
    await end();
    await leave(left(pid, 'elsewhere'));
    await expect(lockRun(folder)).rejects.toThrow(`process ${pid} on "elsewhere" writes to it`);
    for (const nothing of ['', '{', 'null', '[]', '{"pid":"1"}']) {
      await leave(nothing);
      await expect(lockRun(folder)).rejects.toThrow(`another process writes to it: wait`);
      await expect(lockRun(folder)).rejects.toThrow(`delete ${lock}`);
    }
  });

  it('gives a free or abandoned folder to one of many who ask at once', async () => {
    const { pid, end } = await other();
    await end();
    for (const abandoned of [false, true]) {
      if (abandoned) await leave(left(pid));
      const results = await Promise.allSettled(Array.from({ length: 16 }, () => lockRun(folder)));
      const [winner, ...others] = results.filter((result) => result.status === 'fulfilled');
      expect(others).toEqual([]);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RunError);
      }
      expect(await readdir(folder)).toEqual(['.lock']);
      await winner?.value.release();
    }
  });

  it('is whole from the moment it is there', async () => {
    const seen = new Set<string>();
    let locking = true;
    const locks = (async () => {
      for (let turn = 0; turn < 50; turn += 1) await (await lockRun(folder)).release();
      locking = false;
    })();
    while (locking) seen.add(await readFile(lock, 'utf8').catch(() => 'none'));
    await locks;
    for (const text of seen) expect(text).toMatch(/^(none|\{.*\}\n)$/);
  });

  it('leaves a lock that another has put in its place', async () => {
    const first = await lockRun(folder);
    await leave(left(1));
    await first.release();
    expect(JSON.parse(await readFile(lock, 'utf8'))).toEqual(left(1));
  });
});
