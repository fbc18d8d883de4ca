import { blockRatios, meanDeviation } from '@procrustes/probes';
import type { TrainingEvent } from '@procrustes/training';
import { SingleBar } from 'cli-progress';
import { timeLeft } from './time-left.ts';

/** One line on the standard error that follows a run. */
export class LiveLine {
  readonly #bar: SingleBar;
  #deviation = '–';

  constructor(name: string, steps: number, firstStep: number) {
    this.#bar = new SingleBar({
      format: format(name, process.stderr.columns ?? 120),
      barsize: 16,
      hideCursor: true,
      etaBuffer: 20,
      formatTime: timeLeft,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
    });
    this.#bar.start(steps, firstStep, { loss: '–', accuracy: '–', rate: '–', deviation: '–' });
  }

  show(event: TrainingEvent): void {
    if (event.type === 'norms') {
      const { identity, plain } = meanDeviation(blockRatios(event.norms));
      this.#deviation = (identity ?? plain)?.toFixed(3) ?? '–';
    } else if (event.type === 'step') {
      const { step, loss, accuracy, imagesPerSecond } = event.metrics;
      this.#bar.update(step, {
        loss: loss.toFixed(3),
        accuracy: `${(100 * accuracy).toFixed(0)} %`,
        rate: imagesPerSecond.toFixed(0),
        deviation: this.#deviation,
      });
    }
  }

  stop(): void {
    this.#bar.stop();
  }
}

/** What fits the terminal; the ratio, which is what people watch for, and the time left always do. */
function format(name: string, columns: number): string {
  const wide = columns >= 120;
  const middle = columns >= 100;
  return [
    `${name}${wide ? ' {bar}' : ''}`,
    `${middle ? 'step ' : ''}{value}/{total}`,
    `${middle ? 'loss' : 'E'} {loss}`,
    `${middle ? 'accuracy' : 'acc'} {accuracy}`,
    `{rate} ${middle ? 'images/s' : 'img/s'}`,
    'mean |r−1| {deviation}',
    `{eta_formatted}${middle ? ' left' : ''}`,
  ].join(middle ? '  ' : ' ');
}
