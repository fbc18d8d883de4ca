import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Options } from 'npm-registry-fetch';
import { type CifarLayout, cifarLayouts, fileBytes } from '../cifar-layout.ts';
import { DataFileError } from '../data-file-error.ts';
import { cifar100Url } from '../dataset-origin.ts';
import { type DatasetSource, type DownloadContext, withProgress } from './dataset-source.ts';
import { describeFetchError } from './describe-fetch-error.ts';
import { loadNpmOptions } from './npm-options.ts';
import { readArchive } from './read-archive.ts';

/** An official binary archive on a web server. */
export interface ArchiveLocation {
  readonly layout: CifarLayout;
  readonly url: string;
  /** Hexadecimal, of the archive. */
  readonly md5: string;
}

/** CIFAR-100 as its authors publish it. */
export const cifar100Location: ArchiveLocation = {
  layout: cifarLayouts.cifar100,
  url: cifar100Url,
  md5: '03b5dce01913d631647c71ecec9e9cb8',
};

/**
 * Fetches an archive with its checksum, through the proxy and certificates of the user's npm configuration (Node's own `fetch` knows
 * no proxy before Node 24). Streamed: neither the archive nor more than one of its files is held.
 */
export function archiveSource({ layout, url, md5 }: ArchiveLocation): DatasetSource {
  return {
    layout,
    origin: url,
    async download(folder, context) {
      try {
        await fetchArchive(layout, url, md5, folder, context);
      } catch (error) {
        context.signal?.throwIfAborted();
        throw describeFetchError(layout.title, url, error);
      }
    },
  };
}

async function fetchArchive(
  layout: CifarLayout,
  url: string,
  md5: string,
  folder: string,
  context: DownloadContext,
): Promise<void> {
  const { default: fetch } = await import('npm-registry-fetch');
  const { cache: _notInNpmsCache, ...options } = (await loadNpmOptions()) as Options & { cache?: unknown };
  const integrity = `md5-${Buffer.from(md5, 'hex').toString('base64')}`;
  const response = await fetch(url, { ...options, integrity, signal: context.signal } as Options);
  if (response.body === null) throw new DataFileError(url, 'the answer is empty');
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const wanted = new Map([...layout.train, ...layout.test].map((file) => [file.name, fileBytes(layout, file)]));
  await readArchive(withProgress(response.body, Number.isFinite(length) ? length : undefined, context), url, {
    accept(name, bytes) {
      const expected = wanted.get(name);
      if (expected !== undefined && bytes > expected) {
        throw DataFileError.size(`${name} in ${url}`, expected, bytes, 'its official size');
      }
      return expected !== undefined;
    },
    read: (name, bytes) => writeFile(join(folder, name), bytes),
  });
}
