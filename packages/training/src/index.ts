export {
  type Checkpoint,
  type CheckpointProgress,
  parseCheckpoint,
  restoreState,
  serializeCheckpoint,
} from './checkpoint.ts';
export { accuracyOf, type GradientStep, gradientStep, trainableParameters } from './gradient-step.ts';
export { learningRateAt, type MultiStepSchedule } from './learning-rate.ts';
export { locateOverflow, NonFiniteError, type Overflow } from './non-finite-error.ts';
export { type ParameterReceipt, ProjectionSchedule, type ProjectionScheduleOptions } from './projection-schedule.ts';
export { type Recipe, recipeFor } from './recipe.ts';
export { replayTrace, type TraceErrors, type TraceReplay, traceLimits } from './replay-trace.ts';
export { Sgd, type SgdOptions } from './sgd.ts';
export { type TrainingEvent, type TrainingPlan, train } from './train.ts';
export { type StepResult, type TrainingOptions, TrainingSession } from './training-session.ts';
