export type { Architecture, Family, Model } from './architecture.ts';
export { convolutionShapes, type NetworkConvolution } from './convolution-shapes.ts';
export { type ModelSize, modelSize } from './model-size.ts';
export { architectureOf, architectures, families, findArchitecture, UnknownModelError } from './registry.ts';
export {
  exportState,
  fromStateTensor,
  importState,
  type ParameterOwner,
  type StateDictionary,
  StateMismatchError,
  type StateTensor,
  stateShape,
  toStateTensor,
} from './state-dictionary.ts';
