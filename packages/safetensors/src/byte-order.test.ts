import { describe, expect, it } from 'vitest';
import { elementsReversed, littleEndian } from './byte-order.ts';

describe('byte order', () => {
  it('puts 1 (16 bits) as 01 00', () => {
    expect([...littleEndian(new Uint8Array(Uint16Array.of(1).buffer), 2)]).toEqual([1, 0]);
  });

  it('reverses every element in a copy', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect([...elementsReversed(bytes, 4)]).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
    expect([...elementsReversed(bytes, 1)]).toEqual([...bytes]);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
