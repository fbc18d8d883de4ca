import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Makes a folder and those above it, and sees to it that they outlast a loss of power. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  const { length } = resolve(first);
  // Each is a name in the one above it.
  for (let made = resolve(path); made.length >= length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Brings the names in a folder to the disk, where the system lets a folder be synchronised: Windows does not. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  try {
    await folder?.sync().catch(() => undefined);
  } finally {
    await folder?.close();
  }
}
