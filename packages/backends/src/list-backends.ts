import { adapters } from './adapters.ts';
import { type BackendDevice, isUnavailable, type Unavailable } from './backend-adapter.ts';

export type BackendStatus = { readonly name: string } & (
  | ({ readonly available: true } & BackendDevice)
  | ({
      readonly available: false;
      readonly device: null;
      readonly precision: null;
      readonly threads: null;
    } & Unavailable)
);

export interface BackendList {
  /** The one that `auto` takes; null where none is available. */
  readonly chosen: string | null;
  readonly backends: readonly BackendStatus[];
}

/** Every backend: available, with its device, or why not and what to do. */
export async function listBackends(): Promise<BackendList> {
  const backends = await Promise.all(
    adapters.map(async ({ name, probe }): Promise<BackendStatus> => {
      const found = await probe();
      return isUnavailable(found)
        ? { name, available: false, device: null, precision: null, threads: null, ...found }
        : { name, available: true, ...found };
    }),
  );
  return { chosen: backends.find(({ available }) => available)?.name ?? null, backends };
}

/** The names that `--backend` takes. */
export const backendNames: readonly string[] = ['auto', ...adapters.map(({ name }) => name)];
