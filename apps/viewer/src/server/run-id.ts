import { isPlainName } from './plain-name.ts';

/**
 * Names a run's folder in a URL: letters, digits, `-` and `_` of its path stand for themselves, every other byte as `~` and two
 * hexadecimal digits (`demo/resnet-29` is `demo~2fresnet-29`); `~` alone is the served folder itself.
 */
export function runId(path: readonly string[]): string {
  if (path.length === 0) return '~';
  const escaped = (byte: number) => `~${byte.toString(16).padStart(2, '0')}`;
  return [...Buffer.from(path.join('/'))]
    .map((byte) => (/[\w-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : escaped(byte)))
    .join('');
}

/** The path that {@link runId} has named; undefined where it cannot have. */
export function runPath(id: string): readonly string[] | undefined {
  if (id === '~') return [];
  const bytes = id.replace(/~([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const path = Buffer.from(bytes, 'latin1').toString('utf8').split('/');
  return path.every((name) => isPlainName(name)) && runId(path) === id ? path : undefined;
}
