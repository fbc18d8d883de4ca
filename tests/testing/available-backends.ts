import { type BackendStatus, listBackends } from '@procrustes/backends';

/** Those that can compute here; each has its own contract, which tells why one is missing. */
export async function availableBackends(): Promise<readonly Extract<BackendStatus, { available: true }>[]> {
  const { backends } = await listBackends();
  return backends.filter((backend) => backend.available);
}
