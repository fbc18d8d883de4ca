import { useRef } from 'preact/hooks';

/** The list of the last rendering where this one has the same elements, so that what depends on it is not made anew. */
export function useSame<T extends readonly unknown[]>(values: T): T {
  const kept = useRef(values);
  const same =
    kept.current.length === values.length && values.every((value, index) => Object.is(value, kept.current[index]));
  if (!same) kept.current = values;
  return kept.current;
}
