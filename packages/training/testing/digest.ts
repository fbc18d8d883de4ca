import { createHash } from 'node:crypto';
import { exportState, type Model } from '@procrustes/models';

/** A megabyte as a text that a test can compare at once. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The digest of each trained parameter of a model. */
export async function weightDigests({ network }: Model): Promise<Record<string, string>> {
  const trained = new Set(
    [...network.namedParameters()].filter(([, { trainable }]) => trainable).map(([name]) => name),
  );
  const state = [...(await exportState(network))].filter(([name]) => trained.has(name));
  return Object.fromEntries(state.map(([name, { values }]) => [name, digest(new Uint8Array(values.buffer))]));
}
