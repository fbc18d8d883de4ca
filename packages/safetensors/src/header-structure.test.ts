import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { structuralFault } from './header-structure.ts';

describe('structuralFault', () => {
  it.each([
    ['{"a":1,"b":{"a":2},"c":{"a":3}}', undefined],
    ['{"a":"a","b":["a","a"]}', undefined],
    ['{"a":"\\"a\\":","\\"":1}', undefined],
    ['{"a":1,"a":2}', 'found "a" twice'],
    ['{"a":1,"\\u0061" \n:2}', 'found "a" twice'],
    ['{"__proto__":1,"__proto__":2}', 'found "__proto__" twice'],
    ['{"x":{},"w":{"dtype":1,"dtype":2}}', 'found "dtype" twice in "w"'],
    ['{"w":{"shape":[[1]]}}', 'at most 3 levels of nesting, found more in "w"'],
  ])('%s: %s', (text, fault) => {
    if (fault === undefined) expect(structuralFault(text)).toBeUndefined();
    else expect(structuralFault(text)).toContain(fault);
  });

  it('finds nothing in what JSON.stringify writes, and the repeated key once one is put in', () => {
    const object = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.string(), fc.array(fc.integer())), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(object, (value) => {
        const text = JSON.stringify(value);
        expect(structuralFault(text)).toBeUndefined();
        const [key] = Object.keys(value);
        expect(structuralFault(`${text.slice(0, -1)},${JSON.stringify(key)}:0}`)).toContain('twice');
      }),
    );
  });

  it('ends on any text, JSON or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\ a') }), (text) => void structuralFault(text)),
    );
  });
});
