export { type SampleRunSettings, sampleRun } from './sample-run.ts';
