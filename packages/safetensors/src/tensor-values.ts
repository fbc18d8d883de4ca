import { littleEndian } from './byte-order.ts';
import { bytesPerElement, type DType } from './dtype.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { checkTensor, type StoredTensor } from './stored-tensor.ts';

/**
 * An F32 tensor that shares the memory of `values`.
 * @throws SafetensorsError if the shape asks for another number of values
 */
export function float32Tensor(values: Float32Array, shape: readonly number[]): StoredTensor {
  return storedTensor('F32', values, shape);
}

/** An F64 tensor that shares the memory of `values`; otherwise as {@link float32Tensor}. */
export function float64Tensor(values: Float64Array, shape: readonly number[]): StoredTensor {
  return storedTensor('F64', values, shape);
}

/**
 * An I64 tensor.
 * @throws SafetensorsError for a value that is not a safe integer, and as {@link float32Tensor}
 */
export function int64Tensor(values: ArrayLike<number>, shape: readonly number[]): StoredTensor {
  const integers = BigInt64Array.from({ length: values.length }, (_, index) => {
    const value = values[index];
    if (Number.isSafeInteger(value)) return BigInt(value as number);
    throw new SafetensorsError(`value ${index} of an I64 tensor: expected a safe integer, found ${value}`);
  });
  return storedTensor('I64', integers, shape);
}

/**
 * The values of an F32 tensor. They share the tensor's memory where its bytes are aligned: copy before changing them.
 * @param name what messages call the tensor
 * @throws SafetensorsError for another dtype
 */
export function toFloat32Array(tensor: StoredTensor, name = 'tensor'): Float32Array {
  const { buffer, byteOffset, byteLength } = hostBytes(tensor, ['F32'], name);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** The values of an F64 tensor, or of an F32 tensor, which doubles hold exactly; otherwise as {@link toFloat32Array}. */
export function toFloat64Array(tensor: StoredTensor, name = 'tensor'): Float64Array {
  const { buffer, byteOffset, byteLength } = hostBytes(tensor, ['F64', 'F32'], name);
  return tensor.dtype === 'F64'
    ? new Float64Array(buffer, byteOffset, byteLength / 8)
    : Float64Array.from(new Float32Array(buffer, byteOffset, byteLength / 4));
}

type IntegerArray = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayLike<number | bigint>;

const integerArrays = {
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const satisfies Partial<Record<DType, IntegerArray>>;

/**
 * The values of a tensor of any integer dtype (not BOOL).
 * @throws SafetensorsError for a value outside ±(2⁵³ − 1), which a number would round, and for another dtype
 */
export function toIntegers(tensor: StoredTensor, name = 'tensor'): number[] {
  const accepted = Object.keys(integerArrays) as (keyof typeof integerArrays)[];
  const { buffer, byteOffset } = hostBytes(tensor, accepted, name);
  const TypedArray: IntegerArray = integerArrays[tensor.dtype as keyof typeof integerArrays];
  const values = new TypedArray(buffer, byteOffset, tensor.data.length / bytesPerElement(tensor.dtype));
  return Array.from(values, (value, index) => {
    const integer = Number(value);
    if (Number.isSafeInteger(integer)) return integer;
    throw new SafetensorsError(`${name}: value ${index}: expected an integer within ±(2^53 − 1), found ${value}`);
  });
}

function storedTensor(dtype: DType, values: ArrayBufferView, shape: readonly number[]): StoredTensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const tensor = { dtype, shape: [...shape], data: littleEndian(bytes, bytesPerElement(dtype)) };
  checkTensor(tensor, 'new tensor');
  return tensor;
}

/** The tensor's bytes in the host's order, at an address that a typed array of its dtype may start at. */
function hostBytes(tensor: StoredTensor, accepted: readonly DType[], name: string): Uint8Array {
  if (!accepted.includes(tensor.dtype)) {
    throw new SafetensorsError(`${name}: expected dtype ${accepted.join(' or ')}, found ${tensor.dtype}`);
  }
  checkTensor(tensor, name);
  const width = bytesPerElement(tensor.dtype);
  const bytes = littleEndian(tensor.data, width);
  return bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
}
