import { prepareBackend } from '@procrustes/backends';
import type { ImageSet } from '@procrustes/data';
import type { ValidationRecord } from '@procrustes/runs';
import { beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../testing/digest.ts';
import { type FamilyName, fiveImages, tinySession } from '../testing/tiny-session.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { NonFiniteError } from './non-finite-error.ts';
import type { ProjectionScheduleOptions } from './projection-schedule.ts';
import { type TrainingEvent, type TrainingPlan, train } from './train.ts';
import type { TrainingSession } from './training-session.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

const plan: TrainingPlan = { steps: 4, probeEvery: 0, checkpointEvery: 0 };

/** `step 3`, `checkpoint 4` …, in the order in which they were told. */
function label(event: TrainingEvent): string {
  switch (event.type) {
    case 'checkpoint':
    case 'best':
      return `${event.type} ${event.step}`;
    case 'step':
      return `step ${event.metrics.step}`;
    case 'norms':
      return `norms ${event.norms.step}`;
    case 'projections':
      return `projections ${event.projections.step}`;
    case 'validation':
      return `validation ${event.validation.step}`;
  }
}

/** What a run would keep of an event: all but the clock, checkpoints by their digest. */
function record(event: TrainingEvent): unknown {
  if (event.type === 'checkpoint' || event.type === 'best') return { ...event, bytes: digest(event.bytes) };
  return JSON.parse(
    JSON.stringify(event, (key, value) => (key === 'milliseconds' || key === 'imagesPerSecond' ? undefined : value)),
  );
}

async function told(session: TrainingSession, given: TrainingPlan): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of train(session, given)) events.push(event);
  return events;
}

async function labels(
  given: Partial<TrainingPlan>,
  family: FamilyName = 'plain',
  projection: ProjectionScheduleOptions = { mode: 'off', probability: 0 },
) {
  const session = tinySession(family, { projection });
  const events = (await told(session, { ...plan, ...given })).map(label);
  session.dispose();
  return events;
}

describe('train', () => {
  it('tells the steps, with a checkpoint before the first and after the last', async () => {
    expect(await labels({})).toEqual(['checkpoint 0', 'step 1', 'step 2', 'step 3', 'step 4', 'checkpoint 4']);
  });

  it('looks at the norms at the first step and every so many', async () => {
    const norms = async (probeEvery: number) =>
      (await labels({ steps: 5, probeEvery })).filter((event) => event.startsWith('norms'));
    expect(await norms(1)).toEqual(['norms 1', 'norms 2', 'norms 3', 'norms 4', 'norms 5']);
    expect(await norms(2)).toEqual(['norms 1', 'norms 3', 'norms 5']);
    expect(await norms(10)).toEqual(['norms 1']);
    expect(await norms(0)).toEqual([]);
  });

  it('saves every so many steps, and the last step once', async () => {
    const checkpoints = async (checkpointEvery: number) =>
      (await labels({ steps: 5, checkpointEvery })).filter((event) => event.startsWith('checkpoint'));
    expect(await checkpoints(2)).toEqual(['checkpoint 0', 'checkpoint 2', 'checkpoint 4', 'checkpoint 5']);
    expect(await checkpoints(5)).toEqual(['checkpoint 0', 'checkpoint 5']);
    expect(await checkpoints(0)).toEqual(['checkpoint 0', 'checkpoint 5']);
  });

  // Two steps an epoch.
  it('validates at the end of each epoch and of the run, once where both end', async () => {
    const validations = async (steps: number) =>
      (await labels({ steps, validation: fiveImages })).filter((event) => event.startsWith('validation'));
    expect(await validations(4)).toEqual(['validation 2', 'validation 4']);
    expect(await validations(5)).toEqual(['validation 2', 'validation 4', 'validation 5']);
    expect(await validations(1)).toEqual(['validation 1']);
  });

  it('tells the weights of each validation that was better than all before, so far among them', async () => {
    const session = tinySession('plain');
    const events = await told(session, { ...plan, steps: 12, validation: fiveImages, keepBest: {} });
    session.dispose();
    const validations = events.flatMap((event) => (event.type === 'validation' ? [event.validation] : []));
    const best = events.flatMap((event) => (event.type === 'best' ? [event] : []));
    const records = validations.filter(({ accuracy, loss }, at) =>
      validations
        .slice(0, at)
        .every((one) => one.accuracy < accuracy || (one.accuracy === accuracy && one.loss > loss)),
    );
    expect(validations).toHaveLength(6);
    expect(records.length).toBeGreaterThan(1);
    expect(best.map(({ step }) => step)).toEqual(records.map(({ step }) => step));
    for (const [at, { bytes }] of best.entries()) {
      const { step, loss, accuracy } = records[at] as ValidationRecord;
      const checkpoint = parseCheckpoint(bytes, 'best');
      expect(checkpoint.validation).toEqual({ step, loss, accuracy });
      expect(checkpoint.progress.step).toBe(step);
    }
    // Told after its validation and before the checkpoint, so that a run never goes on from behind a best that was not kept.
    const given = { steps: 2, checkpointEvery: 1, validation: fiveImages };
    expect((await labels({ ...given, keepBest: {} })).slice(-4)).toEqual([
      'step 2',
      'validation 2',
      'best 2',
      'checkpoint 2',
    ]);
    expect(await labels({ ...given, keepBest: { soFar: { accuracy: 1, loss: 0 } } })).not.toContain('best 2');
    expect(await labels(given)).not.toContain('best 2');
  });

  it('tells of one step in this order: step, norms, projections, validation, checkpoint', async () => {
    const given = { steps: 2, probeEvery: 1, checkpointEvery: 1, validation: fiveImages };
    expect(await labels(given, 'procresnet', { mode: 'exact', probability: 1 })).toEqual([
      'checkpoint 0',
      'step 1',
      'norms 1',
      'projections 1',
      'checkpoint 1',
      'step 2',
      'norms 2',
      'projections 2',
      'validation 2',
      'checkpoint 2',
    ]);
  });

  it('ends before the next step where it is told to stop, with a checkpoint', async () => {
    const session = tinySession('plain');
    const controller = new AbortController();
    const events: string[] = [];
    for await (const event of train(session, { ...plan, steps: 100, signal: controller.signal })) {
      events.push(label(event));
      if (event.type === 'step' && event.metrics.step === 3) controller.abort();
    }
    expect(events.slice(-2)).toEqual(['step 3', 'checkpoint 3']);
    session.dispose();
  });

  it.each([
    ['before', 'step'],
    ['while', 'pixels'],
  ])('does not tell of a validation that is stopped %s it begins, and ends with a checkpoint', async (_what, at) => {
    const session = tinySession('plain');
    const controller = new AbortController();
    const validation: ImageSet = {
      ...fiveImages,
      get pixels() {
        if (at === 'pixels') controller.abort();
        return fiveImages.pixels;
      },
    };
    const events: string[] = [];
    for await (const event of train(session, { ...plan, validation, signal: controller.signal })) {
      events.push(label(event));
      if (event.type === 'step' && event.metrics.step === 2 && at === 'step') controller.abort();
    }
    expect(events).toEqual(['checkpoint 0', 'step 1', 'step 2', 'checkpoint 2']);
    session.dispose();
  });

  it('passes on what else goes wrong in a validation', async () => {
    const session = tinySession('plain');
    const controller = new AbortController();
    const validation: ImageSet = {
      ...fiveImages,
      get pixels(): never {
        controller.abort();
        throw new Error('no pixels');
      },
    };
    await expect(told(session, { ...plan, validation, signal: controller.signal })).rejects.toThrow('no pixels');
    session.dispose();
  });

  it('takes no step where it is told to stop before the first', async () => {
    expect(await labels({ signal: AbortSignal.abort() })).toEqual(['checkpoint 0']);
  });

  it('has nothing to tell of a session that has all its steps behind it', async () => {
    const session = tinySession('plain');
    await told(session, { ...plan, steps: 2 });
    expect(await told(session, { ...plan, steps: 2 })).toEqual([]);
    session.dispose();
  });

  it('waits for its consumer, and stops where that leaves', async () => {
    const session = tinySession('plain');
    for await (const event of train(session, plan)) if (event.type === 'step') break;
    expect(session.step).toBe(1);
    session.dispose();
  });

  it('ends with the error where training diverges, and told only sound checkpoints', async () => {
    const session = tinySession('plain-bn', { schedule: { initial: 1e30, milestones: [], decay: 1 } });
    const events: TrainingEvent[] = [];
    const training = async () => {
      for await (const event of train(session, { ...plan, steps: 100, checkpointEvery: 1 })) events.push(event);
    };
    await expect(training()).rejects.toThrow(NonFiniteError);
    expect(label(events[0] as TrainingEvent)).toBe('checkpoint 0');
    expect(events.length).toBeLessThan(20);
    for (const event of events) {
      // A session takes it, so none of it is missing; that nothing in it is infinite is asserted in checkpoint.test.ts.
      if (event.type === 'checkpoint') session.restore(event.bytes, 'told');
    }
    session.dispose();
  });

  // Two steps an epoch: 3 is within the second, 4 is where it ends.
  it.each<[FamilyName, number]>([
    ['procresnet', 3],
    ['procresnet', 4],
    ['procresnet-2018', 3],
    ['procresnet-2018', 4],
    ['resnet', 3],
  ])('%s, stopped at step %i and resumed, tells what an uninterrupted run tells', async (family, at) => {
    const given: TrainingPlan = { steps: 7, probeEvery: 2, checkpointEvery: 3, validation: fiveImages };
    const whole = tinySession(family);
    const expected = await told(whole, given);
    whole.dispose();

    const first = tinySession(family);
    const controller = new AbortController();
    const events: TrainingEvent[] = [];
    for await (const event of train(first, { ...given, signal: controller.signal })) {
      events.push(event);
      if (event.type === 'step' && event.metrics.step === at) controller.abort();
    }
    first.dispose();
    const last = events.at(-1);
    if (last?.type !== 'checkpoint') throw new Error('a run that is stopped ends with a checkpoint');
    expect(last.step).toBe(at);

    const second = tinySession(family, { seed: 99 });
    second.restore(last.bytes, 'last');
    // The checkpoint where it stopped is the one event more, unless it was due there anyway.
    const before = at % given.checkpointEvery === 0 ? events : events.slice(0, -1);
    const found = [...before, ...(await told(second, given))];
    second.dispose();
    // A validation that was due where it was stopped is the one event less; the 2018 head is whitened for it all the same.
    const due = (event: TrainingEvent) => event.type === 'validation' && event.validation.step === at;
    expect(found.some(due)).toBe(false);
    expect(found.map(record)).toEqual(expected.filter((event) => !due(event)).map(record));
  });
});
