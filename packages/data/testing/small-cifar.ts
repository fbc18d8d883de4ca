import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Generator } from '@procrustes/random';
import { type CifarFile, type CifarLayout, cifarLayouts, recordBytes } from '../src/cifar-layout.ts';

/** The official layout with files of only `records` records each. */
export function smallLayout(dataset: 'cifar10' | 'cifar100', records: number): CifarLayout {
  const layout = cifarLayouts[dataset];
  const shortened = (files: readonly CifarFile[]) => files.map(({ name }) => ({ name, records }));
  return { ...layout, train: shortened(layout.train), test: shortened(layout.test) };
}

/** Records with random pixels and random labels of the right range. */
export function randomRecords(layout: CifarLayout, records: number, seed: number): Uint8Array {
  const generator = Generator.named(seed, 'records');
  const size = recordBytes(layout);
  const bytes = Uint8Array.from({ length: records * size }, () => generator.integer(256));
  for (let record = 0; record < records; record += 1) {
    for (const [place, values] of layout.labelValues.entries())
      bytes[record * size + place] = generator.integer(values);
  }
  return bytes;
}

/** The contents of every file of `layout`, by name. */
export function randomFiles(layout: CifarLayout): Map<string, Uint8Array> {
  const files = [...layout.train, ...layout.test];
  return new Map(files.map(({ name, records }, index) => [name, randomRecords(layout, records, index)]));
}

export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
}

/** A tar archive of `files` (ustar), each in `folder`. */
export function tarOf(folder: string, files: ReadonlyMap<string, Uint8Array>): Buffer {
  const blocks: Buffer[] = [];
  for (const [name, bytes] of files) {
    const header = Buffer.alloc(512);
    header.write(`${folder}/${name}`, 0);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
