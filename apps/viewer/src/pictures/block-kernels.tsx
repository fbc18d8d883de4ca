import { type ChartOptions, kernelPicture, kernelTable } from '@procrustes/charts';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { KernelValues, LiveTraining } from '../live/live-training.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { ChartCard } from './chart-card.tsx';

interface Props {
  readonly run: ViewedRun;
  /** The site at which the block ends. */
  readonly site: string;
  readonly live: LiveTraining;
}

// Kernels come out of the worker that trains, between two steps: now and then is enough.
const pause = 1500;

/** The convolution kernels of a block of a net that is trained here, as they are now. */
export function BlockKernels({ run: { id, name, metrics }, site, live }: Props) {
  const [kernels, setKernels] = useState<readonly KernelValues[]>([]);
  const [note, setNote] = useState('Reading the kernels…');
  const step = metrics.at(-1)?.step ?? 0;
  // One request for each pause of training, however many steps it has.
  const turn = useTurn(step, pause);

  useEffect(() => {
    let left = false;
    live.kernels(id, site).then(
      (found) => {
        if (left) return;
        setKernels(found);
        setNote(found.length === 0 ? 'This block has no convolution.' : '');
      },
      (error: unknown) => {
        if (!left) setNote(`The kernels cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    return () => {
      left = true;
    };
  }, [live, id, site, turn]);

  return (
    <section class="block-kernels">
      <h3>Kernels now</h3>
      {note !== '' && <p class="chart-note">{note}</p>}
      {kernels.map((kernel) => (
        <KernelCard key={kernel.name} run={name} kernel={kernel} />
      ))}
    </section>
  );
}

function KernelCard({ run, kernel }: { readonly run: string; readonly kernel: KernelValues }) {
  const draw = useCallback((options: ChartOptions) => kernelPicture(kernel, options), [kernel]);
  const table = useCallback(() => kernelTable(kernel), [kernel]);
  return <ChartCard name={`kernel ${kernel.name}`} file={[run, kernel.name]} draw={draw} table={table} />;
}

/** The latest `value`, followed at most once in so many milliseconds. */
function useTurn(value: number, milliseconds: number): number {
  const [turn, setTurn] = useState(value);
  useEffect(() => {
    if (turn === value) return;
    const timer = setTimeout(() => setTurn(value), milliseconds);
    return () => clearTimeout(timer);
    // Restarted by a turn alone: values that come faster than the pause must not put it off for ever.
  }, [turn, value === turn]);
  return turn;
}
