import { RecordReader, type RunSource } from '@procrustes/runs';

/** The last step in a run's `metrics.jsonl`; 0 without any. */
export async function lastRecordedStep(source: RunSource): Promise<number> {
  const metrics = await new RecordReader(source, 'metrics').readOn();
  return metrics?.at(-1)?.step ?? 0;
}
