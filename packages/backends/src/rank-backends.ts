import { type BackendAdapter, type BackendDevice, isUnavailable, type Unavailable } from './backend-adapter.ts';

/** A backend and what its probe found. */
export interface ProbedBackend {
  readonly adapter: BackendAdapter;
  readonly found: BackendDevice | Unavailable;
}

/** A backend that `auto` may take. */
export interface BackendCandidate {
  readonly adapter: BackendAdapter;
  /** Why none of those is taken that could be faster. */
  readonly passedOver: readonly string[];
}

/**
 * The backends that `auto` may take, the fastest first: those on a GPU, then those on the CPU, each in the order in which
 * they are given. A software rasteriser is never taken: it is slower than a backend that computes on the CPU directly.
 * Nor is a backend below float32, which is too little for training.
 */
export function rankBackends(probed: readonly ProbedBackend[]): BackendCandidate[] {
  return (['GPU', 'CPU'] as const).flatMap((processor) =>
    probed.flatMap(({ adapter, found }, index) => {
      if (isUnavailable(found) || found.processor !== processor || found.precision !== 'float32') return [];
      const faster = probed.filter((other, place) => place < index || (processor === 'CPU' && other.adapter.forGpu));
      return [{ adapter, passedOver: faster.flatMap(whyNot) }];
    }),
  );
}

function whyNot({ adapter: { name }, found }: ProbedBackend): string[] {
  if (isUnavailable(found)) {
    return found.elsewhere ? [] : [`the backend '${name}' is not available: ${found.reason}`];
  }
  if (found.precision !== 'float32')
    return [`the backend '${name}' computes in ${found.precision} here, which auto never takes`];
  if (found.processor !== 'software rasteriser') return [];
  return [`the backend '${name}' has only a software rasteriser here (${found.device}), which auto never takes`];
}
