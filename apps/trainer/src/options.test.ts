import { InvalidArgumentError } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { integer, port, positive, recomputation, whole } from './options.ts';

const accepts = (parse: (text: string) => number, cases: readonly (readonly [string, number])[]) => {
  for (const [text, value] of cases) expect(parse(text), text).toBe(value);
};

const refuses = (parse: (text: string) => unknown, texts: readonly string[], message: string) => {
  for (const text of texts) {
    expect(() => parse(text), JSON.stringify(text)).toThrow(InvalidArgumentError);
    expect(() => parse(text), JSON.stringify(text)).toThrow(message);
  }
};

const noNumbers = ['', ' ', 'x', '1x', 'NaN', 'Infinity', '-Infinity', '1,5', '1e400'];

describe('whole', () => {
  it('takes whole numbers from its least on', () => {
    accepts(whole(1), [
      ['1', 1],
      ['200', 200],
      ['1e3', 1000],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ]);
    accepts(whole(0), [['0', 0]]);
  });

  it('refuses everything else, and says what it takes', () => {
    refuses(whole(1), [...noNumbers, '0', '-1', '1.5', '9007199254740992'], 'It is a whole number ≥ 1.');
    refuses(whole(0), ['-1'], 'It is a whole number ≥ 0.');
  });
});

describe('integer', () => {
  it('takes whole numbers of either sign', () => {
    accepts(integer, [
      ['-7', -7],
      ['0', 0],
      ['42', 42],
    ]);
  });

  it('refuses everything else', () => {
    refuses(integer, [...noNumbers, '0.5', '9007199254740992'], 'It is a whole number.');
  });
});

describe('positive', () => {
  it('takes numbers above zero', () => {
    accepts(positive, [
      ['0.1', 0.1],
      ['1e-5', 1e-5],
      ['3', 3],
    ]);
  });

  it('refuses everything else', () => {
    refuses(positive, [...noNumbers, '0', '-0.1', '1e-400'], 'It is a number > 0.');
  });
});

describe('recomputation', () => {
  it('takes its three words and numbers of blocks', () => {
    expect(['none', 'block', 'auto', '1', '12'].map(recomputation)).toEqual(['none', 'block', 'auto', 1, 12]);
  });

  it('refuses everything else, and says what it takes', () => {
    const message = 'It is none, block, auto or a whole number of blocks ≥ 1.';
    refuses(recomputation, [...noNumbers, '0', '-1', '1.5', 'Auto', 'blocks'], message);
  });
});

describe('port', () => {
  it('takes what a port can be, and nothing else', () => {
    accepts(port, [
      ['0', 0],
      ['7477', 7477],
      ['65535', 65_535],
    ]);
    refuses(port, [...noNumbers, '-1', '80.5', '65536'], 'It is a whole number from 0 to 65535.');
  });
});
