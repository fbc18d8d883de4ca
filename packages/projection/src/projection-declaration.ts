import type { Operator } from './operator.ts';

/** A constraint that a model declares on one of its parameters; the training schedule executes it. */
export interface ProjectionDeclaration {
  /** The parameter's name in the model. */
  readonly parameter: string;
  /** The linear map that the parameter stands for. */
  readonly operator: Operator;
  /** What all its singular values are to be; `auto` is √(output dimension / rank). */
  readonly sigma: 'auto' | number;
  /** After each optimiser step (2020), or before each forward pass (the zero-phase whitening of 2018). */
  readonly when: 'after-step' | 'before-forward';
}
