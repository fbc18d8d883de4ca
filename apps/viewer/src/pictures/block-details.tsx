import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { LiveTraining } from '../live/live-training.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { BlockHistoryCard } from './block-history-card.tsx';
import { BlockKernels } from './block-kernels.tsx';
import { ReceiptsCard } from './receipts-card.tsx';

interface Props {
  readonly run: ViewedRun;
  /** The place of the run among those that are shown together. */
  readonly index: number;
  /** The index of the site at which the block ends. */
  readonly site: number;
  readonly live: LiveTraining | null;
  readonly onClose: () => void;
}

const x = (
  <var>
    x<sub>l</sub>
  </var>
);
const next = (
  <var>
    x<sub>l+1</sub>
  </var>
);
const branch = (
  <var>
    F<sub>l</sub>
  </var>
);

const kindSentences: Record<ViewedRun['norms']['kinds'][number], ComponentChildren> = {
  stem: <>The stem, which turns the images into the stream that the blocks work on.</>,
  identity: (
    <>
      A residual block with an identity skip, {next} = {x} + {branch}({x}): the nearer {branch} is to nothing, the
      nearer r is to 1.
    </>
  ),
  transition: <>A transition: it changes width or resolution, so nothing like an identity keeps the norm by itself.</>,
  plain: (
    <>
      A block without a skip, {next} = {branch}({x}).
    </>
  ),
};

/** What is known of one block, in a dialog: its norms over the training, its kernels where it is trained here, its projections. */
export function BlockDetails({ run, index, site, live, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { norms } = run;
  const name = norms.sites[site] ?? '';
  const kind = norms.kinds[site] ?? 'identity';

  useEffect(() => {
    // A modal dialog keeps the focus inside, and gives it back when it closes.
    dialog.current?.showModal();
  }, []);

  // The stem's input is the images, whose gradient nobody asks for.
  const quantities = [
    ...(site === 0 ? [] : (['ratio'] as const)),
    'gradient' as const,
    ...(norms.activation === null ? [] : (['activation'] as const)),
  ];

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape and the button
    <dialog
      ref={dialog}
      class="block-details"
      aria-labelledby={id}
      onClose={onClose}
      onClick={({ target }) => {
        // Only a click beside the content hits the dialog itself.
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="block-content">
        <header>
          <h2 id={id}>
            {name}, block {site} of {run.name}
          </h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        <p class="block-kind">{kindSentences[kind]}</p>
        {quantities.map((quantity) => (
          <BlockHistoryCard key={quantity} run={run} index={index} site={site} quantity={quantity} />
        ))}
        {run.origin === 'live' && live !== null && <BlockKernels run={run} site={name} live={live} />}
        <ReceiptsCard run={run} prefix={`${name}.`} />
      </div>
    </dialog>
  );
}
