import { f32x4, get, integer, plus, repeat, set, type WasmCode } from './wasm-code.ts';
import type { WasmFunction } from './wasm-module.ts';

/** Sums of 4 × 8 products fill 8 of the 16 vector registers of most processors; with their factors 14. */
const inAtOnce = 4;
const outAtOnce = 8;
export const outerProductTile = { in: inAtOnce, out: outAtOnce } as const;

const names = ['x', 'dy', 'sum', 'rows', 'columns', 'xRow', 'xPixel', 'dyRow', 'inTiles', 'outTiles'] as const;
const locals = ['outTile', 'row', 'column', 'xAt', 'dyAt', 'xLine', 'dyLine', 'dyTile', 'sumAt'] as const;

/**
 * sum[c, o] += Σ x[i, j, c] · dy[i, j, o] over a block of rows and columns, by tiles of 4 × 8. Parameters in the order
 * of `names`: addresses; counts; strides in bytes, with the pixels of dy side by side; the channels of x by 4 and those
 * of dy by 8.
 */
export function outerProductSum(): WasmFunction {
  const index = (name: (typeof names)[number] | (typeof locals)[number]): number =>
    ([...names, ...locals] as string[]).indexOf(name);
  const of = (name: Parameters<typeof index>[0]): WasmCode => get(index(name));
  const let_ = (name: Parameters<typeof index>[0], value: WasmCode): WasmCode => set(index(name), value);
  const outVectors = outAtOnce / 4;
  const first = names.length + locals.length;
  const sum = (c: number, o: number): number => first + c * outVectors + o;
  const factor = (o: number): number => first + inAtOnce * outVectors + o;
  const splat = first + (inAtOnce + 1) * outVectors;
  const every = <T>(count: number, f: (index: number) => readonly T[]): T[] =>
    Array.from({ length: count }, (_, i) => f(i)).flat();
  /** 4 · 8 · outTiles: the bytes of a pixel of dy, and of a row of the sum. */
  const outBytes: WasmCode = [...of('outTiles'), ...integer(5), 0x74];

  const pixel = [
    ...every(outVectors, (o) => set(factor(o), f32x4.load(of('dyAt'), 16 * o))),
    ...every(inAtOnce, (c) => [
      ...set(splat, f32x4.loadSplat(of('xAt'), 4 * c)),
      ...every(outVectors, (o) => set(sum(c, o), f32x4.add(get(sum(c, o)), f32x4.mul(get(splat), get(factor(o)))))),
    ]),
    ...let_('xAt', plus(of('xAt'), of('xPixel'))),
    ...let_('dyAt', plus(of('dyAt'), outBytes)),
  ];
  const line = [
    ...let_('xAt', of('xLine')),
    ...let_('dyAt', of('dyLine')),
    ...let_('column', of('columns')),
    ...repeat(index('column'), pixel),
    ...let_('xLine', plus(of('xLine'), of('xRow'))),
    ...let_('dyLine', plus(of('dyLine'), of('dyRow'))),
  ];
  const tile = [
    ...every(inAtOnce, (c) => every(outVectors, (o) => set(sum(c, o), f32x4.zero))),
    ...let_('xLine', of('x')),
    ...let_('dyLine', of('dyTile')),
    ...let_('row', of('rows')),
    ...repeat(index('row'), line),
    ...let_('sumAt', of('sum')),
    ...every(inAtOnce, (c) => [
      ...every(outVectors, (o) =>
        f32x4.store(of('sumAt'), f32x4.add(f32x4.load(of('sumAt'), 16 * o), get(sum(c, o))), 16 * o),
      ),
      ...let_('sumAt', plus(of('sumAt'), outBytes)),
    ]),
    ...let_('sum', plus(of('sum'), integer(4 * outAtOnce))),
    ...let_('dyTile', plus(of('dyTile'), integer(4 * outAtOnce))),
  ];
  const inTile = [
    ...let_('dyTile', of('dy')),
    ...let_('outTile', of('outTiles')),
    ...repeat(index('outTile'), tile),
    ...let_('x', plus(of('x'), integer(4 * inAtOnce))),
    // One row of the sum is done; three more belong to the tile.
    ...let_('sum', plus(of('sum'), [...outBytes, ...integer(inAtOnce - 1), 0x6c])),
  ];
  return {
    name: 'outerProductSum',
    parameters: names.length,
    integers: locals.length,
    vectors: (inAtOnce + 1) * outVectors + 1,
    body: repeat(index('inTiles'), inTile),
  };
}
