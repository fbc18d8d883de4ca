/** The files of a run; the folder's layout in one place. */
export const runFiles = {
  description: 'run.json',
  metrics: 'metrics.jsonl',
  validation: 'validation.jsonl',
  norms: 'norms.jsonl',
  projections: 'projections.jsonl',
  report: 'report.html',
  checkpoints: 'checkpoints',
  /** The weights whose validation was the best so far; never pruned. */
  best: 'checkpoints/best.safetensors',
} as const;

/** The files that hold one record a line. */
export const recordKinds = ['metrics', 'validation', 'norms', 'projections'] as const;
export type RecordKind = (typeof recordKinds)[number];
