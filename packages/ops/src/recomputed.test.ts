import { expectTensorCount, peakBytes, useCpuBackend } from '@procrustes/testing';
import {
  customGrad,
  dispose,
  engine,
  memory,
  mul,
  ones,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor,
  tensor1d,
  tidy,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormTraining } from './batch-norm-training.ts';
import { convolution } from './convolution.ts';
import { recomputed } from './recomputed.ts';
import { residualSum } from './residual-sum.ts';
import { weightedSum } from './testing/expect-op.ts';
import { recorderState } from './testing/recorder-state.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

type Save = (tensors: Tensor[]) => void;

/** x ∘ w, which saves both. */
const product = (x: Tensor, w: Tensor): Tensor =>
  customGrad((a, b, save) => {
    (save as unknown as Save)([a as Tensor, b as Tensor]);
    return {
      value: mul(a as Tensor, b as Tensor),
      gradFunc: (dy, [u, v]) => [mul(dy, v as Tensor), mul(dy, u as Tensor)],
    };
  })(x, w);

const failing = (x: Tensor): Tensor =>
  customGrad((y) => ({
    value: (y as Tensor).clone(),
    gradFunc: () => {
      throw new Error('no way back');
    },
  }))(x);

const total = (x: Tensor): Scalar => weightedSum(x, Array<number>(x.size).fill(1));

const values = (size: number, shift: number) =>
  Float32Array.from({ length: size }, (_, index) => Math.sin(index + shift));

/** Four residual blocks of batch norm, ReLU and a convolution; the second and the third share their parameters. */
function littleStream() {
  const shared = block(1);
  const blocks = [block(0), shared, shared, block(2)];
  const x = tensor(values(2 * 5 * 5 * 3, 9), [2, 5, 5, 3]) as Tensor4D;
  const parameters = [0, 1, 3].flatMap((index) => Object.values(blocks[index] as ReturnType<typeof block>));
  const forward = (stream: Tensor4D, first: number, end: number): Tensor4D =>
    blocks.slice(first, end).reduce((y, { filter, scale, offset }) => {
      const { y: open } = batchNormTraining(y, scale, offset, { epsilon: 1e-5, activation: 'relu' });
      return residualSum(y, convolution(open, filter, { stride: 1, padding: 1 }));
    }, stream);
  const weights = values(x.size, 3);
  const loss = (segments: readonly (readonly [first: number, end: number, again: boolean])[]): Scalar =>
    weightedSum(
      segments.reduce(
        (y, [first, end, again]) =>
          again ? recomputed((stream) => forward(stream, first, end), y) : forward(y, first, end),
        x,
      ),
      weights,
    );
  return { parameters, loss, x, free: () => dispose([x, ...parameters]) };
}

function block(shift: number) {
  return {
    filter: variable(tensor(values(3 * 3 * 3 * 3, shift), [3, 3, 3, 3]) as Tensor4D) as unknown as Tensor4D,
    scale: variable(tensor1d(values(3, shift + 4))) as unknown as Tensor1D,
    offset: variable(tensor1d(values(3, shift + 7))) as unknown as Tensor1D,
  };
}

const whole = [[0, 4, false]] as const;

describe('recomputed', () => {
  it.each<[string, [number, number, boolean][]]>([
    ['every block', [0, 1, 2, 3].map((first) => [first, first + 1, true])],
    [
      'segments of two, which part the uses of a shared parameter',
      [
        [0, 2, true],
        [2, 4, true],
      ],
    ],
    [
      'a segment that holds both uses, and the last block as it is',
      [
        [0, 3, true],
        [3, 4, false],
      ],
    ],
    ['all at once', [[0, 4, true]]],
  ])('%s: the same value and gradients, bit for bit, and no tensor more', async (_what, segments) => {
    const { parameters, loss, x, free } = littleStream();
    const expected = valueAndGradients(() => loss(whole), [...parameters, x]);
    const before = recorderState();
    const found = await expectTensorCount(
      () => valueAndGradients(() => loss(segments), [...parameters, x]),
      2 + parameters.length,
    );
    expect(recorderState()).toEqual(before);
    expect(await found.value.data()).toEqual(await expected.value.data());
    for (const [index, gradient] of expected.gradients.entries()) {
      expect(await found.gradients[index]?.data()).toEqual(await gradient.data());
    }
    dispose([found.value, ...found.gradients, expected.value, ...expected.gradients]);
    free();
  });

  it('keeps the inputs of segments and nothing else until the backward pass', () => {
    const { parameters, loss, free } = littleStream();
    const kept = (segments: [number, number, boolean][]) => {
      let alive = 0;
      const before = memory().numTensors;
      const { value, gradients } = valueAndGradients(() => {
        const y = loss(segments);
        // Only what was saved and the value are left once this tidy has ended.
        alive = memory().numTensors;
        return y;
      }, parameters);
      dispose([value, ...gradients]);
      return alive - before;
    };
    const none = kept([[0, 4, false]]);
    const one = kept([[0, 4, true]]);
    const two = kept([
      [0, 2, true],
      [2, 4, true],
    ]);
    // A segment more: its input, and its result in the tidy that is still open.
    expect(two - one).toBe(2);
    expect(one).toBeLessThan(none / 4);
    free();
  });

  it('takes less memory at the peak than the whole tape does, the less the shorter the segments', () => {
    const { parameters, loss, free } = littleStream();
    const peak = (segments: [number, number, boolean][]) =>
      peakBytes(() => {
        const { value, gradients } = valueAndGradients(() => loss(segments), parameters);
        dispose([value, ...gradients]);
      });
    const none = peak([[0, 4, false]]);
    const halves = peak([
      [0, 2, true],
      [2, 4, true],
    ]);
    expect(halves).toBeLessThan(none);
    // Computed again as a whole, all of it is there at once again.
    expect(peak([[0, 4, true]])).toBeGreaterThan(halves);
    free();
  });

  it('runs `f` twice, and says so the second time', () => {
    const calls: boolean[] = [];
    const w = variable(tensor1d([2]));
    const { value, gradients } = valueAndGradients(
      () =>
        total(
          recomputed(
            (y, repeats) => {
              calls.push(repeats);
              return product(y, w);
            },
            tensor1d([3]),
          ),
        ),
      [w],
    );
    expect(calls).toEqual([false, true]);
    dispose([value, ...gradients, w]);
  });

  it('gives other gradients where `f` computes something else the second time: nothing of the first is left', async () => {
    const w = variable(tensor1d([2]));
    const x = tensor1d([3]);
    const { gradients } = valueAndGradients(
      () => total(recomputed((y, repeats) => product(repeats ? mul(y, 5) : y, w), x)),
      [w],
    );
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(15));
  });

  it('recomputes within what is recomputed', async () => {
    const w = variable(tensor1d([2, -3]));
    const x = tensor1d([5, 7]);
    const { value, gradients } = await expectTensorCount(
      () =>
        valueAndGradients(
          () =>
            total(
              recomputed(
                (y) =>
                  product(
                    recomputed(
                      (z) =>
                        product(
                          recomputed((u) => product(u, w), z),
                          w,
                        ),
                      y,
                    ),
                    w,
                  ),
                x,
              ),
            ),
          [w, x],
        ),
      3,
    );
    // E = Σ x w³: ∂E/∂w = 3 x w², ∂E/∂x = w³; small whole numbers, exact in float32.
    expect(await value.data()).toEqual(Float32Array.of(5 * 8 - 7 * 27));
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(60, 189));
    expect(await gradients[1]?.data()).toEqual(Float32Array.of(8, -27));
    dispose([value, ...gradients, w, x]);
  });

  it('computes no gradient that is not wanted, also not on the way to the input', async () => {
    const w = variable(tensor1d([2]));
    const x = tensor1d([3]);
    const { gradients } = valueAndGradients(() => total(recomputed((y) => product(failing(y), w), x)), [w]);
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(3));
    expect(() => valueAndGradients(() => total(recomputed((y) => product(failing(y), w), x)), [w, x])).toThrow(
      'no way back',
    );
  });

  it('works under TensorFlow.js’s own gradients', async () => {
    const w = variable(tensor1d([2]));
    const x = tensor1d([3]);
    const own = engine().gradients(
      () =>
        total(
          product(
            recomputed((y) => product(product(failing(ones([1])), product(y, w)), w), x),
            w,
          ),
        ),
      [w, x],
    );
    // E = x w³.
    expect(await own.grads[0]?.data()).toEqual(Float32Array.of(36));
    expect(await own.grads[1]?.data()).toEqual(Float32Array.of(8));
  });

  it('is a tidy where nothing is recorded', async () => {
    const x = tensor1d([3]);
    const y = await expectTensorCount(() => recomputed((z) => product(product(z, z), z), x), 1);
    expect(await y.data()).toEqual(Float32Array.of(27));
    dispose([x, y]);
  });

  it('lets a result through that was not computed from anything', async () => {
    const w = variable(tensor1d([2]));
    for (const f of [(y: Tensor) => y, () => w as Tensor]) {
      const { value, gradients } = await expectTensorCount(
        () => valueAndGradients(() => total(product(recomputed(f, w as Tensor), w)), [w]),
        2,
      );
      expect(await gradients[0]?.data()).toEqual(Float32Array.of(4));
      dispose([value, ...gradients]);
    }
    w.dispose();
  });
});

describe('recomputed where something fails', () => {
  async function expectFailure(f: (x: Tensor, repeats: boolean) => Tensor, message: string) {
    const w = variable(tensor1d([2]));
    const x = tensor1d([3]);
    const before = recorderState();
    await expectTensorCount(() => {
      expect(() =>
        valueAndGradients(() => {
          const y = recomputed((z) => product(z, w), product(x, w));
          const z = recomputed((u, repeats) => f(product(u, w), repeats), y);
          return total(
            product(
              recomputed((u) => product(u, w), z),
              w,
            ),
          );
        }, [w]),
      ).toThrow(message);
    });
    expect(recorderState()).toEqual(before);
    dispose([w, x]);
  }

  const half = (x: Tensor): Tensor => {
    product(x, x);
    throw new Error('half-way');
  };

  it('frees everything where `f` throws the first time', async () => {
    await expectFailure(half, 'half-way');
  });

  it('frees everything where `f` throws the second time', async () => {
    await expectFailure((x, repeats) => (repeats ? half(product(x, x)) : product(x, x)), 'half-way');
  });

  it('frees everything where a gradient within throws', async () => {
    await expectFailure((x) => product(failing(product(x, x)), x), 'no way back');
  });

  it('says so where the second result no longer depends on what the first depended on', async () => {
    await expectFailure((x, repeats) => (repeats ? tidy(() => product(ones([1]), ones([1]))) : x), 'the same twice');
  });
});
