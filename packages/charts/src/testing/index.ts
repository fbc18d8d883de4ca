export { normTable } from './norm-table.ts';
export { type SampleRunSettings, sampleRun } from './sample-run.ts';
