import type { PreparedBackend } from './prepare-backend.ts';

/** A backend computes in too few digits for training. */
export class PrecisionError extends Error {
  override readonly name = 'PrecisionError';
  constructor(
    message: string,
    /** What to do about it, in one line. */
    readonly remedy: string,
  ) {
    super(message);
  }
}

/**
 * Refuses a backend that is below float32, unless that was asked for: float16 has eleven bits, and makes 0 of what is
 * below 6·10⁻⁸. Gradients of deep networks are.
 *
 * @throws PrecisionError
 */
export function requireTrainingPrecision(
  { name, device, precision }: Pick<PreparedBackend, 'name' | 'device' | 'precision'>,
  { allowFloat16 }: { readonly allowFloat16: boolean },
): void {
  if (precision === 'float32' || allowFloat16) return;
  throw new PrecisionError(
    `the backend '${name}' computes in ${precision} here (${device}), too few digits for training`,
    'take another with --backend, or allow it with --allow-float16',
  );
}
