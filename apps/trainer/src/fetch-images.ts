import { type CifarData, DatasetUnavailableError, fetchDataset } from '@procrustes/data/node';
import { SingleBar } from 'cli-progress';
import { timeLeft } from './time-left.ts';

/** The data set from the cache, or fetched into it with a progress bar. */
export async function fetchImages(dataset: 'cifar10' | 'cifar100', signal: AbortSignal): Promise<CifarData> {
  const bar: SingleBar = new SingleBar({
    format: `${dataset} {phase} {bar} {received} of {size} MB, {eta_formatted} left`,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
    // A server need not say how much it sends.
    formatTime: (seconds, options, multiple) => timeLeft(bar.getTotal() > 0 ? seconds : Number.NaN, options, multiple),
  });
  let started = false;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  try {
    return await fetchDataset(dataset, {
      signal,
      onProgress: ({ phase, received, total }) => {
        const payload = { phase, received: megabytes(received), size: total === undefined ? '?' : megabytes(total) };
        if (!started) bar.start(total ?? 0, received, payload);
        else bar.update(received, payload);
        started = true;
        if (total !== undefined) bar.setTotal(total);
      },
    });
  } catch (error) {
    if (!(error instanceof DatasetUnavailableError)) throw error;
    throw new DatasetUnavailableError(
      `${error.message}; go on with the official files (train --data PATH), or with made-up images (--dataset synthetic)`,
    );
  } finally {
    if (started) bar.stop();
  }
}
