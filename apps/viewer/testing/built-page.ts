import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from 'vite';
import { type BundleContents, type ChunkContents, contentsFolder } from '../vite/bundle-contents.ts';
import { licencesFolder } from '../vite/licences.ts';

/** The page as it was last built, as Vite's manifest and the notes of its bundles describe it. */
export class BuiltPage {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Every chunk by its file: the page's, and those of the workers, each of which is a bundle of its own. */
  readonly chunks: ReadonlyMap<string, ChunkContents>;

  private constructor(folder: string) {
    this.folder = folder;
    this.manifest = readJson(join(folder, '.vite/manifest.json')) as Manifest;
    const bundles = readdirSync(join(folder, contentsFolder)).map(
      (name) => readJson(join(folder, contentsFolder, name)) as BundleContents,
    );
    this.chunks = new Map(bundles.flatMap((bundle) => Object.entries(bundle)));
  }

  /** @throws where it is not built */
  static open(): BuiltPage {
    const folder = fileURLToPath(new URL('../dist/page', import.meta.url));
    if (!existsSync(join(folder, '.vite/manifest.json'))) {
      throw new Error(`${folder} is missing; build it first: npx -y pnpm@12 build`);
    }
    return new BuiltPage(folder);
  }

  /** The file that the page begins with. */
  get entry(): string {
    const entries = Object.values(this.manifest).filter(({ isEntry }) => isEntry === true);
    if (entries.length !== 1 || entries[0] === undefined)
      throw new Error(`expected one entry, found ${entries.length}`);
    return entries[0].file;
  }

  /** What is said of each package's licence, by its name. */
  licences(): ReadonlyMap<string, string> {
    const files = readdirSync(join(this.folder, licencesFolder)).map((name) =>
      readFileSync(join(this.folder, licencesFolder, name), 'utf8'),
    );
    const sections = files.flatMap((text) => text.split(/^## /m).slice(1));
    return new Map(sections.map((section) => [section.split(' ', 1)[0] as string, section]));
  }

  /** The workers whose source is in that folder of the app, as files. */
  workersOf(folder: string): string[] {
    return [...this.chunks]
      .filter(([file, { isEntry, source }]) => isEntry && file !== this.entry && source?.startsWith(folder))
      .map(([file]) => file);
  }

  /**
   * The files that one loads with it: what it imports, and what that imports; with `late`, also what any of them loads when it is asked
   * to, where `late` says so of the chunk.
   */
  loadedWith(file: string, late: (chunk: ChunkContents) => boolean = () => false): ReadonlySet<string> {
    const loaded = new Set([file]);
    for (const name of loaded) {
      const { imports = [], dynamicImports = [] } = this.chunks.get(name) ?? {};
      for (const next of imports) loaded.add(next);
      for (const next of dynamicImports) {
        const chunk = this.chunks.get(next);
        if (chunk !== undefined && late(chunk)) loaded.add(next);
      }
    }
    return loaded;
  }

  /** The style sheets that come with these files. */
  stylesOf(files: ReadonlySet<string>): string[] {
    const chunks = Object.values(this.manifest).filter(({ file }) => files.has(file));
    return [...new Set(chunks.flatMap(({ css = [] }) => css))];
  }

  bytes(file: string): Buffer {
    return readFileSync(join(this.folder, file));
  }
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
