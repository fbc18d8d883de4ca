import { expectTensorCount, numericalGradient, useCpuBackend } from '@procrustes/testing';
import {
  add,
  customGrad,
  dispose,
  engine,
  mul,
  ones,
  type Scalar,
  scalar,
  sin,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  tensor2d,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormTraining } from './batch-norm-training.ts';
import { convolution } from './convolution.ts';
import { fullyConnected } from './fully-connected.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { relu } from './relu.ts';
import { residualSum } from './residual-sum.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { weightedSum } from './testing/expect-op.ts';
import { recorderState } from './testing/recorder-state.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

const square = (x: Tensor): Tensor =>
  customGrad((y, save) => {
    (save as (tensors: Tensor[]) => void)([y as Tensor]);
    return {
      value: mul(y as Tensor, y as Tensor),
      gradFunc: (dy, saved) => mul(mul(dy, 2), saved[0] as Tensor),
    };
  })(x);

/** What fails on the way back, after other gradients have been computed. */
const failing = (x: Tensor): Tensor =>
  customGrad((y) => ({
    value: (y as Tensor).clone(),
    gradFunc: () => {
      throw new Error('no way back');
    },
  }))(x);

const total = (x: Tensor): Scalar => weightedSum(x, Array<number>(x.size).fill(1));

function littleNet() {
  const values = (size: number, shift: number) =>
    Float32Array.from({ length: size }, (_, index) => Math.sin(index + shift));
  const parameters = {
    filter: variable(tensor(values(3 * 3 * 2 * 2, 0), [3, 3, 2, 2])),
    scale: variable(tensor1d(values(2, 1))),
    offset: variable(tensor1d(values(2, 2))),
    weight: variable(tensor(values(6, 3), [3, 2])),
    bias: variable(tensor1d(values(3, 4))),
  };
  const images = tensor(values(2 * 5 * 5 * 2, 5), [2, 5, 5, 2]) as Tensor4D;
  const labels = tensor1d([2, 0], 'int32');
  const loss = (): Scalar => {
    const { filter, scale, offset, weight, bias } = parameters as unknown as {
      filter: Tensor4D;
      scale: Tensor1D;
      offset: Tensor1D;
      weight: Tensor2D;
      bias: Tensor1D;
    };
    const { y } = batchNormTraining(images, scale, offset, { epsilon: 1e-5, activation: 'relu' });
    const stream = residualSum(y, convolution(y, filter, { stride: 1, padding: 1 }));
    return softmaxCrossEntropy(fullyConnected(globalAveragePool(relu(stream)), weight, bias), labels);
  };
  return {
    parameters: Object.values(parameters),
    loss,
    free: () => dispose([images, labels, ...Object.values(parameters)]),
  };
}

describe('valueAndGradients', () => {
  it('gives the value and the gradients that TensorFlow.js’s own tape gives, and 1 + parameters tensors', async () => {
    const { parameters, loss, free } = littleNet();
    const own = engine().gradients(loss, parameters);
    const { value, gradients } = await expectTensorCount(() => valueAndGradients(loss, parameters), 1 + 5);
    expect(await value.data()).toEqual(await own.value.data());
    for (const [index, gradient] of gradients.entries()) {
      expect(gradient.shape).toEqual(parameters[index]?.shape);
      // The same kernels; only the order in which two gradients are added may differ.
      expect(await gradient.data()).toBeRelativelyClose(await (own.grads[index] as Tensor).data(), 1e-6);
    }
    dispose([value, ...gradients, own.value, ...own.grads]);
    free();
  });

  it('hands the gradients over in the order of the parameters', async () => {
    const { parameters, loss, free } = littleNet();
    const forward = valueAndGradients(loss, parameters).gradients;
    const backward = valueAndGradients(loss, [...parameters].reverse()).gradients;
    for (const [index, gradient] of forward.entries()) {
      expect(await backward[4 - index]?.data()).toEqual(await gradient.data());
    }
    dispose([...forward, ...backward]);
    free();
  });

  it('adds the gradients of a tensor that is used twice', async () => {
    const x = tensor1d([1, -2, 3]);
    // E = Σ (x² + x)², so ∂E/∂x = 2 (x² + x)(2x + 1); the stream forks twice.
    const { value, gradients } = await expectTensorCount(
      () => valueAndGradients(() => total(square(residualSum(square(x), x))), [x]),
      2,
    );
    expect(await value.data()).toEqual(Float32Array.of(4 + 4 + 144));
    expect(await gradients[0]?.data()).toBeAllClose([12, -12, 168], 1e-4);
    const twice = valueAndGradients(() => total(residualSum(x, x)), [x]);
    expect(await twice.gradients[0]?.data()).toEqual(Float32Array.of(2, 2, 2));
  });

  it('does not free a gradient together with what it was passed on from', async () => {
    const x = tensor1d([1, 2]);
    const w = tensor1d([3, 4]);
    const identity = customGrad((y) => ({ value: (y as Tensor).clone(), gradFunc: (dy) => dy }));
    // dy itself, handed to two inputs, through two identities: every one of them must live to the end.
    const { value, gradients } = await expectTensorCount(
      () => valueAndGradients(() => total(residualSum(identity(identity(x)), w)), [x, w]),
      3,
    );
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(1, 1));
    expect(await gradients[1]?.data()).toEqual(Float32Array.of(1, 1));
    gradients[0]?.dispose();
    expect(await gradients[1]?.data()).toEqual(Float32Array.of(1, 1));
    expect(await value.data()).toEqual(Float32Array.of(10));
  });

  it('does not free a saved tensor that a gradient returns as its own', async () => {
    const x = tensor1d([5, 7]);
    const savedIsGradient = customGrad((y, save) => {
      (save as (tensors: Tensor[]) => void)([y as Tensor]);
      return { value: (y as Tensor).clone(), gradFunc: (_dy, saved) => saved[0] as Tensor };
    });
    const { gradients } = valueAndGradients(() => total(savedIsGradient(x)), [x]);
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(5, 7));
    expect(await x.data()).toEqual(Float32Array.of(5, 7));
  });

  it('agrees with central differences through a fork with a constant on one side', async () => {
    const values = Float64Array.of(0.5, -1.25, 2);
    const x = tensor1d(Float32Array.from(values));
    const { gradients } = valueAndGradients(() => total(square(residualSum(square(x), ones([3])))), [x]);
    const expected = numericalGradient(() => values.reduce((e, v) => e + (v * v + 1) ** 2, 0), values);
    expect(await gradients[0]?.data()).toBeRelativelyClose(expected, 1e-6);
  });

  it('computes no gradient that is not asked for', async () => {
    const asked = tensor1d([1]);
    const other = tensor1d([2]);
    const { gradients } = valueAndGradients(() => total(residualSum(square(asked), failing(other))), [asked]);
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(2));
  });

  it('lets a tensor that `f` keeps for others live', async () => {
    const x = tensor1d([3]);
    const kept = await expectTensorCount(() => {
      let outside: Tensor | undefined;
      const { value, gradients } = valueAndGradients(() => {
        const y = square(x);
        outside = variable(y);
        return total(y);
      }, [x]);
      dispose([value, ...gradients]);
      return outside;
    }, 1);
    expect(await kept?.data()).toEqual(Float32Array.of(9));
    kept?.dispose();
  });
});

describe('valueAndGradients where something fails', () => {
  const x = () => tensor2d([1, 2, 3, 4], [2, 2]);

  async function expectFailure(f: (x: Tensor) => Scalar, message: string, others: Tensor[] = []) {
    const parameter = x();
    const before = recorderState();
    await expectTensorCount(() => {
      expect(() => valueAndGradients(() => f(parameter), [parameter, ...others])).toThrow(message);
    });
    expect(recorderState()).toEqual(before);
    // And the next call works.
    const { value, gradients } = valueAndGradients(() => total(square(parameter)), [parameter]);
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(2, 4, 6, 8));
    dispose([value, ...gradients, parameter, ...others]);
  }

  it('frees everything where `f` throws in the middle', async () => {
    await expectFailure((y) => {
      square(relu(square(y)));
      throw new Error('half-way');
    }, 'half-way');
  });

  it('frees everything where a gradient throws', async () => {
    await expectFailure((y) => total(square(relu(failing(square(y))))), 'no way back');
  });

  it('names a parameter that the value does not depend on', async () => {
    await expectFailure((y) => total(square(y)), 'does not depend on parameter 1 of shape [3]', [ones([3])]);
  });

  it('names the operation that has no gradient, and what to import', async () => {
    await expectFailure(
      (y) => total(sin(square(y))),
      "no gradient is registered for 'Sin'; those of TensorFlow.js's own operations come with import '@procrustes/ops/gradients'",
    );
  });

  it('refuses a value that is no scalar, with its shape', async () => {
    await expectFailure((y) => square(y) as unknown as Scalar, 'got a tensor of shape [2,2]');
  });

  it('says so where the value is a constant', async () => {
    await expectFailure(() => scalar(1), 'does not depend on parameter 0 of shape [2,2]');
  });
});

describe('valueAndGradients inside valueAndGradients', () => {
  it('works inside a gradient, as recomputation needs it', async () => {
    const x = tensor1d([1, -2]);
    // x⁴ whose gradient runs its inside again: E = Σ (x²)², ∂E/∂x = 4 x³.
    const recomputed = customGrad((y, save) => {
      (save as (tensors: Tensor[]) => void)([y as Tensor]);
      return {
        value: square(square(y as Tensor)),
        gradFunc: (dy, [input]) => {
          const before = recorderState();
          const inner = valueAndGradients(
            () => weightedSum(square(square(input as Tensor)), (dy as Tensor).dataSync()),
            [input as Tensor],
          );
          inner.value.dispose();
          expect(recorderState()).toEqual(before);
          return inner.gradients[0] as Tensor;
        },
      };
    });
    const before = recorderState();
    const { value, gradients } = await expectTensorCount(
      () => valueAndGradients(() => total(square(recomputed(x))), [x]),
      2,
    );
    expect(recorderState()).toEqual(before);
    // E = Σ x⁸.
    expect(await value.data()).toEqual(Float32Array.of(257));
    expect(await gradients[0]?.data()).toBeRelativelyClose([8, -1024], 1e-6);
  });

  it('works inside `f`, without adding to the outer tape', async () => {
    const x = tensor1d([3]);
    const { value, gradients } = await expectTensorCount(
      () =>
        valueAndGradients(() => {
          const outer = square(x);
          const inner = valueAndGradients(() => total(square(x)), [x]);
          return total(residualSum(outer, inner.gradients[0] as Tensor));
        }, [x]),
      2,
    );
    expect(await value.data()).toEqual(Float32Array.of(9 + 6));
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(6));
  });

  it('works inside TensorFlow.js’s own gradients', async () => {
    const x = tensor1d([3]);
    const own = engine().gradients(() => {
      const { gradients } = valueAndGradients(() => total(square(x)), [x]);
      return total(residualSum(square(x), gradients[0] as Tensor));
    }, [x]);
    expect(await own.grads[0]?.data()).toEqual(Float32Array.of(6));
  });
});

describe('the memory of a backward pass', () => {
  it('never holds more than a few gradients at once, however deep the network', () => {
    const peakOf = (depth: number): number => {
      const x = ones([4]);
      let peak = 0;
      const watched = customGrad((y) => ({
        value: (y as Tensor).clone(),
        gradFunc: (dy) => {
          peak = Math.max(peak, engine().memory().numTensors);
          return add(dy, zerosLike(dy)) as Tensor;
        },
      }));
      const before = engine().memory().numTensors;
      const { value, gradients } = valueAndGradients(() => {
        let y: Tensor = x;
        for (let layer = 0; layer < depth; layer += 1) y = watched(y);
        return sumOf(y);
      }, [x]);
      dispose([value, ...gradients, x]);
      return peak - before;
    };
    // Nothing is saved here, so that depth must not matter.
    expect(peakOf(40)).toBe(peakOf(4));
  });
});

const sumOf = (y: Tensor): Scalar =>
  customGrad((z) => ({ value: sum(z as Tensor), gradFunc: (dy) => mul(dy, ones([4])) }))(y) as Scalar;
