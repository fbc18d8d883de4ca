import * as v from 'valibot';
import { found } from './run-error.ts';

// What the schemas of run.json and of the records are put together from.

export const text = v.string();

/** A whole number ≥ 0. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A whole number ≥ 1. */
export const positiveCount = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A setting: a finite number. */
export const finite = v.pipe(v.number(), v.finite());

/**
 * A measured number, which a run that diverges can make NaN or infinite. JSON has no such numbers: they are kept as the
 * texts "NaN", "Infinity" and "-Infinity" (see {@link toJson}), and read back as numbers.
 */
export const measured = v.pipe(
  v.custom<number | NonFinite>(
    (value) => typeof value === 'number' || nonFinite.includes(value as NonFinite),
    ({ input }) => `expected a number, "NaN", "Infinity" or "-Infinity", found ${found(input)}`,
  ),
  v.transform(Number),
);

const nonFinite = ['NaN', 'Infinity', '-Infinity'] as const;
type NonFinite = (typeof nonFinite)[number];

export function list<Item extends v.GenericSchema<unknown, unknown>>(item: Item) {
  return v.pipe(v.array(item), v.readonly());
}

/** An object of these members. Members that a later version may have added are let pass and left out. */
export function object<Members extends v.ObjectEntries>(members: Members) {
  return v.pipe(v.object(members), v.readonly());
}

/** JSON in one line, with non-finite numbers as text. */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(
    value,
    (_, member) => (typeof member === 'number' && !Number.isFinite(member) ? String(member) : member),
    indent,
  );
}
