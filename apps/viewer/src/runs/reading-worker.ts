import type { ReadingReport, ReadingRequest } from './reading-protocol.ts';
import { RunReadings } from './run-readings.ts';

/** What this file needs of a worker's global scope, which the page's types do not know. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ReadingRequest>) => void) | null;
  postMessage(report: ReadingReport, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const readings = new RunReadings((report, transfer) => scope.postMessage(report, transfer));
scope.onmessage = ({ data }) => readings.handle(data);
