import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedNative } from '../testing/prepared-native.ts';
import { lines, Workplace } from '../testing/run-cli.ts';

const prepared = preparedNative();
const limits = spawnSync('prlimit', ['--version']).status === 0;
const reason = prepared && limits ? '' : ' (skipped: it needs the native backend prepared, and prlimit of Linux)';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  if (prepared !== undefined) await symlink(prepared, workplace.path('.procrustes'));
});
afterAll(() => workplace?.remove());

const checkpoint = (run: string, step: number) =>
  workplace.path(run, 'checkpoints', `step-${String(step).padStart(8, '0')}.safetensors`);

/** How many: more than are taken while memory is made short. */
const steps = 12;

/** Steps whose activations are of 32 MiB, too large for what the allocator keeps back, a checkpoint after each. */
const train = (out: string) => [
  ...['train', '--model', 'procresnet-31', '--blocks', '1', '--dataset', 'synthetic', '--validation-images', '10'],
  ...['--batch-size', '128', '--steps', String(steps), '--checkpoint-every', '1', '--probe-every', '0'],
  ...['--backend', 'tensorflow', '--out', out],
];

describe.runIf(prepared !== undefined && limits)(`TensorFlow without memory in the middle of a run${reason}`, () => {
  it('leaves the last checkpoint, from which the run ends as one that had enough', { timeout: 600_000 }, async () => {
    const { process: child, outcome } = workplace.start(train('short'));
    while (child.exitCode === null && !existsSync(checkpoint('short', 1))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    // What it has now and room for small things, but for no activation.
    const bytes = Number(/^VmSize:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024 + 48 * 2 ** 20;
    expect(spawnSync('prlimit', ['--pid', String(child.pid), `--as=${bytes}`]).status).toBe(0);
    const { code, stderr } = await outcome;
    const said = lines(stderr);
    // Where the C++ library itself finds no room, it aborts, and nobody is asked what to say.
    if (code === null || code === 134) expect(stderr).toContain('std::bad_alloc');
    else {
      expect(code).toBe(1);
      expect(said.at(-3)).toMatch(
        /^error: TensorFlow has no memory left on the CPU for .*; lower the batch size or the number of blocks, or recompute activations/,
      );
      expect(said.at(-2)).toMatch(
        /^the checkpoint of step \d+ stands; go on with \(it needs less memory, and gives the same numbers\):$/,
      );
      expect(said.at(-1)).toMatch(/procrustes train --resume short --recompute auto$/);
    }
    expect(existsSync(checkpoint('short', steps))).toBe(false);

    const [resumed, whole] = [
      await workplace.run(['train', '--resume', 'short', '--recompute', 'auto']),
      await workplace.run(train('whole')),
    ];
    expect([resumed.code, whole.code]).toEqual([0, 0]);
    expect((await readFile(checkpoint('short', steps))).equals(await readFile(checkpoint('whole', steps)))).toBe(true);
  });
});
