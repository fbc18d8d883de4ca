import { f32x4, get, integer, plus, repeat, set, type WasmCode } from './wasm-code.ts';
import type { WasmFunction } from './wasm-module.ts';

/** Vectors that are worked on together, of four channels each: two, so that one sum need not wait for the other. */
const vectors = 2;
/** Channels that a pass takes at a time; their number is a multiple of it. */
export const channelsAtOnce = 4 * vectors;

/** What a pass does with four channels of one pixel; each name is the code that gives its value. */
export interface ChannelPass {
  readonly name: string;
  /** Images of one shape that are read. */
  readonly images: readonly string[];
  /** One value a channel. */
  readonly constants: readonly string[];
  /** One sum a channel: adds what the pass gives. */
  readonly sums: readonly string[];
  /** Sums' terms, in their order; or the one result, for a pass without sums. */
  readonly step: (value: (name: string) => WasmCode) => readonly WasmCode[];
}

/**
 * One pass over the pixels of images, all channels alike. Parameters: the addresses of the images, of the constants, of
 * the sums or else of the result, then the number of pixels and the bytes of one pixel. Each call sums in registers and
 * adds to what the sums are, so that with blocks of few pixels no float32 sum has many terms.
 */
export function channelPass({ name, images, constants, sums, step }: ChannelPass): WasmFunction {
  const outputs = sums.length > 0 ? sums : ['result'];
  const addresses = [...images, ...constants, ...outputs];
  const pixels = addresses.length;
  const stride = pixels + 1;
  const tiles = stride + 1;
  const pixel = tiles + 1;
  const offset = pixel + 1;
  const address = (which: string): number => addresses.indexOf(which);
  const base = offset + 1;
  const register = (which: string, vector: number): number =>
    base + vector * (constants.length + sums.length) + [...constants, ...sums].indexOf(which);
  const each = (f: (vector: number) => WasmCode): WasmCode => Array.from({ length: vectors }, (_, v) => f(v)).flat();

  const value = (vector: number) => (which: string) =>
    images.includes(which)
      ? f32x4.load(plus(get(address(which)), get(offset)), 16 * vector)
      : get(register(which, vector));
  const body = each((vector) => {
    const terms = step(value(vector));
    return sums.length > 0
      ? sums.flatMap((sum, index) =>
          set(register(sum, vector), f32x4.add(get(register(sum, vector)), terms[index] as WasmCode)),
        )
      : f32x4.store(plus(get(address('result')), get(offset)), terms[0] as WasmCode, 16 * vector);
  });
  const tile = [
    ...each((vector) => [
      ...constants.flatMap((which) => set(register(which, vector), f32x4.load(get(address(which)), 16 * vector))),
      ...sums.flatMap((which) => set(register(which, vector), f32x4.zero)),
    ]),
    ...set(offset, integer(0)),
    ...set(pixel, get(pixels)),
    ...repeat(pixel, [...body, ...set(offset, plus(get(offset), get(stride)))]),
    ...each((vector) =>
      sums.flatMap((which) => {
        const total = f32x4.load(get(address(which)), 16 * vector);
        return f32x4.store(get(address(which)), f32x4.add(total, get(register(which, vector))), 16 * vector);
      }),
    ),
    ...addresses.flatMap((_, index) => set(index, plus(get(index), integer(16 * vectors)))),
  ];
  return {
    name,
    parameters: stride + 1,
    integers: 3,
    vectors: vectors * (constants.length + sums.length),
    // The bytes of a pixel by those of a tile, a power of two.
    body: [...set(tiles, [...get(stride), ...integer(Math.log2(16 * vectors)), 0x76]), ...repeat(tiles, tile)],
  };
}
