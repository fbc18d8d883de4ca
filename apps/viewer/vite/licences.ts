import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { packageFolder } from './package-folder.ts';

/** Where in the built page the licences of what each bundle holds lie, a file each. */
export const licencesFolder = 'licences';

/**
 * Writes the licences of all packages in a bundle into one file beside it, so that the code need not repeat them: TensorFlow.js has one in
 * each of its files, which together are a tenth of its weight. Vite's own option knows nothing of workers.
 */
export function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const folders = new Map<string, string[]>();
      for (const module of chunks.flatMap(({ moduleIds }) => moduleIds)) {
        const folder = packageFolder(module);
        if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), module]);
      }
      const entry = chunks.find(({ isEntry }) => isEntry)?.fileName ?? 'none';
      this.emitFile({
        type: 'asset',
        fileName: `${licencesFolder}/${basename(entry, '.js')}.md`,
        source: `# Licences of what ${entry} and its parts are made of\n${[...folders]
          .sort()
          .map(([folder, modules]) => licenceOf(folder, modules))
          .join('')}`,
      });
    },
  };
}

/** A package's name and licence: as its file says, or where it has none, as one of its modules does. */
function licenceOf(folder: string, modules: readonly string[]): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
  const text = file === undefined ? noticeIn(modules) : readFileSync(join(folder, file), 'utf8');
  return `\n## ${name} ${version} (${license ?? 'see below'})\n\n${(text ?? '').trim()}\n`;
}

function noticeIn(modules: readonly string[]): string | undefined {
  for (const module of modules) {
    const code = readFileSync(module.replace(/\?.*$/, ''), 'utf8');
    const notice = /\/\*(?:(?!\*\/).)*(?:@license|copyright).*?\*\//is.exec(code)?.[0];
    if (notice !== undefined) return notice;
  }
  return undefined;
}
