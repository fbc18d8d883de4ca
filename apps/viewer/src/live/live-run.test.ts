import {
  exampleDescription,
  exampleMetrics,
  exampleNorms,
  exampleProjections,
  exampleValidation,
} from '@procrustes/runs/testing';
import type { TrainingEvent } from '@procrustes/training';
import { describe, expect, it } from 'vitest';
import { LiveRun } from './live-run.ts';
import { NetEvents } from './net-events.ts';
import { type Report, transferred } from './protocol.ts';

const eventsOf = (step: number): TrainingEvent[] => [
  { type: 'step', metrics: exampleMetrics(step) },
  { type: 'norms', norms: exampleNorms(step) },
  { type: 'projections', projections: exampleProjections(step) },
  { type: 'validation', validation: exampleValidation(step) },
];

/** As the worker reports it: through the post, with its memory handed over. */
function posted(steps: readonly number[], events: NetEvents): Extract<Report, { type: 'records' }> {
  for (const event of steps.flatMap(eventsOf)) events.add(event);
  const report: Report = { type: 'records', nets: [events.take()] };
  return structuredClone(report, { transfer: transferred(report) });
}

function runOf(batches: readonly (readonly number[])[]): LiveRun {
  const run = new LiveRun('live-1', exampleDescription);
  const events = new NetEvents();
  for (const batch of batches) for (const records of posted(batch, events).nets) run.append(records);
  return run;
}

describe('what a net in training records', () => {
  it('arrives whole and in order, however it is cut into reports', () => {
    const steps = [1, 2, 3, 4, 5, 6, 7];
    const { id, ...view } = runOf([[1], [2, 3, 4], [], [5, 6, 7]]).view;
    expect(id).toBe('live-1');
    expect(view).toEqual({
      name: 'procresnet-166',
      origin: 'live',
      description: exampleDescription,
      metrics: steps.map(exampleMetrics),
      validation: steps.map(exampleValidation),
      projections: steps.map(exampleProjections),
      norms: {
        sites: exampleNorms(1).sites,
        kinds: exampleNorms(1).kinds,
        steps,
        gradient: Float64Array.from(steps.flatMap((step) => exampleNorms(step).gradient)),
        activation: Float64Array.from(steps.flatMap((step) => exampleNorms(step).activation)),
      },
      warnings: [],
    });
  });

  it('is cut behind the checkpoint that a session goes on from, and is the same when it has caught up', () => {
    const run = runOf([[1, 2, 3, 4, 5]]);
    const before = run.view;
    run.truncateAfter(3);
    expect(run.view).toEqual(runOf([[1, 2, 3]]).view);
    expect(run.view).not.toEqual(before);
    for (const records of posted([4, 5], new NetEvents()).nets) run.append(records);
    expect(run.view).toEqual(before);
    run.truncateAfter(0);
    const { metrics, validation, projections, norms } = run.view;
    expect([metrics, validation, projections, norms.steps, [...norms.gradient]]).toEqual([[], [], [], [], []]);
  });

  it('leaves an earlier view as it was', () => {
    const run = runOf([[1, 2]]);
    const { view } = run;
    const copy = structuredClone(view);
    run.truncateAfter(1);
    for (const records of posted([9], new NetEvents()).nets) run.append(records);
    expect(view).toEqual(copy);
  });
});

describe('transferred', () => {
  it('hands over the memory of norms, checkpoints and kernels, each once, and nothing else', () => {
    const events = new NetEvents();
    for (const event of eventsOf(1)) events.add(event);
    const { norms, ...records } = events.take();
    const { buffer } = norms.gradient;
    expect(transferred({ type: 'records', nets: [{ norms, ...records }] })).toEqual([buffer, norms.activation?.buffer]);
    const bytes = new Uint8Array(8);
    expect(transferred({ type: 'checkpoints', step: 1, bytes: [bytes, bytes.subarray(4)] })).toEqual([bytes.buffer]);
    const kernel = { name: 'conv1.weight', shape: [2], values: new Float32Array(2) };
    expect(transferred({ type: 'answer', id: 1, answer: [kernel] })).toEqual([kernel.values.buffer]);
    expect(transferred({ type: 'answer', id: 1, answer: 7 })).toEqual([]);
    expect(transferred({ type: 'running' })).toEqual([]);
  });
});
