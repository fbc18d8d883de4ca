import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../testing/public-packages.ts';

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)) && !/(^|\/)(CHANGELOG\.md|\.changeset\/)/.test(file));

/** A document's text without its code, where brackets mean something else. */
function prose(text: string): string {
  return text
    .replaceAll(/^(```|~~~).*?^\1/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
}

/** The names by which a document's headings are linked to, as GitHub makes them. */
function anchors(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(/^(```|~~~).*?^\1/gms, '').matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => {
    const name = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** The links of a text, as of a document at a place in the repository, that lead to no file, folder or heading of it. */
async function brokenLinks(document: string, text: string): Promise<string[]> {
  const broken: string[] = [];
  for (const [, link = ''] of prose(text).matchAll(
    /\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s+(\S+)/gm,
  )) {
    if (link === '' || /^[a-z][a-z+.-]*:/i.test(link)) continue;
    const [path = '', anchor] = decodeURI(link).split('#');
    const target = join(root, dirname(document), path);
    if (path !== '' && !existsSync(target)) broken.push(link);
    else if (anchor !== undefined && (path === '' || (statSync(target).isFile() && target.endsWith('.md')))) {
      const found = anchors(path === '' ? text : await readFile(target, 'utf8'));
      if (!found.includes(anchor)) broken.push(link);
    }
  }
  return broken;
}

describe('the links of', () => {
  it.each(documents)('%s lead somewhere', async (document) => {
    expect(await brokenLinks(document, await readFile(join(root, document), 'utf8'))).toEqual([]);
  });

  it('a document with broken ones are found', async () => {
    const text = `# Title of \`this\`
[here](#title-of-this) [there](../CONTRIBUTING.md#contributing) [folder](../packages/ops/) [web](https://example.com/none)
[file](none.md), [heading](architecture.md#none), [own](#none), \`[code](none.js)\`
`;
    expect(await brokenLinks('docs/sample.md', text)).toEqual(['none.md', 'architecture.md#none', '#none']);
  });
});
