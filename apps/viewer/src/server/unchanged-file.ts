import { stat } from 'node:fs/promises';

/** Finds a file anew only where none was found, or the one that was has changed since: finding out may mean to read it whole. */
export function unchangedFile<File extends { readonly path: string }>(
  find: () => Promise<File | undefined>,
): () => Promise<File | undefined> {
  let known: { readonly file: File; readonly state: string } | undefined;
  return async () => {
    if (known !== undefined && (await stateOf(known.file.path)) === known.state) return known.file;
    const file = await find();
    const state = file && (await stateOf(file.path));
    known = file === undefined || state === undefined ? undefined : { file, state };
    return known?.file;
  };
}

async function stateOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
}
