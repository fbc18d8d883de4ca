import type { ViewedRun } from '../viewed-run.ts';

/** Every step that one of the runs recorded norms at, ascending; of runs without norms, the steps of their metrics. */
export function recordedSteps(runs: readonly ViewedRun[]): readonly number[] {
  const lists = runs.map(({ norms, metrics }) =>
    norms.steps.length > 0 ? norms.steps : metrics.map(({ step }) => step),
  );
  const [first, ...others] = lists;
  if (first === undefined) return [];
  // Runs that are compared mostly have the same steps, and there are many.
  if (others.every((steps) => isSame(steps, first))) return first;
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

const isSame = (steps: readonly number[], others: readonly number[]): boolean =>
  steps === others || (steps.length === others.length && steps.every((step, index) => step === others[index]));
