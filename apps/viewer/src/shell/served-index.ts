/** A run that the server of this page offers. */
export interface ServedRun {
  /** URL-safe. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** What the server of this page offers beside the page. */
export interface ServedIndex {
  readonly procrustes: string;
  /** Name of the served folder. */
  readonly folder: string | null;
  readonly runs: readonly ServedRun[];
  readonly images: { readonly dataset: 'cifar10'; readonly count: number; readonly url: string } | null;
}

/** Asks the server of this page; null where there is none but a host of static files. */
export async function fetchServedIndex(): Promise<ServedIndex | null> {
  try {
    const response = await fetch('api/index.json', { cache: 'no-store' });
    if (!response.ok) return null;
    const index: unknown = await response.json();
    return isIndex(index) ? index : null;
  } catch {
    return null;
  }
}

const isIndex = (index: unknown): index is ServedIndex =>
  typeof index === 'object' && index !== null && 'runs' in index && Array.isArray(index.runs) && 'images' in index;
