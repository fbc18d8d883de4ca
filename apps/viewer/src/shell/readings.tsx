import type { ReadonlySignal } from '@preact/signals';
import { numberText, percentText, runColour } from '@procrustes/charts';
import { Explain } from '../explanations/explain.tsx';
import type { ViewedRun } from '../viewed-run.ts';
import { readingAt } from './reading-at.ts';

interface Props {
  readonly runs: ReadonlySignal<readonly ViewedRun[]>;
  readonly cursor: ReadonlySignal<number | null>;
}

/** The numbers of every run at the cursor. */
export function Readings({ runs, cursor }: Props) {
  if (runs.value.length === 0) return null;
  return (
    <div class="readings">
      <table>
        <thead>
          <tr>
            <th scope="col">Net</th>
            <th scope="col">Step</th>
            <th scope="col">
              Loss <Explain of="loss" />
            </th>
            <th scope="col">
              Accuracy <Explain of="accuracy" />
            </th>
            <th scope="col">
              <span class="whole">|r − 1|</span> blocks <Explain of="deviation" />
            </th>
            <th scope="col">
              <span class="whole">|r − 1|</span> transitions <Explain of="ratio" />
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.value.map((run, index) => {
            const { step, loss, accuracy, probedStep, deviation } = readingAt(run, cursor.value);
            const older =
              probedStep !== null && probedStep !== step ? <small> at step {numberText(probedStep)}</small> : null;
            return (
              <tr key={run.id}>
                <th scope="row">
                  <span class="swatch" style={{ background: runColour(index) }} />
                  {run.name}
                </th>
                <td>{numberText(step)}</td>
                <td>{numberText(loss)}</td>
                <td>{percentText(accuracy)}</td>
                <td>
                  {numberText(deviation.identity ?? deviation.plain)}
                  {older}
                </td>
                <td>
                  {numberText(deviation.transition)}
                  {older}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
