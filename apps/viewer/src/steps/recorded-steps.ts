import type { ViewedRun } from '../viewed-run.ts';
import { mergedSteps } from './merged-steps.ts';

/** Every step that one of the runs recorded norms at, ascending; of runs without norms, the steps of their metrics. */
export function recordedSteps(runs: readonly ViewedRun[]): readonly number[] {
  return mergedSteps(
    runs.map(({ norms, metrics }) => (norms.steps.length > 0 ? norms.steps : metrics.map(({ step }) => step))),
  );
}
