export { AveragePool } from './average-pool.ts';
export { BatchNorm } from './batch-norm.ts';
export { type BottleneckOptions, bottleneck } from './bottleneck.ts';
export {
  type BlockKind,
  type Context,
  evaluationContext,
  repetitionOf,
  type Site,
  trainingContext,
} from './context.ts';
export { Convolution, type ConvolutionOptions } from './convolution.ts';
export { DenseLayer } from './dense-layer.ts';
export { DuplicateChannels } from './duplicate-channels.ts';
export { Flatten } from './flatten.ts';
export { GlobalAveragePool } from './global-average-pool.ts';
export { constant, normal, uniform } from './initialisers.ts';
export { L2Pool } from './l2-pool.ts';
export { Linear } from './linear.ts';
export { Module } from './module.ts';
export { type Block, Network } from './network.ts';
export { Parameter, type ParameterLayout, type ParameterOptions } from './parameter.ts';
export { type Recompute, segmentLength } from './recompute.ts';
export { Relu } from './relu.ts';
export { ResidualBlock } from './residual-block.ts';
export { type ObservedStatistic, RunningStatistics } from './running-statistics.ts';
export { Sequential } from './sequential.ts';
