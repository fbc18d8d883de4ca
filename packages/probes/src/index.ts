export { type BlockKind, type BlockRatio, blockRatios, meanDeviation, type NormSeries } from './ratios.ts';
