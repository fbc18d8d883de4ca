import { NormTableBuilder } from '@procrustes/runs';
import type { ViewedRun } from '../viewed-run.ts';
import type { GrowthReport, ListedKind, RecordsReport } from './reading-protocol.ts';

type Lists = { readonly [Kind in ListedKind]: ViewedRun[Kind] };

const none: Lists = { metrics: [], validation: [], projections: [] };

/** A run as the worker's reports put it together. */
export class OpenedRun {
  readonly #id: string;
  /** What the pictures call it. */
  readonly name: string;
  #arrived: Lists = none;
  #norms = new NormTableBuilder();
  #viewed: ViewedRun | undefined;

  constructor(id: string, name: string) {
    this.#id = id;
    this.name = name;
  }

  /** As it was after the last growth; undefined before the first. */
  get viewed(): ViewedRun | undefined {
    return this.#viewed;
  }

  /** Takes in records; they show with the growth that ends them. */
  add(report: RecordsReport): void {
    this.#arrived = { ...this.#arrived, [report.kind]: joined<unknown>(this.#arrived[report.kind], report.records) };
  }

  grow({ anew, description, norms, warnings }: GrowthReport): void {
    const before = anew ? none : (this.#viewed ?? none);
    if (anew) this.#norms = new NormTableBuilder();
    this.#norms.add(norms);
    this.#viewed = {
      id: this.#id,
      name: this.name,
      origin: 'folder',
      description,
      metrics: joined(before.metrics, this.#arrived.metrics),
      validation: joined(before.validation, this.#arrived.validation),
      projections: joined(before.projections, this.#arrived.projections),
      norms: this.#norms.table,
      warnings,
    };
    this.#arrived = none;
  }
}

const joined = <T>(before: readonly T[], more: readonly T[]): readonly T[] =>
  more.length === 0 ? before : before.concat(more);
