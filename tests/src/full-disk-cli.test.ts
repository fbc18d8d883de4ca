import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, Workplace } from '../testing/run-cli.ts';
import { runContent } from '../testing/run-content.ts';

const disk = await mkdtemp(join(tmpdir(), 'procrustes-disk-'));
const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
const mounted = mount('size=3m');
const reason = mounted ? '' : ' (skipped: a small disk of its own can be mounted by root on Linux alone)';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(async () => {
  if (mounted) spawnSync('umount', [disk]);
  await rm(disk, { recursive: true, force: true });
  await workplace?.remove();
});

const train = (out: string) => [
  ...['train', '--model', 'plain', '--blocks', '1', '--dataset', 'synthetic', '--batch-size', '2', '--backend', 'wasm'],
  ...['--validation-images', '6', '--steps', '8', '--checkpoint-every', '2', '--keep-checkpoints', '9', '--out', out],
];

describe.runIf(mounted)(`a real disk of 3 MiB, which takes four checkpoints${reason}`, () => {
  it('fills up: what was whole stays, the command says so, and goes on where there is room', async () => {
    const whole = await workplace.run(train('whole'));
    expect(whole.code, whole.stderr).toBe(0);
    await mkdir(join(disk, 'runs'));
    const run = join(disk, 'runs', 'full');
    const full = await workplace.run(train(run));
    expect([full.code, full.stdout]).toEqual([1, '']);
    expect(lines(full.stderr).slice(-3)).toEqual([
      expect.stringMatching(/^error: the disk is full: make room on it \(ENOSPC: .*\)$/),
      expect.stringMatching(/^the checkpoint of step [0246] stands; go on with:$/),
      expect.stringMatching(/procrustes train --resume \S+full$/),
    ]);
    const still = await workplace.run(['train', '--resume', run]);
    expect(still.code, still.stderr).toBe(1);
    expect(lines(still.stderr).at(-3)).toContain('the disk is full');

    expect(mount('remount,size=32m')).toBe(true);
    const resumed = await workplace.run(['train', '--resume', run]);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await runContent(run)).toEqual(await runContent(workplace.path('whole')));
  });
});
