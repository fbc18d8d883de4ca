/** A step schedule of the learning rate. */
export interface MultiStepSchedule {
  /** η before the first milestone. */
  readonly initial: number;
  /** Epochs, counted from 0, from which on the rate is divided once more; ascending. */
  readonly milestones: readonly number[];
  /** The factor at each milestone; 0.1 in the papers. */
  readonly decay: number;
}

/** η in an epoch: initial · decay^(milestones reached). */
export function learningRateAt({ initial, milestones, decay }: MultiStepSchedule, epoch: number): number {
  return initial * decay ** milestones.filter((milestone) => epoch >= milestone).length;
}
