export { accuracyOf, type GradientStep, gradientStep, trainableParameters } from './gradient-step.ts';
export { learningRateAt, type MultiStepSchedule } from './learning-rate.ts';
export { type ParameterReceipt, ProjectionSchedule, type ProjectionScheduleOptions } from './projection-schedule.ts';
export { replayTrace, type TraceErrors, type TraceReplay, traceLimits } from './replay-trace.ts';
export { Sgd, type SgdOptions } from './sgd.ts';
