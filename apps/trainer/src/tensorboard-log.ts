import { hostname } from 'node:os';
import { blockRatios, meanDeviation } from '@procrustes/probes';
import type { RunStore } from '@procrustes/runs';
import { EventWriter } from '@procrustes/runs/tensorboard';
import type { TrainingEvent } from '@procrustes/training';

/** Tells TensorBoard what happens in a run; `afterStep` steps are behind it. */
export async function tensorboardLog(
  store: RunStore,
  afterStep: number,
): Promise<(event: TrainingEvent) => Promise<void>> {
  const writer = await EventWriter.begin(store, { afterStep, host: hostname() });
  return async (event) => {
    if (event.type === 'step') {
      const { step, loss, accuracy, learningRate } = event.metrics;
      await writer.summary(step, {
        'train/loss': loss,
        'train/accuracy': accuracy,
        'train/learning rate': learningRate,
      });
    } else if (event.type === 'validation') {
      const { step, loss, accuracy } = event.validation;
      await writer.summary(step, { 'validation/loss': loss, 'validation/accuracy': accuracy });
    } else if (event.type === 'norms') {
      const ratios = blockRatios(event.norms);
      const deviations = Object.entries(meanDeviation(ratios)).map(([kind, value]) => [`mean |r−1|/${kind}`, value]);
      const values = ratios.map(({ ratio }) => ratio);
      await writer.summary(event.norms.step, Object.fromEntries(deviations), { 'r/all blocks': values });
    }
  };
}
