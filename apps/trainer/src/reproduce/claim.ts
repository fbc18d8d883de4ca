import type { PreparedBackend } from '@procrustes/backends';
import type { ResultTable } from '../results/result-tables.ts';

/** How much is measured: whole numbers by name, such as `steps`. */
export type Scale = Readonly<Record<string, number>>;

/** Minutes on two cores, or as much as the claim deserves. */
export type ScaleName = 'quick' | 'full';

/** What the paper says about one thing, and how to see it. */
export interface Claim<Numbers extends Scale = Scale> {
  /** What `procrustes reproduce NAME` takes. */
  readonly name: string;
  readonly title: string;
  /** What the paper says, in our own words. */
  readonly statement: string;
  /** Where it says so. */
  readonly source: string;
  /** Whether images are trained on, so that a data set can be chosen. */
  readonly trains: boolean;
  /** The same numbers at either scale; whoever measures may set each otherwise. */
  readonly scales: Readonly<Record<ScaleName, Numbers>>;
  /** The least that a number can be, where it is not 1. */
  readonly least?: Readonly<Partial<Numbers>>;
  /** Measures it. What it finds depends on the settings alone, never on the clock. */
  measure(settings: ClaimSettings<Numbers>): Promise<Finding>;
}

export interface ClaimSettings<Numbers extends Scale = Scale> {
  readonly scale: Numbers;
  /** One measurement each. */
  readonly seeds: readonly number[];
  /** What is trained on. */
  readonly dataset: 'cifar10' | 'synthetic';
  /** What computes. */
  readonly backend: PreparedBackend;
  readonly signal: AbortSignal;
  /** Says what is going on. */
  readonly note: (text: string) => void;
}

/** Whether what was measured is what the paper says. */
export type Verdict = 'supports' | 'contradicts' | 'cannot tell';

export interface Finding {
  readonly verdict: Verdict;
  /** Why, with the numbers that decide. */
  readonly words: string;
  readonly tables: readonly ResultTable[];
  /** What the tables do not say: how it was measured, what was left out. */
  readonly remarks: readonly string[];
  /** Figures for the page. */
  readonly pictures: (document: Document) => readonly HTMLElement[];
  /** Every number that was measured, to be written as JSON. */
  readonly measurements: unknown;
}
