import {
  type MetricsRecord,
  NormTableBuilder,
  type ProjectionRecord,
  type RunDescription,
  type ValidationRecord,
} from '@procrustes/runs';
import type { ViewedRun } from '../viewed-run.ts';
import type { NetRecords } from './protocol.ts';

/** What a net in training has recorded so far, on the side of the page. */
export class LiveRun {
  readonly id: string;
  readonly description: RunDescription;
  #metrics: readonly MetricsRecord[] = [];
  #validation: readonly ValidationRecord[] = [];
  #projections: readonly ProjectionRecord[] = [];
  readonly #norms = new NormTableBuilder();

  constructor(id: string, description: RunDescription) {
    this.id = id;
    this.description = description;
  }

  append({ metrics, validation, projections, norms }: NetRecords): void {
    // New arrays: who holds an earlier view keeps what it saw.
    this.#metrics = [...this.#metrics, ...metrics];
    this.#validation = [...this.#validation, ...validation];
    this.#projections = [...this.#projections, ...projections];
    const { sites, kinds, steps, gradient, activation } = norms;
    const width = sites.length;
    for (const [row, step] of steps.entries()) {
      const [start, end] = [row * width, (row + 1) * width];
      this.#norms.append({
        step,
        sites,
        kinds,
        gradient: gradient.subarray(start, end),
        activation: activation?.subarray(start, end) ?? [],
      });
    }
  }

  /** Takes out what was recorded after that step, for a session that goes on from there. */
  truncateAfter(step: number): void {
    const until = <R extends { readonly step: number }>(records: readonly R[]) =>
      records.filter((record) => record.step <= step);
    this.#metrics = until(this.#metrics);
    this.#validation = until(this.#validation);
    this.#projections = until(this.#projections);
    this.#norms.truncateAfter(step);
  }

  /** As it is now; does not change later. */
  get view(): ViewedRun {
    return {
      id: this.id,
      name: this.description.model.name,
      origin: 'live',
      description: this.description,
      metrics: this.#metrics,
      validation: this.#validation,
      projections: this.#projections,
      norms: this.#norms.table,
      warnings: [],
    };
  }
}
