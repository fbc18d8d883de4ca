import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The whole state of a generator: four 32-bit integers, to be kept in a checkpoint. */
export type GeneratorState = readonly [number, number, number, number];

/**
 * A seeded random generator (xoroshiro128+). Every random thing draws from a generator with a name of its own,
 * so that adding one consumer never changes the numbers that another one sees.
 *
 * @example
 * const crops = Generator.named(7, 'augmentation');
 * const offset = crops.integer(9);
 */
export class Generator {
  readonly #source: ReturnType<typeof xoroshiro128plusFromState>;

  private constructor(state: readonly number[]) {
    this.#source = xoroshiro128plusFromState(state);
  }

  /** The stream `name` of `seed`: the same pair gives the same numbers, on every platform. */
  static named(seed: number, name: string): Generator {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number, got ${seed}`);
    return new Generator(hash128(`${seed}/${name}`));
  }

  /** Goes on where the generator whose `state` this was stood. */
  static fromState(state: readonly number[]): Generator {
    if (state.length !== 4 || !state.every(Number.isInteger) || state.every((word) => word === 0)) {
      throw new RangeError(`a generator's state is four integers, not all zero, got [${state.join(', ')}]`);
    }
    return new Generator(state);
  }

  get state(): GeneratorState {
    return this.#source.getState() as unknown as GeneratorState;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.#source.next() >>> 5;
    const low = this.#source.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number, uniform in [0, bound). */
  integer(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound < 1) throw new RangeError(`a bound is a whole number ≥ 1, got ${bound}`);
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The numbers 0 … length − 1 in random order (Fisher & Yates). */
  permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, index) => index);
    for (let last = length - 1; last > 0; last -= 1) {
      const other = this.integer(last + 1);
      const kept = order[last] as number;
      order[last] = order[other] as number;
      order[other] = kept;
    }
    return order;
  }
}

/** Four well-mixed words from a text: FNV-1a per word, each with an offset of its own, then murmur3's finaliser. */
function hash128(text: string): GeneratorState {
  const bytes = new TextEncoder().encode(text);
  const word = (offset: number): number => {
    let hash = (0x811c9dc5 ^ offset) >>> 0;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) | 0;
  };
  return [word(0x9e3779b9), word(0x7f4a7c15), word(0xf39cc060), word(0x5cedc834)];
}
