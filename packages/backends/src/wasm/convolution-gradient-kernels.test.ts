import { type ConvolutionShape, convolutionFilterGradient, convolutionInputGradient } from '@procrustes/ops';
import { expectOp, type OpCase, opCases } from '@procrustes/ops/testing';
import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount } from '@procrustes/testing';
import { getBackend, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type ConvolutionGradient, convolutionKey } from '../convolution-key.ts';
import type { FormulationChoices } from '../formulations.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { convolutionFormulations } from './convolution-gradient-kernels.ts';
import { formulationTable } from './formulation-table.ts';

afterAll(() => prepareBackend('wasm'));

const title = /images of (\d+)×(\d+), kernel (\d+)×(\d+), channels (\d+) → (\d+), stride (\d+), padding (\d+)$/;

/** The shape that a case of a gradient tells in its title, and nowhere else. */
function keyOf(gradient: ConvolutionGradient, opCase: OpCase): string {
  const [height, width, kernelHeight, kernelWidth, inChannels, outChannels, stride, padding] = (
    title.exec(opCase.title) as RegExpExecArray
  )
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number, number];
  return convolutionKey(gradient, {
    kernel: [kernelHeight, kernelWidth],
    stride,
    padding,
    inChannels,
    outChannels,
    height,
    width,
  });
}

const runs = (
  [
    ['filter-gradient', 'convolutionFilterGradient'],
    ['input-gradient', 'convolutionInputGradient'],
  ] as const
).flatMap(([gradient, op]) =>
  opCases
    .filter((opCase) => opCase.op === op)
    .flatMap((opCase) => {
      const key = keyOf(gradient, opCase);
      return convolutionFormulations.candidates(key).map((name) => ({ gradient, key, name, opCase }));
    }),
);

describe('every formulation, in the contract’s cases of its gradient', () => {
  it.each(runs)('$key by $name', async ({ key, name, opCase }) => {
    await prepareBackend('wasm', { formulations: { [key]: name } });
    await expectOp(opCase);
  });

  it('leaves none out', () => {
    const tried = new Set(runs.map(({ gradient, name }) => `${gradient} ${name}`));
    expect([...tried].sort()).toEqual([
      'filter-gradient dilated-convolution',
      'filter-gradient matrix-product',
      'filter-gradient outer-products',
      'filter-gradient padded-outer-products',
      'input-gradient matrix-product',
      'input-gradient product-then-spread',
      'input-gradient turned-convolution',
    ]);
  });
});

/** A 1×1 convolution that every kind of formulation can compute, and whose sums are long enough to tell them apart. */
const shape: ConvolutionShape = {
  kernel: [1, 1],
  stride: 1,
  padding: 0,
  inChannels: 20,
  outChannels: 40,
  height: 9,
  width: 7,
};
const filterKey = convolutionKey('filter-gradient', shape);

/** dW and dx of that shape on wasm, by these formulations. */
async function gradients(formulations: FormulationChoices) {
  await prepareBackend('wasm', { formulations });
  return gradientsHere();
}

/** Their bits, by what is chosen already. */
async function gradientsHere(): Promise<Record<ConvolutionGradient, Float32Array>> {
  const generator = Generator.named(1, 'choices');
  const { height, width, inChannels, outChannels } = shape;
  const draw = (dimensions: [number, number, number, number]): Tensor4D =>
    tensor4d(Float32Array.from(drawTensor(dimensions, () => generator.normal()).values), dimensions);
  return expectTensorCount(async () => {
    const x = draw([3, height, width, inChannels]);
    const dy = draw([3, height, width, outChannels]);
    const filter = draw([1, 1, inChannels, outChannels]);
    const dW = convolutionFilterGradient(x, dy, shape);
    const dx = convolutionInputGradient(dy, filter, shape);
    const bits = async (tensor: Tensor4D) => Float32Array.from(await tensor.data());
    const found = { 'filter-gradient': await bits(dW), 'input-gradient': await bits(dx) };
    for (const tensor of [x, dy, filter, dW, dx]) tensor.dispose();
    return found;
  });
}

describe('the choice of a formulation', () => {
  it('obeys what is asked for: other bits of the same gradient, and the same bits again', async () => {
    const outer = await gradients({ [filterKey]: 'outer-products' });
    for (const name of ['matrix-product', 'dilated-convolution']) {
      const other = await gradients({ [filterKey]: name });
      expect(other['filter-gradient']).not.toEqual(outer['filter-gradient']);
      // Float32 sums of 189 terms in two orders.
      expect(other['filter-gradient']).toBeRelativelyClose(outer['filter-gradient'], 1e-6);
      expect(other['input-gradient']).toEqual(outer['input-gradient']);
    }
    expect(await gradients({ [filterKey]: 'outer-products' })).toEqual(outer);
  });

  it('follows the rule for a shape that is not among the choices', async () => {
    expect(convolutionFormulations.candidates(filterKey)[0]).toBe('outer-products');
    const ruled = await gradients({});
    expect(ruled).toEqual(await gradients({ [filterKey]: 'outer-products' }));
    // Of another shape: nothing to do with this one.
    const elsewhere = convolutionKey('filter-gradient', { ...shape, height: 8 });
    expect(await gradients({ [elsewhere]: 'matrix-product' })).toEqual(ruled);
  });

  it.each([
    [
      { inChannels: 3, outChannels: 16, kernel: [3, 3] as const, padding: 1 },
      ['dilated-convolution', 'padded-outer-products'],
    ],
    [{ inChannels: 4, outChannels: 8 }, ['outer-products', 'dilated-convolution', 'matrix-product']],
    [{ inChannels: 6, outChannels: 8 }, ['dilated-convolution', 'padded-outer-products', 'matrix-product']],
    [{ inChannels: 8, outChannels: 4, stride: 2 }, ['dilated-convolution']],
  ])('rule and candidates of the filter gradient, %j', (different, names) => {
    expect(convolutionFormulations.candidates(convolutionKey('filter-gradient', { ...shape, ...different }))).toEqual(
      names,
    );
  });

  it.each([
    [{}, ['turned-convolution', 'matrix-product']],
    [{ stride: 2, height: 8, width: 8 }, ['turned-convolution', 'product-then-spread']],
    [{ stride: 2, height: 8, width: 7 }, ['turned-convolution']],
    [{ kernel: [3, 3] as const, padding: 1 }, ['turned-convolution']],
  ])('rule and candidates of the input gradient, %j', (different, names) => {
    expect(convolutionFormulations.candidates(convolutionKey('input-gradient', { ...shape, ...different }))).toEqual(
      names,
    );
  });

  it('is told by prepareBackend, and is the table’s unless told', async () => {
    const asked = { [filterKey]: 'matrix-product' };
    expect((await prepareBackend('wasm', { formulations: asked })).formulations).toEqual(asked);
    const { formulations } = await prepareBackend('wasm');
    expect(formulations).toEqual(formulationTable.choices);
    expect('formulations' in (await prepareBackend('cpu', { formulations: {} }))).toBe(false);
  });

  it.each([
    [
      'wasm',
      { [filterKey]: 'winograd' },
      /'wasm' has no formulation 'winograd' of 'filter-gradient 20->40 .*'; it has 'outer-products', /,
    ],
    // It exists, but not for three channels.
    [
      'wasm',
      { [convolutionKey('filter-gradient', { ...shape, inChannels: 3 })]: 'outer-products' },
      /no formulation 'outer-products' .*; it has 'dilated-convolution', 'padded-outer-products', 'matrix-product'/,
    ],
    ['wasm', { 'sum 3': 'loop' }, /'wasm' has no formulation 'loop' of 'sum 3'; it has none for that/],
    ['cpu', { [filterKey]: 'matrix-product' }, /'cpu' has no formulation 'matrix-product'/],
  ])('refuses on %s what that does not have, and keeps what it had: %j', async (backend, formulations, message) => {
    const before = await gradients({ [filterKey]: 'matrix-product' });
    await expect(prepareBackend(backend, { formulations })).rejects.toThrow(message);
    expect(getBackend()).toBe('wasm');
    expect(await gradientsHere()).toEqual(before);
  });
});

describe('the committed table', () => {
  it('names formulations that there are, each for a shape that it can compute', async () => {
    const entries = Object.entries(formulationTable.choices);
    expect(entries.length).toBeGreaterThan(0);
    for (const [key, name] of entries) expect(convolutionFormulations.candidates(key)).toContain(name);
  });
});
