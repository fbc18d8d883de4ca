import { useSignal, useSignalEffect } from '@preact/signals';
import { normProfile, numberText, percentText } from '@procrustes/charts';
import { blockRatios, meanDeviation } from '@procrustes/probes/plain';
import type { Run } from '@procrustes/runs';
import { useCallback } from 'preact/hooks';
import { Explain } from '../explanations/explain.tsx';
import type { LiveSettings } from '../live/live-settings.ts';
import type { LiveTraining, CheckpointProbe as Probe } from '../live/live-training.ts';
import type { RunLibrary } from '../runs/run-library.ts';
import { ChartPlace } from './chart-place.tsx';
import { Field } from './field.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { withName } from './with-name.ts';

interface Props {
  readonly library: RunLibrary;
  readonly live: LiveTraining;
  /** The images that it is probed on. */
  readonly data: LiveSettings['data'];
}

type State =
  | { readonly at: 'none' }
  | { readonly at: 'work'; readonly title: string }
  | { readonly at: 'failed'; readonly title: string; readonly message: string }
  | { readonly at: 'done'; readonly title: string; readonly probe: Probe };

/** Takes a checkpoint of an opened run, and looks at its norms on images in the page. */
export function CheckpointProbe({ library, live, data }: Props) {
  const runs = library.runs.value;
  const chosen = useSignal('');
  const checkpoints = useSignal<readonly { readonly step: number; readonly path: string }[]>([]);
  const path = useSignal('');
  const state = useSignal<State>({ at: 'none' });
  const run = runs.find(({ id }) => id === chosen.value) ?? runs[0];

  const list = async (id: string | undefined) => {
    checkpoints.value = [];
    path.value = '';
    if (id === undefined) return;
    try {
      const found = await library.checkpoints(id);
      // Another run may have been chosen in the meantime.
      if ((library.runs.peek().find((one) => one.id === chosen.peek()) ?? library.runs.peek()[0])?.id !== id) return;
      checkpoints.value = found;
      path.value = found[0]?.path ?? '';
    } catch (error) {
      state.value = { at: 'failed', title: 'Checkpoints', message: messageOf(error) };
    }
  };
  const runId = useSignal<string | undefined>(undefined);
  runId.value = run?.id;
  useSignalEffect(() => void list(runId.value));

  const probe = async () => {
    if (run === undefined || path.value === '') return;
    const step = checkpoints.value.find((one) => one.path === path.value)?.step;
    const title = `${run.name}, step ${numberText(step)}`;
    state.value = { at: 'work', title };
    try {
      const bytes = await library.readCheckpoint(run.id, path.value);
      state.value = { at: 'done', title, probe: await live.probeCheckpoint(run.description, bytes, title, data) };
    } catch (error) {
      state.value = { at: 'failed', title, message: messageOf(error) };
    }
  };
  const shown = state.value;
  return (
    <section class="card" aria-labelledby="probe-title">
      <h2 id="probe-title">Probe a checkpoint</h2>
      <p class="hint">Restores the weights, and sends one batch of the Live tab’s images forwards and back.</p>
      <form
        class="settings"
        onSubmit={(event) => {
          event.preventDefault();
          void probe();
        }}
      >
        <Field label="Run" problem={undefined} wide>
          {(control) => (
            <select
              {...control}
              value={run?.id ?? ''}
              disabled={runs.length === 0}
              onChange={(event) => {
                chosen.value = event.currentTarget.value;
              }}
            >
              {runs.length === 0 ? <option value="">Open a run first</option> : null}
              {runs.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label="Checkpoint"
          problem={undefined}
          hint={run !== undefined && checkpoints.value.length === 0 ? 'this run has none' : undefined}
        >
          {(control) => (
            <select
              {...control}
              value={path.value}
              disabled={checkpoints.value.length === 0}
              onChange={(event) => {
                path.value = event.currentTarget.value;
              }}
            >
              {checkpoints.value.map((checkpoint) => (
                <option key={checkpoint.path} value={checkpoint.path}>
                  step {numberText(checkpoint.step)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div class="field">
          <button type="submit" disabled={path.value === '' || shown.at === 'work'}>
            Probe
          </button>
        </div>
      </form>
      <div role="status">{shown.at === 'work' ? <p>Probing {shown.title} …</p> : null}</div>
      {shown.at === 'work' ? <ProgressBar value={live.progress.value} label={`Probing ${shown.title}`} /> : null}
      {shown.at === 'failed' ? (
        <p class="problem" role="alert">
          {withName(shown.title, shown.message)}
        </p>
      ) : null}
      {shown.at === 'done' ? <ProbeResult title={shown.title} probe={shown.probe} /> : null}
    </section>
  );
}

function ProbeResult({ title, probe }: { readonly title: string; readonly probe: Probe }) {
  const { loss, accuracy, images, norms } = probe;
  const deviation = meanDeviation(blockRatios(norms));
  const draw = useCallback(
    (width: number) => normProfile([{ name: title, run: { norms: [norms] } as unknown as Run }], { document, width }),
    [title, norms],
  );
  return (
    <div class="probe-result">
      <p>{title}</p>
      <dl class="numbers">
        <dt>
          Loss <Explain of="loss" />
        </dt>
        <dd>{numberText(loss)}</dd>
        <dt>
          Accuracy <Explain of="accuracy" />
        </dt>
        <dd>
          {percentText(accuracy)} of {numberText(images)}
        </dd>
        {(['identity', 'plain', 'transition'] as const).map((kind) =>
          deviation[kind] === undefined ? null : (
            <>
              <dt>
                Mean |r − 1|, {kind} <Explain of="deviation" />
              </dt>
              <dd>{numberText(deviation[kind])}</dd>
            </>
          ),
        )}
      </dl>
      <ChartPlace draw={draw} />
    </div>
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
