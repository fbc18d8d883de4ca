import type { Parameter } from '@procrustes/layers';
import type { Model } from '@procrustes/models';

/** The parameters that an optimiser changes, by name. */
export function trainableParameters({ network }: Model): (readonly [name: string, parameter: Parameter])[] {
  return [...network.namedParameters()].filter(([, parameter]) => parameter.trainable);
}
