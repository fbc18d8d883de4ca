import { type RunRatios, ratiosOfTable } from '@procrustes/charts';
import type { ViewedRun } from '../viewed-run.ts';

/** The ratios of the page's runs: of a run that grows only the new records are worked out. */
export class RatioCache {
  readonly #latest = new Map<string, RunRatios>();

  of({ id, name, norms }: ViewedRun): RunRatios {
    const ratios = ratiosOfTable(name, norms, this.#latest.get(id));
    this.#latest.set(id, ratios);
    return ratios;
  }

  /** Forgets the runs that are not among these. */
  keep(runs: readonly ViewedRun[]): void {
    const ids = new Set(runs.map(({ id }) => id));
    for (const id of this.#latest.keys()) if (!ids.has(id)) this.#latest.delete(id);
  }
}
