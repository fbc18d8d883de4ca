import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerElement, dtypes } from './dtype.ts';
import { parseSafetensors } from './parse-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { serializeSafetensors } from './serialize-safetensors.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { float32Tensor, float64Tensor } from './tensor-values.ts';

const text = fc.string({ unit: 'binary' });
const name = fc
  .oneof(text, fc.constantFrom('__proto__', 'constructor', '0', '10', 'é'))
  .filter((n) => n !== '__metadata__');

const tensor: fc.Arbitrary<StoredTensor> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(3), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const length = shape.reduce((product, size) => product * size, bytesPerElement(dtype));
    return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => ({ dtype, shape, data }));
  });

const file = fc.record({
  metadata: fc
    .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), text))
    .map((entries) => Object.fromEntries(entries)),
  tensors: fc
    .uniqueArray(fc.tuple(name, tensor), { selector: ([n]) => n, maxLength: 6 })
    .map((entries) => new Map(entries)),
});

describe('serializeSafetensors', () => {
  it('is undone by parseSafetensors', () => {
    fc.assert(
      fc.property(file, (contents) => {
        const parsed = parseSafetensors(serializeSafetensors(contents));
        expect(Object.entries(parsed.metadata).sort()).toEqual(Object.entries(contents.metadata).sort());
        expect([...parsed.tensors.keys()].sort()).toEqual([...contents.tensors.keys()].sort());
        for (const [key, stored] of contents.tensors) expect(parsed.tensors.get(key)).toEqual(stored);
      }),
      { numRuns: 300 },
    );
  });

  it('is deterministic and aligns every tensor', () => {
    fc.assert(
      fc.property(file, (contents) => {
        const bytes = serializeSafetensors(contents);
        const reversed = {
          metadata: Object.fromEntries(Object.entries(contents.metadata).reverse()),
          tensors: new Map([...contents.tensors].reverse()),
        };
        expect(serializeSafetensors(reversed)).toEqual(bytes);
        const parsed = parseSafetensors(bytes);
        expect(serializeSafetensors(parsed)).toEqual(bytes);
        for (const { dtype, data } of parsed.tensors.values()) expect(data.byteOffset % bytesPerElement(dtype)).toBe(0);
      }),
    );
  });

  it('writes exactly these bytes', () => {
    const bytes = serializeSafetensors({
      metadata: { b: '2', a: '1' },
      tensors: new Map([
        ['half', { dtype: 'F16', shape: [1], data: Uint8Array.of(0, 0x3c) }],
        ['one', float32Tensor(Float32Array.of(1), [1])],
        ['double', float64Tensor(Float64Array.of(1), [])],
      ]),
    });
    const header =
      '{"__metadata__":{"a":"1","b":"2"},' +
      '"double":{"dtype":"F64","shape":[],"data_offsets":[0,8]},' +
      '"one":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},' +
      '"half":{"dtype":"F16","shape":[1],"data_offsets":[12,14]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
    expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0x3c]);
  });

  const one = float32Tensor(Float32Array.of(1), [1]);

  it.each<[string, string, StoredTensor, string]>([
    [
      'too short data',
      'a',
      { ...one, shape: [2] },
      'out.safetensors: tensor "a": expected 8 bytes for F32 of shape [2], found 4',
    ],
    ['a negative size', 'a', { ...one, shape: [-1] }, 'tensor "a": expected a shape of whole numbers ≥ 0, found [-1]'],
    ['an unknown dtype', 'a', { ...one, dtype: 'F31' as 'F32' }, 'found "F31"'],
    ['the reserved name', '__metadata__', one, 'other than __metadata__'],
    ['a name that is not Unicode', '\ud800', one, 'name of well-formed text'],
  ])('refuses %s', (_, key, stored, message) => {
    const write = () => serializeSafetensors({ metadata: {}, tensors: new Map([[key, stored]]) }, 'out.safetensors');
    expect(write).toThrow(SafetensorsError);
    expect(write).toThrow(message);
  });

  it('refuses metadata that are no text', () => {
    const metadata = { epoch: 3 } as unknown as Record<string, string>;
    expect(() => serializeSafetensors({ metadata, tensors: new Map() })).toThrow('text under "epoch", found 3');
  });
});
