export { type IdentityBound, type IdentityBoundSettings, identityBound } from './identity-bound.ts';
export { type BlockRatio, blockRatios, meanDeviation, type NormSeries } from './ratios.ts';
