import { isPlainName, runFiles } from '@procrustes/runs';
import type { RunPlace } from './reading-protocol.ts';

/** How far below what was opened runs are looked for: `runs/comparison/resnet-164`. */
const deepest = 3;

/** More files than this are not a folder of runs. */
const mostFiles = 100_000;

/**
 * The runs among picked or dropped files: every folder that holds a run.json, with its files. Files of a run that lie in the run of another
 * belong to the inner one.
 * @param files by their paths, with `/` between the parts
 */
export function runsAmongFiles(files: ReadonlyMap<string, File>): readonly RunPlace[] {
  const description = `/${runFiles.description}`;
  const folders = [...files.keys()].flatMap((path) => {
    const rooted = `/${path}`;
    return rooted.endsWith(description) ? [rooted.slice(0, -description.length)] : [];
  });
  const runs = new Map(folders.sort().map((folder) => [folder, new Map<string, File>()]));
  for (const [path, file] of files) {
    const parts = `/${path}`.split('/');
    for (let length = parts.length - 1; length > 0; length -= 1) {
      const run = runs.get(parts.slice(0, length).join('/'));
      if (run === undefined) continue;
      run.set(parts.slice(length).join('/'), file);
      break;
    }
  }
  return [...runs].map(([folder, inside]) => ({
    kind: 'files',
    name: folder.slice(1) || 'dropped files',
    files: inside,
  }));
}

/** The runs in a folder, which may be one itself. */
export async function runsInDirectory(folder: FileSystemDirectoryHandle): Promise<readonly RunPlace[]> {
  const runs: RunPlace[] = [];
  const search = async (inner: FileSystemDirectoryHandle, name: string, depth: number): Promise<void> => {
    const folders: FileSystemDirectoryHandle[] = [];
    let isRun = false;
    for await (const entry of inner.values()) {
      if (entry.kind === 'directory' && isPlainName(entry.name)) folders.push(entry as FileSystemDirectoryHandle);
      if (entry.kind === 'file' && entry.name === runFiles.description) isRun = true;
    }
    if (isRun) runs.push({ kind: 'directory', name, folder: inner });
    else if (depth < deepest) {
      folders.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const one of folders) await search(one, `${name}/${one.name}`, depth + 1);
    }
  };
  await search(folder, folder.name, 0);
  return runs;
}

/**
 * All files of what was dropped, by their paths.
 * @throws RangeError where there are more than 100,000
 */
export async function filesOfEntries(entries: readonly FileSystemEntry[]): Promise<ReadonlyMap<string, File>> {
  const files = new Map<string, File>();
  const collect = async (entry: FileSystemEntry, path: string): Promise<void> => {
    if (!isPlainName(entry.name)) return;
    if (entry.isFile) {
      if (files.size === mostFiles) throw new RangeError(`expected at most ${mostFiles} files, found more: open a run`);
      files.set(path, await new Promise<File>((take, refuse) => (entry as FileSystemFileEntry).file(take, refuse)));
      return;
    }
    // A reader gives its entries a hundred at a time.
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((take, refuse) => reader.readEntries(take, refuse));
      if (some.length === 0) return;
      for (const one of some) await collect(one, `${path}/${one.name}`);
    }
  };
  for (const entry of entries) await collect(entry, entry.name);
  return files;
}
