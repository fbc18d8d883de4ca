import { listBackends } from '@procrustes/backends';

/** Those that can compute here; each has its own contract, which tells why one is missing. */
export async function availableBackends(): Promise<readonly string[]> {
  const { backends } = await listBackends();
  return backends.filter(({ available }) => available).map(({ name }) => name);
}
