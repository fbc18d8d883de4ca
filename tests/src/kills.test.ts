import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { Generator } from '@procrustes/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { availableBackends } from '../testing/available-backends.ts';
import { killAt, type Moment } from '../testing/kill-at.ts';
import { preparedNative } from '../testing/prepared-native.ts';
import { Workplace } from '../testing/run-cli.ts';
import { runContent } from '../testing/run-content.ts';

const native = preparedNative();

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  if (native !== undefined) await symlink(native, workplace.path('.procrustes'));
});
afterAll(() => workplace?.remove());

const steps = 12;

const train = (backend: string, out: string) => [
  ...['train', '--model', 'procresnet', '--blocks', '1', '--dataset', 'synthetic', '--batch-size', '2'],
  ...['--validation-images', '6', '--steps', String(steps), '--probe-every', '2', '--checkpoint-every', '3'],
  ...['--keep-checkpoints', '2', '--backend', backend, '--seed', '5', '--out', out],
];

/** Each run is killed, resumed, killed while it resumes, and so on, then let go to its end. */
const killsPerRun = 4;

const many = process.env.PROCRUSTES_LONG_TESTS === '1';
/** On each backend. */
const wanted = many ? 10 : 2;
const remark = many ? '' : ' (more with PROCRUSTES_LONG_TESTS=1)';

/**
 * Where to kill: at any moment from the start of the process on, and each time something is being written that must be whole:
 * run.json, a checkpoint, the best one, the report.
 * @param milliseconds that a whole run takes
 */
function moments(generator: Generator, milliseconds: number): Moment[] {
  const writing = ['.run.json', '.step-', '.step-', '.best', '.report.html'];
  return Array.from({ length: killsPerRun }, () =>
    generator.uniform() < 0.5
      ? { after: generator.uniform() * milliseconds }
      : { writing: writing[generator.integer(writing.length)] as string, time: 1 + generator.integer(2) },
  );
}

const backends = (await availableBackends())
  .filter(({ name, processor }) => name !== 'cpu' && processor !== 'software rasteriser')
  .map(({ name }) => name);

describe.each(backends)('SIGKILL at a random moment on %s', (backend) => {
  const whole = `${backend}-whole`;
  let milliseconds: number;
  beforeAll(async () => {
    const started = performance.now();
    const { code, stderr } = await workplace.run(train(backend, whole));
    milliseconds = performance.now() - started;
    expect(code, stderr).toBe(0);
  });

  it(`${wanted} times: resumed, the run is bit for bit the one that was not killed${remark}`, async () => {
    const expected = await runContent(workplace.path(whole));
    expect(expected.metrics).toHaveLength(steps);
    const generator = Generator.named(11, `kills/${backend}`);
    let killed = 0;
    // A run that ends before its moment comes is not killed: another takes its place.
    for (let run = 0; killed < wanted; run += 1) {
      expect(run).toBeLessThan(wanted);
      const out = `${backend}-${run}`;
      const next = () =>
        existsSync(workplace.path(out, 'run.json')) ? ['train', '--resume', out] : train(backend, out);
      const told: unknown[] = [];
      for (const moment of moments(generator, milliseconds)) {
        const outcome = await killAt(workplace.start(next()), workplace.path(out), moment);
        told.push({ moment, ...outcome });
        if (outcome.code === null) killed += 1;
        // It may have ended before its moment came: then it has ended well.
        else expect(outcome.code, JSON.stringify(told)).toBe(0);
      }
      const { code, stderr } = await workplace.run(next());
      expect(code, `${stderr}\n${JSON.stringify(told)}`).toBe(0);
      expect(await runContent(workplace.path(out)), JSON.stringify(told)).toEqual(expected);
    }
  });

  it('but not with another seed', async () => {
    const other = `${backend}-other`;
    const { code, stderr } = await workplace.run([...train(backend, other), '--seed', '6']);
    expect(code, stderr).toBe(0);
    const [expected, found] = await Promise.all([whole, other].map((run) => runContent(workplace.path(run))));
    for (const file of ['metrics', 'norms', 'validation'] as const) expect(found?.[file]).not.toEqual(expected?.[file]);
    expect(found?.checkpoints).not.toEqual(expected?.checkpoints);
  });
});
