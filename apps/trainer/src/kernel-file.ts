import { InvalidArgumentError } from '@commander-js/extra-typings';
import { checkOperator, type Operator, type Size, toHwio, toOihw } from '@procrustes/projection';
import {
  float32Tensor,
  float64Tensor,
  parseSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  toFloat32Array,
  toFloat64Array,
} from '@procrustes/safetensors';
import { readInput } from './read-input.ts';
import { nearestWords, UsageError } from './usage-error.ts';

export type KernelLayout = 'oihw' | 'hwio';

/** What the command line says about a kernel in a file. */
export interface KernelChoices {
  readonly tensor: string;
  readonly layout?: KernelLayout | undefined;
  readonly size?: Size | undefined;
  readonly stride: number;
  readonly padding: 'circular' | 'zero';
}

/** One parameter of a safetensors file, with the linear map it stands for. */
export interface KernelFile {
  readonly file: SafetensorsFile;
  readonly stored: StoredTensor;
  /** A kernel as [height, width, in, out], a fully connected weight as [out, in]; of the file's precision. */
  readonly values: Float32Array | Float64Array;
  readonly operator: Operator;
}

/** Parses `32` or `32x24` as [height, width]. */
export function parseSize(text: string): Size {
  const [, height, width = height] = /^(\d+)(?:x(\d+))?$/i.exec(text) ?? [];
  if (height === undefined || width === undefined || Number(height) < 1 || Number(width) < 1) {
    throw new InvalidArgumentError('It is a side in pixels (32), or height and width (32x24).');
  }
  return [Number(height), Number(width)];
}

/**
 * Reads a tensor: four axes are a convolution's kernel, two a fully connected weight [out, in].
 * @throws FileError where the file cannot be read; UsageError for a name that is not in the file (it lists those that are), a missing
 *   --layout or --size, or a size, stride or padding that does not fit the kernel
 */
export async function readKernel(path: string, choices: KernelChoices): Promise<KernelFile> {
  const file = parseSafetensors(await readInput(path, 'give a safetensors file that holds the tensor'), path);
  const stored = file.tensors.get(choices.tensor);
  if (stored === undefined)
    throw new UsageError(`${path} has no tensor '${choices.tensor}'; ${otherTensors(choices.tensor, file)}`);
  const name = `${path}: ${choices.tensor}`;
  const values = stored.dtype === 'F64' ? toFloat64Array(stored, name) : toFloat32Array(stored, name);
  if (stored.shape.length === 2) {
    const [rows, columns] = stored.shape as [number, number];
    return { file, stored, values, operator: { kind: 'linear', rows, columns } };
  }
  const { layout, size, stride, padding } = choices;
  if (stored.shape.length !== 4) {
    throw new UsageError(
      `'${choices.tensor}' has shape [${stored.shape.join(', ')}]; a kernel has four axes, a fully connected weight two`,
    );
  }
  if (layout === undefined) throw new UsageError('a kernel needs --layout, oihw (PyTorch) or hwio (TensorFlow)');
  if (size === undefined) throw new UsageError('a kernel needs --size, the pixels of its input: 32, or 32x24');
  const [height, width, inChannels, outChannels] = axes(stored.shape, layout);
  const kernelSize = [height, width] as const;
  const operator = {
    kind: 'convolution',
    inChannels,
    outChannels,
    kernelSize,
    inputSize: size,
    stride,
    padding,
  } as const;
  // An empty kernel is the file's fault, which whoever computes with it says.
  if (!stored.shape.includes(0)) requireOperator(operator);
  return {
    file,
    stored,
    values: layout === 'hwio' ? values : toHwio(values, [outChannels, inChannels, height, width]),
    operator,
  };
}

/** At most so many names are listed: a network has hundreds. */
const listed = 12;

function otherTensors(name: string, { tensors }: SafetensorsFile): string {
  const names = [...tensors.keys()];
  if (names.length <= listed) return `it has ${names.join(', ')}`;
  return `of its ${names.length} tensors the nearest are ${nearestWords(name, names, listed)}`;
}

/** @throws UsageError where size, stride or padding do not fit the kernel */
function requireOperator(operator: Operator): void {
  try {
    checkOperator(operator);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/** Values of a kernel (HWIO) or weight as a stored tensor of the layout and precision that it was read in. */
export function storeKernel(
  { stored, operator }: KernelFile,
  values: Float32Array | Float64Array,
  layout: KernelLayout | undefined,
): StoredTensor {
  const [a, b, c, d] = stored.shape as [number, number, number, number];
  const inLayout = operator.kind === 'convolution' && layout === 'oihw' ? toOihw(values, [a, b, c, d]) : values;
  return inLayout instanceof Float64Array
    ? float64Tensor(inLayout, stored.shape)
    : float32Tensor(inLayout, stored.shape);
}

function axes(shape: readonly number[], layout: KernelLayout): [number, number, number, number] {
  const [a, b, c, d] = shape as [number, number, number, number];
  return layout === 'hwio' ? [a, b, c, d] : [c, d, b, a];
}
