import { adapters } from './adapters.ts';
import { type BackendDevice, isUnavailable, type Unavailable } from './backend-adapter.ts';
import { rankBackends } from './rank-backends.ts';

/** One backend as it was found: with its device, or why it is not available and what to do. */
export type BackendStatus = { readonly name: string } & (
  | ({ readonly available: true } & BackendDevice)
  | ({ readonly available: false } & { readonly [K in keyof BackendDevice]: null } & Unavailable)
);

/** What {@link listBackends} found. */
export interface BackendList {
  /** The one that `auto` takes; null where none is available. */
  readonly chosen: string | null;
  readonly backends: readonly BackendStatus[];
}

/** Every backend: available, with its device, or why not and what to do. */
export async function listBackends(): Promise<BackendList> {
  const probed = await Promise.all(adapters.map(async (adapter) => ({ adapter, found: await adapter.probe() })));
  const backends = probed.map(
    ({ adapter: { name }, found }): BackendStatus =>
      isUnavailable(found)
        ? {
            name,
            available: false,
            device: null,
            processor: null,
            precision: null,
            threads: null,
            memory: null,
            ...found,
          }
        : { name, available: true, ...found },
  );
  return { chosen: rankBackends(probed)[0]?.adapter.name ?? null, backends };
}

/** The names that `--backend` takes. */
export const backendNames: readonly string[] = ['auto', ...adapters.map(({ name }) => name)];
