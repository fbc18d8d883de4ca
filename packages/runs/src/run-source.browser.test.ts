import { describe, expect, it } from 'vitest';
import { DirectorySource } from './directory-source.ts';
import { FilesSource } from './files-source.ts';
import { contractFiles, describeRunSource } from './testing/run-source-contract.ts';

/** A folder of the page's own file system, which has the handles of a picked one. */
async function filledFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(crypto.randomUUID(), { create: true });
  for (const [path, bytes] of contractFiles) await put(folder, path, bytes);
  return folder;
}

async function put(folder: FileSystemDirectoryHandle, path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const parts = path.split('/');
  let inner = folder;
  for (const part of parts.slice(0, -1)) inner = await inner.getDirectoryHandle(part, { create: true });
  const writable = await (await inner.getFileHandle(parts.at(-1) as string, { create: true })).createWritable();
  await writable.write(bytes);
  await writable.close();
}

describeRunSource('DirectorySource', async () => new DirectorySource(await filledFolder()));
describeRunSource('FilesSource in a page', () => {
  return new FilesSource('picked', new Map([...contractFiles].map(([path, bytes]) => [path, new File([bytes], 'a')])));
});

describe('DirectorySource', () => {
  it('sees a file as it is now, and hides those that begin with a dot', async () => {
    const folder = await filledFolder();
    const source = new DirectorySource(folder, 'chosen');
    expect(source.name).toBe('chosen');
    await put(folder, 'metrics.jsonl', new TextEncoder().encode('one\nzwölf\nthree\n'));
    await put(folder, '.lock', new Uint8Array(1));
    expect(await source.size('metrics.jsonl')).toBe(17);
    expect(await source.readRange('metrics.jsonl', 11, 100)).toEqual(new TextEncoder().encode('three\n'));
    expect(await source.list('')).not.toContain('.lock');
  });
});
