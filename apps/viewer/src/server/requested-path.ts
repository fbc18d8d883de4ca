import { isPlainName } from './plain-name.ts';

/** What a request asks for, below the page. */
export interface RequestedPath {
  readonly parts: readonly string[];
  /** Whether it ends with a slash. */
  readonly folder: boolean;
}

/**
 * The parts of the path of a request's target, decoded, each of them a plain name; the query is left out. Undefined for a target that
 * is no path, holds an escape that is none, or has a part that could lead elsewhere, escaped or not: `..`, `%2e%2e`, `a%2fb`, `a//b`.
 */
export function requestedPath(target: string): RequestedPath | undefined {
  const [path = ''] = target.split(/[?#]/, 1);
  if (!path.startsWith('/')) return undefined;
  const folder = path.endsWith('/');
  const encoded = path.slice(1, folder ? -1 : undefined);
  if (encoded === '') return path === '/' ? { parts: [], folder } : undefined;
  try {
    const parts = encoded.split('/').map(decodeURIComponent);
    return parts.every((part) => isPlainName(part)) ? { parts, folder } : undefined;
  } catch {
    return undefined;
  }
}
