export type { DType } from './dtype.ts';
export { parseSafetensors } from './parse-safetensors.ts';
export { SafetensorsError } from './safetensors-error.ts';
export { serializeSafetensors } from './serialize-safetensors.ts';
export type { SafetensorsFile, StoredTensor } from './stored-tensor.ts';
export {
  float32Tensor,
  float64Tensor,
  int64Tensor,
  toFloat32Array,
  toFloat64Array,
  toIntegers,
} from './tensor-values.ts';
