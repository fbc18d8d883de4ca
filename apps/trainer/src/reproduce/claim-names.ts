/** Every claim that `procrustes reproduce` can measure. Apart from the claims, which take long to load. */
export const claimNames = [
  'depth',
  'ratios',
  'transitions',
  'initialisation',
  'ablation',
  'linear',
  'training',
  'release-faults',
] as const;
