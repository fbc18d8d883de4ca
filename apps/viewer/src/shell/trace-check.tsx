import { useSignal } from '@preact/signals';
import type { TraceErrors, TraceVerdict } from '@procrustes/training';
import type { LiveTraining } from '../live/live-training.ts';
import { ProgressBar } from './progress-bar.tsx';
import { withName } from './with-name.ts';

const kinds: Readonly<Record<keyof TraceErrors, string>> = {
  loss: 'loss',
  logits: 'logits',
  gradients: 'gradients',
  gradientNorms: 'gradient norms',
  weights: 'weights after the steps',
  evaluationLogits: 'evaluation logits',
};

/** Replays a recorded trace on this machine, and says how far the numbers are from the recorded ones. */
export function TraceCheck({ live }: { readonly live: LiveTraining }) {
  const state = useSignal<
    | { readonly at: 'none' }
    | { readonly at: 'work'; readonly name: string }
    | { readonly at: 'failed'; readonly name: string; readonly message: string }
    | { readonly at: 'done'; readonly name: string; readonly verdict: TraceVerdict }
  >({ at: 'none' });
  const check = async (file: File) => {
    const { name } = file;
    state.value = { at: 'work', name };
    try {
      const verdict = await live.verifyTrace(new Uint8Array(await file.arrayBuffer()), name);
      state.value = { at: 'done', name, verdict };
    } catch (error) {
      state.value = { at: 'failed', name, message: error instanceof Error ? error.message : String(error) };
    }
  };
  const shown = state.value;
  return (
    <section class="card" aria-labelledby="trace-title">
      <h2 id="trace-title">Check this machine</h2>
      <p class="hint">
        Replays a recorded trace (weights, a batch, and what came of them) on this page’s backend, and compares.
      </p>
      <label class="file">
        <span>Trace, .safetensors</span>
        <input
          type="file"
          accept=".safetensors"
          disabled={shown.at === 'work'}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) void check(file);
          }}
        />
      </label>
      <div role="status">
        {shown.at === 'work' ? <p>Replaying {shown.name} …</p> : null}
        {shown.at === 'done' ? (
          <p>
            <strong class={shown.verdict.pass ? 'good' : 'bad'}>{shown.verdict.pass ? 'Passes' : 'Fails'}</strong>:{' '}
            {shown.name}
          </p>
        ) : null}
      </div>
      {shown.at === 'work' ? <ProgressBar value={live.progress.value} label={`Replaying ${shown.name}`} /> : null}
      {shown.at === 'failed' ? (
        <p class="problem" role="alert">
          {withName(shown.name, shown.message)}
        </p>
      ) : null}
      {shown.at === 'done' ? <VerdictTable verdict={shown.verdict} /> : null}
    </section>
  );
}

function VerdictTable({ verdict: { errors, limits, worst } }: { readonly verdict: TraceVerdict }) {
  return (
    <table class="verdict">
      <caption class="unseen">Largest errors, relative to each tensor’s norm</caption>
      <thead>
        <tr>
          <th scope="col">Relative to the norm</th>
          <th scope="col">Error</th>
          <th scope="col">Limit</th>
        </tr>
      </thead>
      <tbody>
        {(Object.keys(kinds) as (keyof TraceErrors)[]).map((kind) => (
          <tr key={kind}>
            <th scope="row">
              {kinds[kind]}
              {worst[kind] === '' ? null : <span class="path">{worst[kind]}</span>}
            </th>
            {/* A NaN is over every limit. */}
            <td class={errors[kind] <= limits[kind] ? 'good' : 'bad'}>
              {errors[kind].toExponential(1)}
              {errors[kind] <= limits[kind] ? '' : ' over'}
            </td>
            <td>{limits[kind].toExponential(0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
