import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumbers } from './read-numbers.ts';

const bytesOf = (text: string) => new TextEncoder().encode(`${text}\n`);

/** What a list of `count` numbers is read as; undefined where it is refused. */
function numbers(text: string, count: number): number[] | undefined {
  const into = new Float64Array(count);
  const bytes = bytesOf(text);
  const end = readNumbers(bytes, 0, count, into, 0);
  expect([-1, bytes.length - 1]).toContain(end);
  return end === -1 ? undefined : [...into];
}

/** Any float64, by its bits. */
const anyFloat = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)).map(([low, high]) => {
  return new Float64Array(Uint32Array.of(low, high).buffer)[0] as number;
});

describe('readNumbers', () => {
  it('reads what JSON.stringify writes of any number as that number, to the last bit', () => {
    const finite = fc
      .oneof(
        anyFloat,
        // As norms are: float32, of every size.
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.integer(),
        fc.maxSafeInteger(),
      )
      .filter(Number.isFinite)
      .map((value) => value + 0);
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 100 }), (values) => {
        expect(numbers(JSON.stringify(values).slice(1), values.length)).toEqual(values);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it('rounds texts of any length as Number does', () => {
    const digits = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
    const text = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.oneof(
          fc.constant('0'),
          fc.tuple(fc.integer({ min: 1, max: 9 }), digits(0, 24)).map((all) => all.join('')),
        ),
        fc.option(digits(1, 30), { nil: undefined }),
        fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits(1, 3)), { nil: undefined }),
      )
      .map(
        ([sign, whole, part, power]) =>
          `${sign}${whole}${part === undefined ? '' : `.${part}`}${power?.join('') ?? ''}`,
      );
    fc.assert(
      fc.property(text, (one) => {
        expect(numbers(`${one}]`, 1)).toEqual([Number(one)]);
      }),
      { numRuns: 20_000, seed: 2 },
    );
  });

  it.each([
    // Halfway between two float64, and a digit beyond.
    '9007199254740993',
    '9007199254740993.0000001',
    '9007199254740995',
    '1.00000000000000011102230246251565',
    '1.0000000000000001',
    '1.0000000000000002e-30',
    '123456789012345678e200',
    // The ends of float64, and beyond them.
    '1.7976931348623157e308',
    '1.8e308',
    '5e-324',
    '2.4703282292062327e-324',
    '2.2250738585072014e-308',
    '1e-400',
    '1e99999',
    '0e99999',
    '-0',
    '0.000000000000000000000000000000000000012345678901234567',
  ])('reads %s as Number does', (text) => {
    expect(Object.is(numbers(`${text}]`, 1)?.[0], Number(text))).toBe(true);
  });

  it('does what dividing the digits by the power does not', () => {
    const digits = Array.from({ length: 100 }, (_, index) => `98765432109876${100 + index}`);
    const texts = digits.map((one) => `${one}e-30`);
    const exact = texts.map(Number);
    expect(numbers(`${texts.join()}]`, texts.length)).toEqual(exact);
    // Negative control.
    expect(digits.map((one) => Number(one) / 1e30)).not.toEqual(exact);
  });

  it('reads the texts that stand for what JSON has no number for', () => {
    expect(numbers('"NaN","Infinity",1,"-Infinity"]', 4)).toEqual([Number.NaN, Infinity, 1, -Infinity]);
  });

  it.each([
    '',
    ']',
    '1',
    '1,',
    '1,2]',
    '1 ]',
    ' 1]',
    '01]',
    '-]',
    '.5]',
    '5.]',
    '1..2]',
    '1.2.3]',
    '+1]',
    '1e]',
    '1e+]',
    '--1]',
    '-01]',
    '00]',
    'NaN]',
    'Infinity]',
    'null]',
    '"1"]',
    '"nan"]',
    '"NaN]',
    '"-NaN"]',
    '0x10]',
    '1_0]',
    '[1]]',
    '-"Infinity"]',
    '1}',
    'e5]',
    '.]',
    '-.5]',
  ])('refuses %j as a list of one', (text) => {
    expect(numbers(text, 1)).toBeUndefined();
  });

  it('writes at its offset alone', () => {
    const into = new Float64Array(5).fill(7);
    readNumbers(bytesOf('1,2]'), 0, 2, into, 2);
    expect([...into]).toEqual([7, 7, 1, 2, 7]);
  });
});
