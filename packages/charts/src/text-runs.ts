/** A word or a part of one, set as a subscript or not. */
export interface TextRun {
  readonly text: string;
  readonly subscript: boolean;
}

/** The text of a node by runs, white space collapsed; what `sub` holds is subscript. */
export function textRuns(node: Node, subscript = false): TextRun[] {
  if (node.nodeType === 3) {
    const text = (node.nodeValue ?? '').replace(/\s+/g, ' ');
    return text === '' ? [] : [{ text, subscript }];
  }
  return [...node.childNodes].flatMap((child) =>
    textRuns(child, subscript || (node as Element).localName?.toLowerCase() === 'sub'),
  );
}

/** The runs in lines of at most `limit` characters, broken at spaces; a longer word has a line of its own. */
export function wrapRuns(runs: readonly TextRun[], limit: number): TextRun[][] {
  const lines: TextRun[][] = [[]];
  let length = 0;
  for (const word of words(runs)) {
    const size = word.reduce((sum, { text }) => sum + text.length, 0);
    if (length > 0 && length + size > limit) {
      lines.push([]);
      length = 0;
    }
    lines.at(-1)?.push(...(length === 0 ? word.map((run) => ({ ...run, text: run.text.trimStart() })) : word));
    length += size;
  }
  return lines;
}

/** Runs that no space separates belong to one word; a word begins with the space before it. */
function words(runs: readonly TextRun[]): TextRun[][] {
  const all: TextRun[][] = [];
  for (const { text, subscript } of runs) {
    for (const part of text.split(/(?= )/)) {
      if (part.startsWith(' ') || all.length === 0) all.push([{ text: part, subscript }]);
      else all.at(-1)?.push({ text: part, subscript });
    }
  }
  return all;
}
