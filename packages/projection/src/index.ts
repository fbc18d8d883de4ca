export {
  type BlockOrthogonalParameters,
  blockOrthogonalKernel,
  randomBlockOrthogonalParameters,
} from './block-orthogonal-kernel.ts';
export { type CircularConvolutionSizes, circularConvolution } from './circular-convolution.ts';
export { determinant } from './determinant.ts';
export { distance } from './distance.ts';
export { toHwio, toOihw } from './kernel-layout.ts';
export { createMatrix, type Matrix, transpose } from './matrix.ts';
export { matrixSingularValues } from './matrix-singular-values.ts';
export { type NearIdentityFactors, nearIdentityFactors } from './near-identity-factors.ts';
export {
  automaticSigma,
  type ConvolutionOperator,
  checkOperator,
  type LinearOperator,
  matrixSize,
  type Operator,
  outputSize,
  parameterLength,
  type Size,
} from './operator.ts';
export { type PolarFactor, type PolarMethod, polarFactor, polarFactors } from './polar-factor.ts';
export { project } from './project.ts';
export { projectConvolution } from './project-convolution.ts';
export type { ProjectionDeclaration } from './projection-declaration.ts';
export type { ProjectionOptions } from './projection-options.ts';
export type { Receipt, SpectrumSummary } from './receipt.ts';
export { sample } from './sample.ts';
export { type SingularValues, singularValueDecomposition } from './singular-value-decomposition.ts';
export { type OperatorSpectrum, singularValues } from './singular-values.ts';
export { tangent } from './tangent.ts';
export { whiten } from './whiten.ts';
