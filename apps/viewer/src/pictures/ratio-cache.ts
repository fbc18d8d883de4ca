import { type RunRatios, ratiosInParts, ratiosOfTable } from '@procrustes/charts';
import type { NormTable } from '@procrustes/runs';
import type { ViewedRun } from '../viewed-run.ts';

interface Known {
  readonly ratios: RunRatios;
  /** Of the table that they are from: a run that grows keeps the list, one that was read anew has another. */
  readonly sites: NormTable['sites'];
}

/** The ratios of the page's runs: of a run that grows only the new records are worked out. */
export class RatioCache {
  readonly #latest = new Map<string, Known>();

  of({ id, name, norms }: ViewedRun): RunRatios {
    const ratios = ratiosOfTable(name, norms, this.#latest.get(id)?.ratios);
    this.#latest.set(id, { ratios, sites: norms.sites });
    return ratios;
  }

  /** So many ratios of these runs are not worked out yet. */
  missing(runs: readonly ViewedRun[]): number {
    return runs.reduce((sum, run) => sum + this.#missing(run), 0);
  }

  /** Works out what is missing, `partSize` ratios between two yields; what was done until it is given up is not done again. */
  *prepare(runs: readonly ViewedRun[], partSize: number): Generator<void, void, undefined> {
    for (const run of runs) {
      const { id, name, norms } = run;
      if (this.#missing(run) === 0) continue;
      const known = this.#latest.get(id);
      try {
        for (const ratios of ratiosInParts(
          name,
          norms,
          partSize,
          known?.sites === norms.sites ? known.ratios : undefined,
        )) {
          this.#latest.set(id, { ratios, sites: norms.sites });
          yield;
        }
      } catch {
        // Its pictures say what is wrong with its norms.
      }
    }
  }

  /** Forgets the runs that are not among these. */
  keep(runs: readonly ViewedRun[]): void {
    const ids = new Set(runs.map(({ id }) => id));
    for (const id of this.#latest.keys()) if (!ids.has(id)) this.#latest.delete(id);
  }

  #missing({ id, norms: { steps, sites, gradient } }: ViewedRun): number {
    // No ratios come of too few norms.
    if (gradient.length < steps.length * sites.length) return 0;
    const known = this.#latest.get(id);
    return Math.max(0, steps.length - (known?.sites === sites ? known.ratios.steps.length : 0)) * sites.length;
  }
}
