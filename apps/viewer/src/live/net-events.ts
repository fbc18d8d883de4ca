import { type MetricsRecord, NormTableBuilder, type ProjectionRecord, type ValidationRecord } from '@procrustes/runs';
import type { TrainingEvent } from '@procrustes/training';
import type { NetRecords } from './protocol.ts';

/** Gathers what a net's training tells, until it is taken for the next report. */
export class NetEvents {
  #metrics: MetricsRecord[] = [];
  #validation: ValidationRecord[] = [];
  #projections: ProjectionRecord[] = [];
  #norms = new NormTableBuilder();

  add(event: TrainingEvent): void {
    switch (event.type) {
      case 'step':
        this.#metrics.push(event.metrics);
        break;
      case 'norms':
        this.#norms.append(event.norms);
        break;
      case 'projections':
        this.#projections.push(event.projections);
        break;
      case 'validation':
        this.#validation.push(event.validation);
    }
  }

  /** What was told since it was last taken. The arrays are the caller's. */
  take(): NetRecords {
    const taken = {
      metrics: this.#metrics,
      validation: this.#validation,
      projections: this.#projections,
      norms: this.#norms.table,
    };
    this.#metrics = [];
    this.#validation = [];
    this.#projections = [];
    this.#norms = new NormTableBuilder();
    return taken;
  }
}
