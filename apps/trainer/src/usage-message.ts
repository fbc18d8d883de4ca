import { nearestWords } from './usage-error.ts';

/** The part of a command that a message about its use needs. */
export interface CommandWords {
  readonly options: readonly { readonly long?: string | undefined; readonly hidden: boolean }[];
  readonly commands: readonly { name(): string }[];
}

/** What Commander says about wrong usage, in one line; with the nearest valid words where it knows none that is close, and where the rest belongs. */
export function usageMessage(text: string, { options, commands }: CommandWords): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ');
  if (/^error: too many arguments/.test(line))
    return `${line} What is no argument follows an option: --help lists them`;
  const [, what, word] = /^error: unknown (option|command) '([^']*)'$/.exec(line) ?? [];
  if (what === undefined || word === undefined) return line;
  const valid =
    what === 'command'
      ? commands.map((command) => command.name())
      : [...options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? ''), '--help'];
  return `${line}; the nearest are ${nearestWords(word, valid)}`;
}
