import fc from 'fast-check';

/** What a disk, a copy that was cut off, or an editor may make of a file's bytes. */
export type Corruption = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const nastyBytes = [0x00, 0xff, 0x0a, 0x0d, 0x22, 0x5b, 0x7b, 0x39, 0x2d, 0x5c];

/** The bytes from a place on, changed in a copy. */
const within =
  (change: (copy: Uint8Array, at: number) => void) =>
  (at: number): Corruption =>
  (bytes) => {
    const copy = new Uint8Array(bytes);
    if (copy.length > 0) change(copy, Math.floor(at * copy.length));
    return copy;
  };

const splice = (bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array => {
  const start = Math.floor(at * bytes.length);
  const rest = bytes.subarray(Math.min(bytes.length, start + removed));
  const spliced = new Uint8Array(start + added.length + rest.length);
  spliced.set(bytes.subarray(0, start));
  spliced.set(added, start);
  spliced.set(rest, start + added.length);
  return spliced;
};

const flipped = fc
  .tuple(place, fc.integer({ min: 0, max: 7 }))
  .map(([at, bit]) => within((copy, index) => copy.fill((copy[index] as number) ^ (1 << bit), index, index + 1))(at));
const replaced = fc
  .tuple(place, fc.oneof(fc.constantFrom(...nastyBytes), fc.nat({ max: 255 })))
  .map(([at, byte]) => within((copy, index) => copy.fill(byte, index, index + 1))(at));
// The first bytes of many formats say how long the rest is.
const early = fc.tuple(fc.nat({ max: 15 }), fc.constantFrom(...nastyBytes)).map(
  ([index, byte]): Corruption =>
    (bytes) =>
      new Uint8Array(bytes).fill(byte, index, index + 1),
);
const zeroed = fc
  .tuple(place, fc.integer({ min: 1, max: 4096 }))
  .map(([at, length]) => within((copy, index) => copy.fill(0, index, index + length))(at));
const cut = place.map(
  (at): Corruption =>
    (bytes) =>
      bytes.slice(0, Math.floor(at * bytes.length)),
);
const removed = fc.tuple(place, fc.integer({ min: 1, max: 600 })).map(
  ([at, length]): Corruption =>
    (bytes) =>
      splice(bytes, at, length, new Uint8Array(0)),
);
const inserted = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 600 })).map(
  ([at, added]): Corruption =>
    (bytes) =>
      splice(bytes, at, 0, added),
);
const repeated = fc.tuple(place, fc.integer({ min: 1, max: 600 })).map(
  ([at, length]): Corruption =>
    (bytes) => {
      const start = Math.floor(at * bytes.length);
      return splice(bytes, at, 0, bytes.slice(start, start + length));
    },
);

const one: fc.Arbitrary<Corruption> = fc.oneof(...[flipped, replaced, early, zeroed, cut, removed, inserted, repeated]);

/** One to four corruptions of a file, one after another; shrinks to the fewest. */
export function corruption(): fc.Arbitrary<Corruption> {
  return fc
    .array(one, { minLength: 1, maxLength: 4 })
    .map((all) => (bytes: Uint8Array) => all.reduce((changed, corrupt) => corrupt(changed), bytes));
}
