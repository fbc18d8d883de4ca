export { type IdentityBound, type IdentityBoundSettings, identityBound } from './identity-bound.ts';
export { NormProbe, type NormProbeOptions, type ObservedNorms } from './norm-probe.ts';
export { type BlockRatio, blockRatios, meanDeviation, type NormSeries } from './ratios.ts';
export { readScalars } from './read-scalars.ts';
