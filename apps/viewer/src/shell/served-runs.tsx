import { type Signal, useSignal } from '@preact/signals';
import type { RunLibrary } from '../runs/run-library.ts';
import type { ServedIndex, ServedRun } from '../server/served-index.ts';
import { fetchServedIndex } from './fetch-served-index.ts';

interface Props {
  readonly library: RunLibrary;
  readonly served: Signal<ServedIndex | null>;
}

/** The runs that the server of this page offers; the boxes open and close them. */
export function ServedRuns({ library, served }: Props) {
  const opening = useSignal<ReadonlySet<string>>(new Set());
  const openedFrom = (run: ServedRun) => library.runs.value.find(({ id }) => id === `served-${run.id}`);
  const index = served.value;
  if (index === null || index.folder === null) return null;
  const toggle = async (run: ServedRun) => {
    const opened = openedFrom(run);
    if (opened !== undefined) {
      library.close(opened.id);
      return;
    }
    opening.value = new Set([...opening.value, run.id]);
    try {
      await library.openServed(run);
    } finally {
      opening.value = new Set([...opening.value].filter((id) => id !== run.id));
    }
  };
  return (
    <section class="card" aria-labelledby="served-title">
      <header>
        <h2 id="served-title">
          In <span class="path">{index.folder}</span>
        </h2>
        <button
          type="button"
          class="quiet"
          onClick={async () => {
            served.value = (await fetchServedIndex()) ?? served.value;
          }}
        >
          Refresh
        </button>
      </header>
      {index.runs.length === 0 ? <p class="hint">No run there yet. A run is a folder with a run.json.</p> : null}
      {index.truncated ? <p class="hint">There are more; these were found first.</p> : null}
      <ul class="choices">
        {index.runs.map((run) => (
          <li key={run.id}>
            <label class="check">
              <input
                type="checkbox"
                checked={openedFrom(run) !== undefined || opening.value.has(run.id)}
                disabled={opening.value.has(run.id)}
                onChange={() => toggle(run)}
              />
              <span>
                {run.name}
                {run.path === run.name || run.path === '.' ? null : <span class="path">{run.path}</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
