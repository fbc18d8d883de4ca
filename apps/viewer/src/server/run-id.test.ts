import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainName } from './plain-name.ts';
import { runId, runPath } from './run-id.ts';

const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => isPlainName(text));

describe('runId', () => {
  it('can be read by people', () => {
    expect(runId(['demo', 'resnet-29_b'])).toBe('demo~2fresnet-29_b');
    expect(runId([])).toBe('~');
  });

  it('is safe in a URL, and one path’s alone', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3 }), (path) => {
        expect(runId(path)).toMatch(/^[\w~-]+$/);
        expect(runPath(runId(path))).toEqual(path);
      }),
      { seed: 5 },
    );
  });
});

describe('runPath', () => {
  it.each([
    ...['', '~~', '~2', '~2F', '~zz', 'a.b', 'a/b', '../a', 'a~', '~61'],
    ...['~2e~2e', '~2e~2e~2fa', 'a~2f~2e~2e~2fb', '~2fetc', 'a~2f', 'a~2f~2fb', 'a~00', 'a~5cb', '~2ehidden', '~ff'],
  ])('is undefined for %j', (id) => {
    expect(runPath(id)).toBeUndefined();
  });
});
