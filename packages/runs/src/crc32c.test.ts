import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRC algorithms.
  it.each([
    ['nothing', new Uint8Array(0), 0],
    ['"123456789"', new TextEncoder().encode('123456789'), 0xe3069283],
    ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 bytes ascending', Uint8Array.from({ length: 32 }, (_, byte) => byte), 0x46dd794e],
  ])('of %s is the published one', (_, bytes, expected) => expect(crc32c(bytes)).toBe(expected));

  it('goes on from the part before, and tells every change of up to 32 bits in a row', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const place = at % bytes.length;
          expect(crc32c(bytes.subarray(place), crc32c(bytes.subarray(0, place)))).toBe(crc32c(bytes));
          const changed = new Uint8Array(bytes);
          changed[place] = (bytes[place] as number) ^ flip;
          expect(crc32c(changed)).not.toBe(crc32c(bytes));
        },
      ),
      { seed: 1 },
    );
  });
});
