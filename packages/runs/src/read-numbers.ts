import { largestPower, powersOfTen, splitter } from './powers-of-ten.ts';

/**
 * Reads a list of measured numbers as it stands in JSON, `0.5,1e-7,"NaN"]`, straight from its bytes: several times as fast as
 * `JSON.parse`, and the same float64 as it (`Number`) makes of them, to the last bit.
 *
 * A number of d × 10ᵏ, d of at most 18 digits, is computed as a sum of two float64, with a relative error under 2⁻¹⁰⁰. Where that error could
 * decide which way the sum rounds (as good as never), or the number has more digits or a power beyond the table, `Number` reads it.
 *
 * @param position where the first number begins, after the `[`
 * @param count how many numbers the list has to have, ≥ 1
 * @param into receives them from `offset` on
 * @returns the position after the `]`; −1 where the bytes are anything else, and then `into` holds some of the numbers. The bytes have to
 * end in a newline or another byte that no number holds.
 */
export function readNumbers(
  bytes: Uint8Array,
  position: number,
  count: number,
  into: Float64Array,
  offset: number,
): number {
  const { high, low, upperHalf, lowerHalf, inverse } = powersOfTen;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lastWord = bytes.length - 4;
  let at = position;
  for (let index = 0; index < count; index += 1) {
    let byte = bytes[at] as number;
    if (byte === quote) {
      const length = lengthOfNonFinite(bytes, at);
      if (length === 0) return -1;
      into[offset + index] = nonFinite(bytes, at);
      at += length;
    } else {
      const first = at;
      const negative = byte === minus;
      if (negative) {
        at += 1;
        byte = bytes[at] as number;
      }
      const start = at;
      // The first 9 significant digits and the next 9, as integers that fit 30 bits.
      let leading = 0;
      let trailing = 0;
      let significant = 0;
      let point = -1;
      for (;;) {
        // Four digits at a time, where they fit whole.
        if (((significant > 0 && significant <= 5) || (significant >= 9 && significant <= 14)) && at <= lastWord) {
          const word = view.getInt32(at, true);
          if ((word & highHalves) === fourZeros && ((word + fourSixes) & highHalves) === fourZeros) {
            const digits = word & lowHalves;
            const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff00ff;
            const four = (pairs & 0xff) * 100 + (pairs >>> 16);
            if (significant < 9) leading = leading * 10_000 + four;
            else trailing = trailing * 10_000 + four;
            significant += 4;
            at += 4;
            byte = bytes[at] as number;
            continue;
          }
        }
        const digit = byte - zero;
        if (digit >= 0 && digit <= 9) {
          if (significant < 9) leading = leading * 10 + digit;
          else if (significant < 18) trailing = trailing * 10 + digit;
          if (significant > 0 || digit > 0) significant += 1;
        } else if (byte === dot && point < 0) {
          point = at;
        } else break;
        at += 1;
        byte = bytes[at] as number;
      }
      // At least one digit on either side of the point, and no zero before others.
      if (at === start || point === start || point === at - 1) return -1;
      if (bytes[start] === zero && at > start + 1 && point !== start + 1) return -1;
      let power = point < 0 ? 0 : point + 1 - at;
      if (byte === smallE || byte === largeE) {
        at += 1;
        byte = bytes[at] as number;
        const below = byte === minus;
        if (below || byte === plus) {
          at += 1;
          byte = bytes[at] as number;
        }
        const exponentStart = at;
        let exponent = 0;
        while (byte >= zero && byte <= nine) {
          if (exponent < 10_000) exponent = exponent * 10 + byte - zero;
          at += 1;
          byte = bytes[at] as number;
        }
        if (at === exponentStart) return -1;
        power += below ? -exponent : exponent;
      }

      // NaN: not known, ask Number.
      let value = Number.NaN;
      if (significant <= 18 && power >= -largestPower && power <= largestPower) {
        // The digits are sum + rest exactly: the product has at most 51 bits, and |rest| is at most half of sum's last place.
        const shifted = leading * (shifts[significant > 9 ? significant - 9 : 0] as number);
        const sum = shifted + trailing;
        const rest = trailing - (sum - shifted);
        if (power <= 0 && power >= -22 && rest === 0) {
          // Both are exact, so one division rounds once.
          value = sum / (high[-power] as number);
        } else if (power < 0) {
          const divisor = high[-power] as number;
          const upper = upperHalf[-power] as number;
          const lower = lowerHalf[-power] as number;
          // Two units in the last place off at most, which the correction makes good: divisions are slow.
          const reciprocal = inverse[-power] as number;
          const quotient = sum * reciprocal;
          const scaled = splitter * quotient;
          const quotientUpper = scaled - (scaled - quotient);
          const quotientLower = quotient - quotientUpper;
          const product = quotient * divisor;
          const productError =
            quotientUpper * upper - product + quotientUpper * lower + quotientLower * upper + quotientLower * lower;
          const remainder = sum - product - productError - quotient * (low[-power] as number) + rest;
          const correction = remainder * reciprocal;
          const doubt = quotient * relativeError;
          const below = quotient + (correction - doubt);
          if (below === quotient + (correction + doubt)) value = below;
        } else {
          const factor = high[power] as number;
          const upper = upperHalf[power] as number;
          const lower = lowerHalf[power] as number;
          const product = sum * factor;
          const scaled = splitter * sum;
          const sumUpper = scaled - (scaled - sum);
          const sumLower = sum - sumUpper;
          const productError = sumUpper * upper - product + sumUpper * lower + sumLower * upper + sumLower * lower;
          const correction = productError + sum * (low[power] as number) + rest * factor;
          const doubt = product * relativeError;
          const below = product + (correction - doubt);
          if (below === product + (correction + doubt)) value = below;
        }
      }
      if (Number.isNaN(value)) into[offset + index] = Number(textOf(bytes, first, at));
      else into[offset + index] = negative ? -value : value;
    }
    if (bytes[at] !== (index === count - 1 ? closing : comma)) return -1;
    at += 1;
  }
  return at;
}

/** 2⁻¹⁰⁰: more than all roundings of the sum of two together. */
const relativeError = 2 ** -100;

const shifts = Float64Array.from({ length: 10 }, (_, power) => 10 ** power);

// Four ASCII digits as one little-endian word: each byte is 0x30 to 0x39, and carries into its high half with 6 more if it is above.
const fourZeros = 0x30303030;
const fourSixes = 0x06060606;
const lowHalves = 0x0f0f0f0f;
const highHalves = ~lowHalves;

const quote = 0x22;
const plus = 0x2b;
const comma = 0x2c;
const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const largeE = 0x45;
const closing = 0x5d;
const smallE = 0x65;

const nonFiniteTexts = ['"NaN"', '"Infinity"', '"-Infinity"'].map((text) => new TextEncoder().encode(text));

/** Of the text at `at`, with its quotes; 0 where it is none of those that stand for a number. */
function lengthOfNonFinite(bytes: Uint8Array, at: number): number {
  const text = nonFiniteTexts.find((one) => one.every((byte, index) => bytes[at + index] === byte));
  return text?.length ?? 0;
}

function nonFinite(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] === minus) return Number.NEGATIVE_INFINITY;
  return lengthOfNonFinite(bytes, at) === 5 ? Number.NaN : Number.POSITIVE_INFINITY;
}

const textOf = (bytes: Uint8Array, start: number, end: number) => new TextDecoder().decode(bytes.subarray(start, end));
