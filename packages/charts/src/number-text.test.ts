import { describe, expect, it } from 'vitest';
import { numberText, percentText } from './number-text.ts';

describe('numberText', () => {
  it('keeps the digits asked for', () => {
    expect([0.0123456, 12.3456, 1234.56, 1.5e-9, 3e12].map((value) => numberText(value))).toEqual([
      '0.0123',
      '12.3',
      '1,235',
      '1.50e-9',
      '3.00e12',
    ]);
    expect([200, 1_715_018, 0].map((value) => numberText(value))).toEqual(['200', '1,715,018', '0']);
  });

  it('says in words what is no number', () => {
    expect([null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map((value) => numberText(value))).toEqual([
      '–',
      '–',
      'not finite',
      'not finite',
    ]);
    expect([0.364, null, Number.NaN].map(percentText)).toEqual(['36.4 %', '–', 'not finite']);
  });
});
