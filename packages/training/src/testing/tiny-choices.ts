import type { RunChoices } from '../describe-run.ts';

/** What there is to choose about a run of seconds: four steps of two images, each probed, with a checkpoint behind it. */
export const tinyChoices = {
  source: { dataset: 'synthetic', path: null },
  crop: 'zeros',
  projection: 'exact',
  tangentMomentum: false,
  batchSize: 2,
  steps: 4,
  probeEvery: 1,
  checkpointEvery: 1,
  recompute: 'none',
  seed: 3,
} as const satisfies Partial<RunChoices>;
