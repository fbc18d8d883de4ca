import { basename, relative } from 'node:path';
import type { Plugin } from 'vite';
import { packageFolder } from './package-folder.ts';

/** What one chunk of a bundle is made of. */
export interface ChunkContents {
  /** The module that it was made for, relative to the app: `src/page.tsx`; null for one that others share. */
  readonly source: string | null;
  readonly isEntry: boolean;
  /** Files of the bundle that are loaded with it. */
  readonly imports: readonly string[];
  /** Files that are loaded only when they are asked for. */
  readonly dynamicImports: readonly string[];
  /** The npm packages that have code in it. */
  readonly packages: readonly string[];
}

/** The chunks of one bundle by file. */
export type BundleContents = Readonly<Record<string, ChunkContents>>;

/** Where in the built page each bundle's contents are noted, a file each. */
export const contentsFolder = '.vite/contents';

/**
 * Notes what every chunk is made of. Vite's own manifest knows nothing of the inside of workers, each of which is a bundle of its own, and
 * nothing of packages: of which two things a page's weight consists.
 */
export function bundleContents(): Plugin {
  let root = '';
  return {
    name: 'bundle-contents',
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const contents: BundleContents = Object.fromEntries(
        chunks.map((chunk) => [
          chunk.fileName,
          {
            source: chunk.facadeModuleId === null ? null : relative(root, chunk.facadeModuleId.replace(/\?.*$/, '')),
            isEntry: chunk.isEntry,
            imports: chunk.imports,
            dynamicImports: chunk.dynamicImports,
            packages: [...new Set(chunk.moduleIds.map(packageOf).filter((name) => name !== undefined))].sort(),
          },
        ]),
      );
      const entry = chunks.find(({ isEntry }) => isEntry)?.fileName ?? 'none';
      this.emitFile({
        type: 'asset',
        fileName: `${contentsFolder}/${basename(entry)}.json`,
        source: `${JSON.stringify(contents, null, 2)}\n`,
      });
    },
  };
}

/** `@tensorflow/tfjs-core` of `…/node_modules/@tensorflow/tfjs-core/dist/index.js`. */
const packageOf = (module: string): string | undefined => packageFolder(module)?.split('/node_modules/').at(-1);
