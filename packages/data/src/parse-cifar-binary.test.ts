import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomRecords } from '../testing/small-cifar.ts';
import { cifarLayouts, recordBytes } from './cifar-layout.ts';
import { DataFileError } from './data-file-error.ts';
import { imageValues } from './image-set.ts';
import { parseCifarBinary } from './parse-cifar-binary.ts';

describe('parseCifarBinary', () => {
  for (const dataset of ['cifar10', 'cifar100'] as const) {
    const layout = cifarLayouts[dataset];
    const size = recordBytes(layout);
    const bytes = randomRecords(layout, 3, 1);

    it(`reads ${layout.title}: planes become pixels, the last label byte the label`, () => {
      const set = parseCifarBinary(bytes, dataset, 'own.bin');
      expect(set).toMatchObject({ name: dataset, classes: layout.classes, synthetic: false });
      for (let record = 0; record < 3; record += 1) {
        const pixels = bytes.subarray(record * size + size - 3072, (record + 1) * size);
        expect(set.labels[record]).toBe(bytes[record * size + size - 3073]);
        for (const [y, x, channel] of [
          [0, 0, 0],
          [0, 1, 2],
          [31, 30, 1],
          [17, 5, 0],
        ] as const) {
          expect(set.pixels[record * imageValues + (y * 32 + x) * 3 + channel]).toBe(
            pixels[channel * 1024 + y * 32 + x],
          );
        }
      }
    });

    it(`names file, expected and found bytes of a ${layout.title} file cut off or too long`, () => {
      const cut = () => parseCifarBinary(bytes.subarray(0, 3 * size - 1), dataset, 'own.bin');
      expect(cut).toThrow(DataFileError);
      expect(cut).toThrow(`own.bin: expected ${3 * size} bytes`);
      expect(cut).toThrow(`found ${3 * size - 1}`);
      expect(() => parseCifarBinary(new Uint8Array(size + 1), dataset, 'own.bin')).toThrow(`found ${size + 1}`);
      expect(() => parseCifarBinary(new Uint8Array(0), dataset, 'own.bin')).toThrow(`expected ${size} bytes`);
    });

    it(`names the ${layout.title} record whose label is out of range`, () => {
      for (const [place, values] of layout.labelValues.entries()) {
        const wrong = bytes.slice();
        wrong[2 * size + place] = values;
        expect(() => parseCifarBinary(wrong, dataset, 'own.bin')).toThrow(`own.bin: record 2 has label ${values}`);
      }
    });

    it(`reads any ${layout.title} bytes or says what is wrong with them`, () => {
      const anyBytes = fc.oneof(
        fc.uint8Array({ maxLength: 2 * size }),
        fc.tuple(fc.nat(2 * size), fc.uint8Array({ maxLength: 40 })).map(([at, patch]) => {
          const changed = bytes.slice();
          changed.set(patch, at);
          return changed;
        }),
      );
      fc.assert(
        fc.property(anyBytes, (any) => {
          try {
            const { labels, pixels } = parseCifarBinary(any, dataset, 'any.bin');
            expect(labels.length * size).toBe(any.length);
            expect(pixels.length).toBe(labels.length * imageValues);
            expect(Math.max(...labels)).toBeLessThan(layout.classes);
          } catch (error) {
            if (!(error instanceof DataFileError)) throw error;
            expect(error.message).toMatch(/^any\.bin: [^\n]+$/);
          }
        }),
        { seed: 1, numRuns: 100 },
      );
    });
  }
});
