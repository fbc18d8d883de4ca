import { excerpt } from './safetensors-error.ts';

// The header, a tensor's entry in it, and that entry's shape.
const deepest = 3;

/**
 * The first fault in a header's structure that `JSON.parse` would hide or be hurt by: a key that stands twice in one
 * object (of which `JSON.parse` silently keeps the last), and nesting deeper than the format has (which would let a
 * small text allocate a lot). Text that is not JSON at all passes: telling is left to `JSON.parse`.
 */
export function structuralFault(text: string): string | undefined {
  const keysOfOpen: (Set<string> | undefined)[] = [];
  let member = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (keysOfOpen.length === deepest) return `expected at most ${deepest} levels of nesting, found more${member}`;
      keysOfOpen.push(character === '{' ? new Set() : undefined);
    } else if (character === '}' || character === ']') {
      keysOfOpen.pop();
    } else if (character === '"') {
      const end = closingQuote(text, at);
      const keys = keysOfOpen.at(-1);
      if (keys !== undefined && isFollowedByColon(text, end)) {
        const key = unescaped(text.slice(at, end + 1));
        if (keys.has(key)) {
          return `expected every key once, found ${excerpt(key)} twice${keysOfOpen.length > 1 ? member : ''}`;
        }
        keys.add(key);
        if (keysOfOpen.length === 1) member = ` in ${excerpt(key)}`;
      }
      at = end;
    }
  }
  return undefined;
}

/** Where the string that opens at `start` ends; the text's length if it does not. */
function closingQuote(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}

/** The key a JSON string spells, so that "\u0061" and "a" count as one. */
function unescaped(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}
