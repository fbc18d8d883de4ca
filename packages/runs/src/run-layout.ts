/** The files of a run; the folder's layout in one place. */
export const runFiles = {
  description: 'run.json',
  metrics: 'metrics.jsonl',
  validation: 'validation.jsonl',
  norms: 'norms.jsonl',
  projections: 'projections.jsonl',
  report: 'report.html',
  checkpoints: 'checkpoints',
} as const;

/** The files that hold one record a line. */
export const recordKinds = ['metrics', 'validation', 'norms', 'projections'] as const;
export type RecordKind = (typeof recordKinds)[number];
