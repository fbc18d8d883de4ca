import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** What users import, helpers for tests apart: its name with the paths of its `exports`. */
  readonly entryPoints: readonly string[];
}

/** Every package of the workspace that is not private. */
export async function publicPackages(): Promise<PublicPackage[]> {
  const found: PublicPackage[] = [];
  for (const parent of ['packages', 'apps']) {
    for (const child of (await readdir(join(root, parent))).sort()) {
      const folder = join(root, parent, child);
      const manifest = await readFile(join(folder, 'package.json'), 'utf8').then(JSON.parse, () => undefined);
      if (manifest === undefined || manifest.private) continue;
      const paths = Object.keys(manifest.exports ?? {}).filter((path) => path !== './testing');
      const { name, version } = manifest;
      found.push({ name, version, folder, entryPoints: paths.map((path) => `${name}${path.slice(1)}`) });
    }
  }
  return found;
}
