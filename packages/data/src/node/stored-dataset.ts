import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CifarFile, type CifarLayout, fileBytes } from '../cifar-layout.ts';
import { DataFileError } from '../data-file-error.ts';
import type { CifarData } from './cifar-data.ts';
import type { DatasetSource } from './dataset-source.ts';
import { loadFolder } from './load-cifar.ts';

/** What a whole cached data set says of itself. Written last, so its absence means the set is not whole. */
interface Manifest {
  readonly format: 1;
  readonly dataset: string;
  readonly origin: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

const manifestName = 'manifest.json';

/**
 * Reads the freshly written official files in `folder`, checks them against the digests of the source if it has any, and writes the
 * manifest.
 */
export async function sealDataset(source: DatasetSource, folder: string): Promise<CifarData> {
  const files: Record<string, { bytes: number; sha256: string }> = {};
  const data = await loadFolder(source.layout, folder, (name, bytes) => {
    const sha256 = digest(bytes);
    checkDigest(join(folder, name), source.sha256?.[name], sha256);
    files[name] = { bytes: bytes.length, sha256 };
  });
  const manifest: Manifest = { format: 1, dataset: source.layout.name, origin: source.origin, files };
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  return data;
}

/**
 * Reads a cached data set and checks every file's size and digest: those of the source, else those of the manifest.
 *
 * @throws DataFileError when the set is not there, not whole, or changed.
 */
export async function readSealed(source: DatasetSource, folder: string): Promise<CifarData> {
  const manifest = await readManifest(source.layout, join(folder, manifestName));
  return loadFolder(source.layout, folder, (name, bytes) => {
    checkDigest(join(folder, name), sealedDigest(source, manifest, name), digest(bytes));
  });
}

/** Whether one file of a cached data set is there as it was sealed; the others are not looked at. */
export async function checkSealed(source: DatasetSource, folder: string, file: CifarFile): Promise<boolean> {
  const path = join(folder, file.name);
  try {
    const manifest = await readManifest(source.layout, join(folder, manifestName));
    // Before it is read, since it may be of any size.
    if ((await stat(path)).size !== fileBytes(source.layout, file)) return false;
    return digest(await readFile(path)) === sealedDigest(source, manifest, file.name);
  } catch (error) {
    if (error instanceof DataFileError || (error as NodeJS.ErrnoException).code !== undefined) return false;
    throw error;
  }
}

function sealedDigest({ sha256 }: DatasetSource, { files }: Manifest, name: string): string {
  return sha256?.[name] ?? files[name]?.sha256 ?? 'one in the manifest';
}

async function readManifest(layout: CifarLayout, path: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EISDIR') throw cause;
    throw new DataFileError(path, `missing, so there is no whole copy of ${layout.title}`);
  }
  const manifest = parseManifest(text);
  const files: unknown = manifest?.files;
  if (manifest?.format !== 1 || manifest.dataset !== layout.name || typeof files !== 'object' || files === null) {
    throw new DataFileError(path, `is not the manifest of a copy of ${layout.title}`);
  }
  return manifest as Manifest;
}

function parseManifest(text: string): Partial<Manifest> | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function checkDigest(file: string, expected: string | undefined, found: string): void {
  if (expected === undefined || expected === found) return;
  throw new DataFileError(file, `expected SHA-256 ${expected}, found ${found}; the file was changed or damaged`);
}
