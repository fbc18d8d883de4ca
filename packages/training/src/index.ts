export type { Recompute } from '@procrustes/layers';
export { accuracyOf } from './accuracy.ts';
export {
  type Checkpoint,
  type CheckpointProgress,
  type CheckpointRemarks,
  parseCheckpoint,
  restoreState,
  serializeCheckpoint,
} from './checkpoint.ts';
export { describeRun, keptCheckpoints, type RunChoices } from './describe-run.ts';
export { type GradientStep, gradientStep } from './gradient-step.ts';
export { learningRateAt, type MultiStepSchedule } from './learning-rate.ts';
export { locateGradientOverflow, locateOverflow, type Overflow } from './locate-overflow.ts';
export { NonFiniteError } from './non-finite-error.ts';
export { type Preset, presets } from './presets.ts';
export { type CheckpointObservation, probeCheckpoint } from './probe-checkpoint.ts';
export { type ParameterReceipt, ProjectionSchedule, type ProjectionScheduleOptions } from './projection-schedule.ts';
export { type Recipe, recipeFor } from './recipe.ts';
export { replayTrace, type TraceReplay } from './replay-trace.ts';
export { sessionOfRun } from './session-of-run.ts';
export { Sgd, type SgdOptions } from './sgd.ts';
export { parseStateFile, type StateFileNames, serializeStateFile } from './state-file.ts';
export { type TraceCulprits, type TraceErrors, type TraceVerdict, traceLimits } from './trace-comparison.ts';
export { type TrainingEvent, type TrainingPlan, train, trainStep } from './train.ts';
export { trainableParameters } from './trainable-parameters.ts';
export { type StepResult, type TrainingOptions, TrainingSession } from './training-session.ts';
