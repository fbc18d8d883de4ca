import { circularConvolution, type Operator, project, type Size } from '@procrustes/projection';
import { serialization, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { constraints } from '@tensorflow/tfjs-layers';

/** Settings of {@link normPreserving}. */
export interface NormPreservingSettings {
  /** Height and width of the layer's input, or both where they are one; needed for the kernel of a conv2d. */
  readonly size?: number | Size;
  /** The layer's stride, 1 unless told; under the circular operator it divides the size. */
  readonly stride?: number;
  /** What all singular values are to be; `auto` (default) is √(output dimension / rank). */
  readonly sigma?: 'auto' | number;
  /** Projections and crops of a kernel of more than one tap each time; 1 unless told, as in training. */
  readonly rounds?: number;
}

type Constraint = ReturnType<typeof constraints.nonNeg>;

// tfjs-layers takes instances of its own base class alone and does not export it: it is what its constraints extend.
const Base = Object.getPrototypeOf(constraints.nonNeg().constructor) as new () => Constraint;

class NormPreserving extends Base {
  static readonly className = 'NormPreserving';
  readonly #settings: NormPreservingSettings;

  constructor(settings: NormPreservingSettings) {
    super();
    this.#settings = settings;
  }

  apply(weight: Tensor): Tensor {
    const { sigma = 'auto', rounds = 1 } = this.#settings;
    const operator = this.#operator(weight.shape);
    return tidy(() => {
      // tfjs-layers keeps a dense kernel as [in, out].
      const dense = operator.kind === 'linear';
      const values = Float32Array.from((dense ? transpose(weight) : weight).dataSync<'float32'>());
      const projected = project(operator, values, { sigma, rounds }).values;
      return dense
        ? transpose(tensor(projected, [operator.rows, operator.columns]))
        : tensor(projected, weight.shape, 'float32');
    });
  }

  #operator(shape: readonly number[]): Operator {
    const { size, stride = 1 } = this.#settings;
    if (shape.length === 2) {
      const [columns, rows] = shape as [number, number];
      return { kind: 'linear', rows, columns };
    }
    if (shape.length !== 4) {
      throw new RangeError(
        `normPreserving is for the kernels of conv2d [height, width, in, out] and dense [in, out], got [${shape.join(', ')}]; give this layer another constraint`,
      );
    }
    if (size === undefined) {
      throw new RangeError(
        `a convolution's singular values depend on its grid: give normPreserving({ size }) the height and width of the layer's input; the kernel is [${shape.join(', ')}]`,
      );
    }
    const [height, width, inChannels, outChannels] = shape as [number, number, number, number];
    return circularConvolution({ inChannels, outChannels, kernelSize: [height, width], inputSize: size, stride });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.#settings } as serialization.ConfigDict;
  }
}

/**
 * A kernel constraint for conv2d and dense layers: all singular values of the layer's linear map at σ, by the exact projection
 * of `@procrustes/projection` on the circular operator. 1×1 and dense kernels end there; a larger kernel is cropped to its taps
 * after each round and gets there over many steps, or stalls where it is square. Reads the kernel back synchronously, so not for
 * webgpu. Only {@link applyConstraints} carries a constraint out after an optimiser's update.
 *
 * @throws RangeError when carried out, for a kernel of another rank, a convolution without `size`, and what `checkOperator` of
 * `@procrustes/projection` refuses
 *
 * @example
 * tf.layers.conv2d({ filters: 64, kernelSize: 1, strides: 2, kernelConstraint: normPreserving({ size: 32, stride: 2 }) });
 */
export function normPreserving(settings: NormPreservingSettings = {}): Constraint {
  // So that a saved model that names this constraint loads again.
  serialization.registerClass(NormPreserving as unknown as serialization.SerializableConstructor<NormPreserving>);
  return new NormPreserving(settings);
}
