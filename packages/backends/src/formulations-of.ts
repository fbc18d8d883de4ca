import { adapters } from './adapters.ts';
import type { Formulations } from './formulations.ts';

/** The formulations of a backend; undefined where it computes everything in one way, or does not exist. */
export function formulationsOf(backend: string): Formulations | undefined {
  return adapters.find(({ name }) => name === backend)?.formulations;
}
