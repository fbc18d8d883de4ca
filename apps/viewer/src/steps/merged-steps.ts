/** All steps of these ascending lists, ascending and each once. */
export function mergedSteps(lists: readonly (readonly number[])[]): readonly number[] {
  const [first, ...others] = lists.filter(({ length }) => length > 0);
  if (first === undefined) return [];
  // Runs that are compared mostly have the same steps, and there are many.
  const isFirst = (steps: readonly number[]): boolean =>
    steps === first || (steps.length === first.length && steps.every((step, index) => step === first[index]));
  return others.every(isFirst) ? first : [...new Set(lists.flat())].sort((a, b) => a - b);
}
