/** [height, width], in pixels or taps. */
export type Size = readonly [height: number, width: number];

/**
 * The linear map of a convolution layer without bias, y[p, q, o] = Σ K[a, b, c, o] · x[s·p + a − p_h, s·q + b − p_w, c]
 * (cross-correlation, as in deep learning), from inputSize × inChannels to outputSize × outChannels numbers.
 *
 * Conventions: padding p = (k − 1)/2 on both sides, output ⌊(n + 2p − k)/s⌋ + 1. Under circular padding indices wrap around and the
 * stride divides the grid; an even kernel is anchored at tap ⌊(k − 1)/2⌋, which changes no singular value. Zero padding needs odd kernels.
 * Kernels are stored [kernel height, kernel width, in, out] (HWIO, TensorFlow's layout).
 */
export interface ConvolutionOperator {
  readonly kind: 'convolution';
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: Size;
  readonly inputSize: Size;
  readonly stride: number;
  readonly padding: 'circular' | 'zero';
}

/** The linear map of a fully connected layer, y = Wx with W rows × columns ([out, in], row-major). */
export interface LinearOperator {
  readonly kind: 'linear';
  readonly rows: number;
  readonly columns: number;
}

/** A layer's linear map, whose singular values are meant. */
export type Operator = ConvolutionOperator | LinearOperator;

/** How many values the operator's parameter has. */
export function parameterLength(operator: Operator): number {
  if (operator.kind === 'linear') return operator.rows * operator.columns;
  const [height, width] = operator.kernelSize;
  return height * width * operator.inChannels * operator.outChannels;
}

/**
 * ⌊(n + 2p − k)/s⌋ + 1 with p = (k − 1)/2 along each axis, which is ⌈n/s⌉ for odd k; n/s under circular padding.
 */
export function outputSize({ inputSize: [height, width], stride }: ConvolutionOperator): Size {
  return [Math.ceil(height / stride), Math.ceil(width / stride)];
}

/** Input columns per output position and input channel that the taps can reach: min(k, s) along each axis. */
export function reachedPhases({ kernelSize: [height, width], stride }: ConvolutionOperator): number {
  return Math.min(height, stride) * Math.min(width, stride);
}

/** Rows of the operator's matrix (numbers put out) and columns (numbers taken in). */
export function matrixSize(operator: Operator): readonly [rows: number, columns: number] {
  if (operator.kind === 'linear') return [operator.rows, operator.columns];
  const [height, width] = outputSize(operator);
  return [height * width * operator.outChannels, operator.inputSize[0] * operator.inputSize[1] * operator.inChannels];
}

/** Whether some inputs are out of every tap's reach (a stride larger than the kernel), so that some singular values are 0 for every kernel. */
export function hasStructuralZeros(operator: ConvolutionOperator): boolean {
  const [height, width] = outputSize(operator);
  const rank = height * width * Math.min(operator.outChannels, operator.inChannels * reachedPhases(operator));
  return rank < Math.min(...matrixSize(operator));
}

/** Whether the kernel is one tap, so that the operator is the same matrix at every output position. */
export function isPointwise({ kernelSize: [height, width] }: ConvolutionOperator): boolean {
  return height === 1 && width === 1;
}

/**
 * The σ that `auto` stands for: √(output dimension / rank) of the operator. With all its singular values there, a white gradient g keeps
 * its norm on average on the way back: E‖Aᵀg‖² = σ²·rank/dimension·E‖g‖². It is √(n_out/n_in) for a layer that widens and 1 for one that narrows.
 */
export function automaticSigma(operator: Operator): number {
  if (operator.kind === 'linear') return Math.sqrt(operator.rows / Math.min(operator.rows, operator.columns));
  const { inChannels, outChannels } = operator;
  return Math.sqrt(outChannels / Math.min(outChannels, inChannels * reachedPhases(operator)));
}

/**
 * @throws RangeError for a size that is no whole number ≥ 1, a kernel or stride larger than the grid, a stride that does not divide a
 * circular grid, and an even kernel under zero padding; each quotes what it found.
 */
export function checkOperator(operator: Operator): void {
  if (operator.kind === 'linear') {
    requireWhole(operator.rows, 'rows');
    requireWhole(operator.columns, 'columns');
    return;
  }
  if (operator.kind !== 'convolution') {
    throw new RangeError(
      `an operator is a convolution or linear, got ${JSON.stringify((operator as { kind?: unknown }).kind)}`,
    );
  }
  const { inChannels, outChannels, kernelSize, inputSize, stride, padding } = operator;
  requireWhole(inChannels, 'inChannels');
  requireWhole(outChannels, 'outChannels');
  requireWhole(stride, 'stride');
  for (const side of kernelSize) requireWhole(side, 'a side of kernelSize');
  for (const side of inputSize) requireWhole(side, 'a side of inputSize');
  if (padding !== 'circular' && padding !== 'zero') {
    throw new RangeError(`padding is circular or zero, got ${JSON.stringify(padding)}`);
  }
  const grid = `${inputSize[0]}×${inputSize[1]}`;
  const kernel = `${kernelSize[0]}×${kernelSize[1]}`;
  if (kernelSize[0] > inputSize[0] || kernelSize[1] > inputSize[1]) {
    throw new RangeError(
      `the ${kernel} kernel is larger than the ${grid} grid; give the size of the layer's real input`,
    );
  }
  if (stride > inputSize[0] || stride > inputSize[1]) {
    throw new RangeError(
      `the stride ${stride} is larger than the ${grid} grid; give the size of the layer's real input`,
    );
  }
  if (padding === 'circular' && (inputSize[0] % stride !== 0 || inputSize[1] % stride !== 0)) {
    throw new RangeError(
      `the stride ${stride} does not divide the circular ${grid} grid; choose a grid of multiples of ${stride}, or zero padding`,
    );
  }
  if (padding === 'zero' && (kernelSize[0] % 2 === 0 || kernelSize[1] % 2 === 0)) {
    throw new RangeError(
      `zero padding is (k − 1)/2 on both sides, which an even kernel does not have, got ${kernel}; pad the kernel with zeros to odd sides, or use circular padding`,
    );
  }
}

function requireWhole(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${what} is a whole number ≥ 1, got ${value}`);
}
