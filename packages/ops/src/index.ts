export { averagePool } from './average-pool.ts';
export { batchNormInference } from './batch-norm-inference.ts';
export {
  type BatchNormAttributes,
  type BatchNormTrainingResult,
  batchNormReluTrainingDefinition,
  batchNormReluTrainingGradientDefinition,
  batchNormTraining,
  batchNormTrainingDefinition,
  batchNormTrainingGradientDefinition,
} from './batch-norm-training.ts';
export { type ChannelAffineAttributes, channelAffine, channelAffineDefinition } from './channel-affine.ts';
export { channelSum, channelSumDefinition } from './channel-sum.ts';
export { concatenateChannels } from './concatenate-channels.ts';
export { type ConvolutionAttributes, convolution, convolutionDefinition } from './convolution.ts';
export {
  convolutionFilterGradient,
  convolutionFilterGradientDefinition,
  type FilterGradientAttributes,
} from './convolution-filter-gradient.ts';
export {
  convolutionInputGradient,
  convolutionInputGradientDefinition,
  type InputGradientAttributes,
} from './convolution-input-gradient.ts';
export { convolutionOutputSize } from './convolution-output-size.ts';
export type { ConvolutionShape } from './convolution-shape.ts';
export { compositionKernel, defineOp, type OpDefinition } from './define-op.ts';
export { duplicateChannels } from './duplicate-channels.ts';
export { flattenBatch } from './flatten-batch.ts';
export { fullyConnected } from './fully-connected.ts';
export { globalAveragePool } from './global-average-pool.ts';
export { l2Pool } from './l2-pool.ts';
export { recomputed } from './recomputed.ts';
export { relu } from './relu.ts';
export { reluGradient, reluGradientDefinition } from './relu-gradient.ts';
export { residualSum } from './residual-sum.ts';
export { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
export { spreadWithZeros } from './spread-with-zeros.ts';
export { sumOfSquares, sumOfSquaresDefinition } from './sum-of-squares.ts';
export { type ValueAndGradients, valueAndGradients } from './value-and-gradients.ts';
