import { numberText, runColour } from '@procrustes/charts';
import type { ViewedRun } from '../viewed-run.ts';
import { CloseButton } from './close-button.tsx';

interface Props {
  readonly runs: readonly ViewedRun[];
  readonly onClose: (id: string) => void;
}

/** The opened runs in the colours of their pictures. */
export function OpenedRuns({ runs, onClose }: Props) {
  return (
    <ul class="opened">
      {runs.map((run, index) => (
        <li key={run.id}>
          <span class="swatch" style={{ background: runColour(index) }} />
          <div>
            <p class="opened-name">{run.name}</p>
            <p class="hint">{summary(run)}</p>
            {run.warnings.length === 0 ? null : (
              <details class="warnings">
                <summary>
                  {run.warnings.length} {run.warnings.length === 1 ? 'warning' : 'warnings'}
                </summary>
                <ul>
                  {run.warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              </details>
            )}
          </div>
          <CloseButton label={`Close ${run.name}`} onClick={() => onClose(run.id)} />
        </li>
      ))}
    </ul>
  );
}

function summary({ description, metrics, norms }: ViewedRun): string {
  const { model, data, projection, backend } = description;
  const trained = metrics.at(-1)?.step ?? 0;
  const blocks = Math.max(0, norms.sites.length - 1);
  return [
    `${model.name} on ${data.dataset}`,
    `step ${numberText(trained)} of ${numberText(description.steps)}`,
    norms.steps.length === 0 ? 'no norms' : `${numberText(norms.steps.length)} probes of ${numberText(blocks)} blocks`,
    projection.mode === 'off' ? '' : `projection ${projection.mode}`,
    backend.name,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
