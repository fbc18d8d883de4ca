import { describe, expect, it } from 'vitest';
import { isPlainName } from './plain-name.ts';

describe('isPlainName', () => {
  it.each([
    'a',
    'run.json',
    'step-00000200.safetensors',
    'with space',
    'a..b',
    'é',
    '数',
    '<b>',
    '%2e',
    '~',
    '-',
    '$HOME',
  ])('takes %j', (name) => expect(isPlainName(name)).toBe(true));

  it.each(['', '.', '..', '...', '.env', '/', 'a/b', 'a\\b', '..\\a', 'a\0', '\0', 'a\nb', '\r', '\x7f', '\x9b'])(
    'refuses %j',
    (name) => expect(isPlainName(name)).toBe(false),
  );

  it('refuses a drive or a stream where there are such', () => {
    expect(['C:', 'run.json:hidden'].map((name) => isPlainName(name, 'win32'))).toEqual([false, false]);
    expect(isPlainName('rate:0.1', 'linux')).toBe(true);
  });
});
