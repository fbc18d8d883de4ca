import type { ServedIndex } from '../server/served-index.ts';

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
