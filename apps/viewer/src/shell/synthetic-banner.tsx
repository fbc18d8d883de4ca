import type { ViewedRun } from '../viewed-run.ts';

/** Says which of the runs that are shown learn from made-up images. */
export function SyntheticBanner({ runs }: { readonly runs: readonly ViewedRun[] }) {
  const synthetic = runs.filter(({ description }) => description.data.synthetic);
  if (synthetic.length === 0) return null;
  const which = synthetic.length === runs.length ? '' : ` (${synthetic.map(({ name }) => name).join(', ')})`;
  return (
    <p class="banner" role="note">
      <strong>Synthetic images{which}.</strong> Made up from the seed, not photographs: good for looking at gradients;
      loss and accuracy say nothing about CIFAR-10.
    </p>
  );
}
