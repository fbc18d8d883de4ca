import { parentPort, workerData } from 'node:worker_threads';
import { Batches } from '../batches.ts';
import type { BatchAnswer, BatchRequest, BatchWorkerData } from './batch-messages.ts';

// The entry of a worker: `WorkerBatches` starts it.
const { set, settings } = workerData as BatchWorkerData;
const batches = new Batches(set, settings);

parentPort?.on('message', ({ from }: BatchRequest) => {
  if (from !== undefined) batches.restore(from);
  const batch = batches.next();
  const answer: BatchAnswer = { batch, state: batches.state };
  parentPort?.postMessage(answer, [batch.images.buffer as ArrayBuffer, batch.labels.buffer as ArrayBuffer]);
});
