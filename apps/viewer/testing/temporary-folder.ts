import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that a test fills and removes. */
export class TemporaryFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await realpath(await mkdtemp(join(tmpdir(), 'procrustes-viewer-'))));
  }

  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes files by their paths, and the folders that they need. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(this.at(path)), { recursive: true });
      await writeFile(this.at(path), text);
    }
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** A page that is built as far as a server can tell. */
export const smallPage: Readonly<Record<string, string>> = {
  'page/index.html': '<!doctype html><title>page</title>',
  'page/assets/index-1a2b3c.js': 'export {};',
  'page/assets/index-1a2b3c.css': 'a{}',
  'page/.vite/manifest.json': '{}',
};
