export { type Corruption, corruption } from './corruption.ts';
export { expectTensorCount } from './expect-tensor-count.ts';
export { expectUnchangedMemory, type HeldMemory, heldMemory } from './expect-unchanged-memory.ts';
export { type NaiveBatchNorm, naiveBatchNorm } from './float64/batch-norm.ts';
export {
  naiveConvolution,
  naiveConvolutionFilterGradient,
  naiveConvolutionInputGradient,
} from './float64/convolution.ts';
export { naiveL2Pool } from './float64/l2-pool.ts';
export { drawTensor, type NumericTensor } from './float64/numeric-tensor.ts';
export { numericalGradient } from './float64/numerical-gradient.ts';
export { type DenseMatrix, largestDifference, orthogonalityResidual, relativeError } from './matchers.ts';
export { peakBytes } from './peak-bytes.ts';
export { useCpuBackend } from './use-cpu-backend.ts';
