import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { serializeSafetensors } from './serialize-safetensors.ts';
import { float32Tensor, int64Tensor, toFloat32Array } from './tensor-values.ts';

/** A file with this header and so many data bytes, 0, 1, 2 …. */
function fileOf(header: unknown, dataLength = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  for (let i = 0; i < dataLength; i += 1) bytes[8 + text.length + i] = i;
  return bytes;
}

const f32 = (shape: unknown, begin: unknown, end: unknown) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });

/** What a parse throws, which must be a SafetensorsError that names the file. */
function errorOf(bytes: Uint8Array): string {
  try {
    parseSafetensors(bytes, 'net.safetensors');
  } catch (error) {
    expect(error).toBeInstanceOf(SafetensorsError);
    expect((error as Error).message).toMatch(/^net\.safetensors: /);
    return (error as Error).message;
  }
  throw new Error('expected a refusal');
}

describe('parseSafetensors', () => {
  it('reads metadata and tensors', () => {
    const bytes = fileOf({ __metadata__: { model: 'resnet' }, b: f32([1], 8, 12), a: f32([2, 1], 0, 8) }, 12);
    const { metadata, tensors } = parseSafetensors(bytes);
    expect({ ...metadata }).toEqual({ model: 'resnet' });
    expect([...tensors.keys()]).toEqual(['a', 'b']);
    expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [2, 1], data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) });
    expect(tensors.get('b')).toEqual({ dtype: 'F32', shape: [1], data: Uint8Array.of(8, 9, 10, 11) });
  });

  it('reads the smallest file, scalars, empty tensors and a padded header', () => {
    expect(parseSafetensors(fileOf('{}')).tensors.size).toBe(0);
    expect({ ...parseSafetensors(fileOf('{}')).metadata }).toEqual({});
    const header = JSON.stringify({ full: f32([], 0, 4), empty: f32([3, 0], 4, 4), first: f32([0], 0, 0) });
    expect([...parseSafetensors(fileOf(`${header}   `, 4)).tensors.keys()]).toEqual(['first', 'full', 'empty']);
  });

  it('gives views, not copies, also of a file inside a larger buffer and of a Node Buffer', () => {
    const bytes = fileOf({ a: f32([1], 0, 4) }, 4);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    for (const file of [larger.subarray(3, 3 + bytes.length), Buffer.from(larger.buffer, 3, bytes.length)]) {
      const data = parseSafetensors(file).tensors.get('a')?.data;
      expect(data?.buffer).toBe(larger.buffer);
      expect(data?.constructor).toBe(Uint8Array);
      expect([...(data ?? [])]).toEqual([0, 1, 2, 3]);
    }
  });

  it('takes names from Object.prototype as names like any other', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const members = names.map((name) => `"${name}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`).join(',');
    const text = `{"__metadata__":{"__proto__":"x","hasOwnProperty":"y"},${members}}`;
    const { metadata, tensors } = parseSafetensors(fileOf(text));
    expect([...tensors.keys()].sort()).toEqual([...names].sort());
    expect(Object.keys(metadata)).toEqual(['__proto__', 'hasOwnProperty']);
    expect(metadata.toString).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });

  it('takes no field from an entry\u2019s prototype', () => {
    const text = '{"a":{"__proto__":{"dtype":"U8"},"shape":[0],"data_offsets":[0,0]}}';
    expect(errorOf(fileOf(text))).toContain('tensor "a": expected an object of dtype, shape, data_offsets');
  });

  describe('refuses', () => {
    it('a file shorter than the header length', () => {
      expect(errorOf(new Uint8Array(0))).toContain('expected at least 8 bytes, found 0');
      expect(errorOf(new Uint8Array(7))).toContain('found 7');
    });

    it('a header length beyond the file, 10 GB or 2^64 − 1, at once', () => {
      expect(errorOf(fileOf('{}').subarray(0, 9))).toContain(
        'at most 1 bytes (all that follows in a file of 9), found 2',
      );
      const huge = new Uint8Array(16);
      new DataView(huge.buffer).setBigUint64(0, 10_000_000_000n, true);
      expect(errorOf(huge)).toContain('at most 8 bytes (all that follows in a file of 16), found 10000000000');
      huge.fill(255);
      expect(errorOf(huge)).toContain('found 18446744073709551615');
    });

    it('a file of another kind, which is called so, and one that was cut in its header, which is not', () => {
      const foreign = ['# A document\n', '<!doctype html>', 'PK', ''].map((text) => new TextEncoder().encode(text));
      for (const bytes of [...foreign, fileOf('[]')]) expect(errorOf(bytes)).toMatch(/: is no safetensors file: /);
      const cut = errorOf(fileOf({ a: f32([1], 0, 4) }, 4).subarray(0, 20));
      expect(cut).toMatch(/: is cut short or damaged: /);
    });

    it('a header over 100 MB, though the file has the bytes', () => {
      const bytes = new Uint8Array(100_000_020);
      new DataView(bytes.buffer).setUint32(0, 100_000_001, true);
      expect(errorOf(bytes)).toContain("at most 100000000 bytes (the format's limit), found 100000001");
    });

    it.each<[string, unknown, number, string]>([
      ['an empty header', '', 0, "begins with '{', found an empty header"],
      ['an array', '[]', 0, 'found the byte 0x5b'],
      ['space before the object', ' {}', 0, 'found the byte 0x20'],
      ['a byte order mark', '\ufeff{}', 0, 'found the byte 0xef'],
      ['a cut header', '{"a":{"dtype":"F3', 0, 'expected a header of valid JSON'],
      ['text after the object', '{}{}', 0, 'expected a header of valid JSON'],
      ['a tensor twice', '{"a":{},"a":{}}', 0, 'expected every key once, found "a" twice'],
      ['a field twice', '{"a":{"dtype":"F32","dtype":"F64"}}', 0, 'found "dtype" twice in "a"'],
      ['a million levels', `{"a":${'['.repeat(1_000_000)}`, 0, 'found more in "a"'],
      ['metadata that are no object', { __metadata__: ['x'] }, 0, '__metadata__: expected an object of strings'],
      ['null metadata', { __metadata__: null }, 0, '__metadata__: expected an object of strings, found null'],
      ['metadata that are no text', { __metadata__: { epoch: 3 } }, 0, 'well-formed text under "epoch", found 3'],
      ['half a surrogate pair', '{"\\ud800":{}}', 0, 'name of well-formed text'],
      [
        'an entry that is no object',
        { a: 1 },
        0,
        'tensor "a": expected an object of dtype, shape, data_offsets, found 1',
      ],
      ['a missing field', { a: { dtype: 'F32', shape: [] } }, 0, 'expected an object of dtype, shape, data_offsets'],
      [
        'a field too many',
        { a: { ...f32([], 0, 4), scale: 2 } },
        4,
        'expected an object of dtype, shape, data_offsets',
      ],
      ['an unknown dtype', { a: { ...f32([], 0, 4), dtype: 'F31' } }, 4, 'tensor "a": expected a dtype of F64, F32,'],
      ['a dtype from a prototype', { a: { ...f32([], 0, 4), dtype: 'toString' } }, 4, 'found "toString"'],
      ['a shape that is no list', { a: f32(1, 0, 4) }, 4, 'expected a shape of whole numbers ≥ 0, found 1'],
      ['a negative size', { a: f32([-1], 0, 4) }, 4, 'expected a shape of whole numbers ≥ 0, found [-1]'],
      ['half a size', { a: f32([0.5], 0, 2) }, 2, 'found [0.5]'],
      ['a size of -0', '{"a":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}}', 0, 'whole numbers ≥ 0'],
      ['a size over 2^53', { a: f32([2 ** 53], 0, 4) }, 4, 'expected a shape of whole numbers ≥ 0'],
      ['a product over 2^53', { a: f32([2 ** 31, 2 ** 31], 0, 4) }, 4, 'expected fewer than 2^53 bytes'],
      ['a product that wraps to 0 in 64 bits', { a: f32([2 ** 31, 2 ** 31, 4], 0, 0) }, 0, 'fewer than 2^53 bytes'],
      ['three offsets', { a: { ...f32([], 0, 4), data_offsets: [0, 4, 8] } }, 8, 'expected two data_offsets'],
      ['a negative offset', { a: f32([1], -4, 0) }, 4, 'expected two data_offsets, whole numbers ≥ 0, found [-4,0]'],
      ['an offset of text', { a: f32([1], '0', 4) }, 4, 'found ["0",4]'],
      ['begin after end', { a: f32([1], 4, 0) }, 4, 'begin ≤ end ≤ 4, the bytes after the header, found [4,0]'],
      ['an end beyond the file', { a: f32([2], 0, 8) }, 4, 'begin ≤ end ≤ 4, the bytes after the header, found [0,8]'],
      ['offsets of 1e300', { a: f32([1], 0, 1e300) }, 4, 'whole numbers ≥ 0'],
      ['too few bytes for the shape', { a: f32([2], 0, 4) }, 4, 'expected 8 bytes for F32 of shape [2], found 4'],
      ['a hole at the start', { a: f32([1], 4, 8) }, 8, 'tensor "a": expected data from byte 0'],
      ['a hole', { a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12, 'tensor "b": expected data from byte 4'],
      ['an overlap', { a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12, 'found byte 4 (an overlap)'],
      ['the same bytes twice', { a: f32([1], 0, 4), b: f32([1], 0, 4) }, 4, 'found byte 0 (an overlap)'],
      ['bytes left over', { a: f32([1], 0, 4) }, 5, 'expected 4 bytes after the header, found 5'],
      ['bytes without a tensor', {}, 1, 'expected 0 bytes after the header, found 1'],
    ])('%s', (_, header, dataLength, message) => {
      expect(errorOf(fileOf(header, dataLength))).toContain(message);
    });

    it('bytes that are not UTF-8', () => {
      const bytes = fileOf('{"a":1}');
      bytes[10] = 0xff;
      expect(errorOf(bytes)).toContain('expected a header in UTF-8');
    });

    it('with a short message, however long what it found', () => {
      const name = 'n'.repeat(1_000_000);
      expect(errorOf(fileOf({ [name]: f32(Array(100_000).fill(-1), 0, 4) })).length).toBeLessThan(400);
    });
  });

  const valid = serializeSafetensors({
    metadata: { model: 'resnet', blocks: '1' },
    tensors: new Map([
      ['conv.weight', float32Tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])],
      ['step', int64Tensor([200], [])],
      ['empty', float32Tensor(new Float32Array(0), [0, 9])],
    ]),
  });

  /** Parses; if that works the contents must be sound, else the error must be ours. */
  const parsesOrRefuses = (bytes: Uint8Array) => {
    let file: ReturnType<typeof parseSafetensors>;
    try {
      file = parseSafetensors(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
      return;
    }
    for (const tensor of file.tensors.values()) if (tensor.dtype === 'F32') toFloat32Array(tensor);
    serializeSafetensors(file);
  };

  it('refuses every cut of a valid file', () => {
    for (let length = 0; length < valid.length; length += 1) {
      expect(() => parseSafetensors(valid.subarray(0, length))).toThrow(SafetensorsError);
    }
    expect(() => parseSafetensors(valid)).not.toThrow();
  });

  it('throws nothing but SafetensorsError for a valid file with changed bytes', () => {
    const changes = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = valid.slice();
        for (const [at, byte] of list) bytes[at] = byte;
        parsesOrRefuses(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('throws nothing but SafetensorsError for any bytes, any JSON and any near-header', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), parsesOrRefuses));
    fc.assert(fc.property(fc.json(), fc.nat(16), (text, length) => parsesOrRefuses(fileOf(text, length))));
    const size = fc.oneof(fc.nat(3), fc.constantFrom(-1, -0, 0.5, 2 ** 53, 1e300, '1', null));
    const entry = fc.record(
      {
        dtype: fc.constantFrom('F32', 'U8', 'BOOL', 'F8', '__proto__', 7),
        shape: fc.oneof(fc.array(size, { maxLength: 3 }), size),
        data_offsets: fc.array(size, { maxLength: 3 }),
      },
      { noNullPrototype: false, requiredKeys: [] },
    );
    const header = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__metadata__', '__proto__')), entry);
    fc.assert(fc.property(header, fc.nat(16), (object, length) => parsesOrRefuses(fileOf(object, length))));
  });
});
