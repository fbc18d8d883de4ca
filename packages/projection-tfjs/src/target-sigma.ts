import { automaticSigma, type Operator } from '@procrustes/projection';

/**
 * The number that `sigma` stands for.
 * @throws RangeError for one that is not finite or not > 0
 */
export function targetSigma(operator: Operator, sigma: 'auto' | number): number {
  const target = sigma === 'auto' ? automaticSigma(operator) : sigma;
  if (!(target > 0 && Number.isFinite(target)))
    throw new RangeError(`sigma is 'auto' or a finite number > 0, got ${sigma}`);
  return target;
}
