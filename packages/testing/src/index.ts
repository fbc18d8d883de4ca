export { expectTensorCount } from './expect-tensor-count.ts';
export { type DenseMatrix, largestDifference, orthogonalityResidual, relativeError } from './matchers.ts';
