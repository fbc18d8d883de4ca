import type { StateTensor } from '@procrustes/models';
import { SafetensorsError } from '@procrustes/safetensors';

/** Largest errors of a replay, each relative to the norm of the recorded tensor (or to the recorded number). */
export interface TraceErrors {
  readonly loss: number;
  readonly logits: number;
  readonly gradients: number;
  readonly gradientNorms: number;
  readonly weights: number;
  readonly evaluationLogits: number;
}

/** The tensor (or number) that an error was largest at; '' where there was none. */
export type TraceCulprits = Readonly<Record<keyof TraceErrors, string>>;

/** What a comparison came to. */
export interface TraceVerdict {
  readonly errors: TraceErrors;
  readonly worst: TraceCulprits;
  /** What each error may be. */
  readonly limits: TraceErrors;
  /** Whether every error is within its limit. */
  readonly pass: boolean;
}

/** Float32 accumulated in another order than the recording's: what a faithful replay stays below. */
export const traceLimits: TraceErrors = {
  loss: 1e-4,
  logits: 1e-4,
  gradients: 1e-3,
  gradientNorms: 1e-3,
  weights: 1e-3,
  evaluationLogits: 1e-3,
};

/** Keeps the largest error of each kind and where it was; a NaN is larger than any number. */
export class TraceComparison {
  readonly #errors = { loss: 0, logits: 0, gradients: 0, gradientNorms: 0, weights: 0, evaluationLogits: 0 };
  readonly #worst = { loss: '', logits: '', gradients: '', gradientNorms: '', weights: '', evaluationLogits: '' };

  /** |found − recorded| / |recorded|. */
  number(kind: keyof TraceErrors, name: string, found: number, recorded: number): void {
    this.#note(kind, name, Math.abs(found - recorded) / scaleOf(Math.abs(recorded)));
  }

  /**
   * ‖found − recorded‖₂ / ‖recorded‖₂.
   * @throws SafetensorsError where nothing is recorded, or of another shape
   */
  tensor(kind: keyof TraceErrors, name: string, found: StateTensor, recorded: StateTensor | undefined): void {
    if (recorded === undefined) throw new SafetensorsError(`the trace's ${kind} lack '${name}'`);
    if (found.shape.join() !== recorded.shape.join()) {
      throw new SafetensorsError(
        `'${name}' of the trace's ${kind} has shape [${recorded.shape.join(', ')}], the model's is [${found.shape.join(', ')}]`,
      );
    }
    let difference = 0;
    let norm = 0;
    for (let i = 0; i < recorded.values.length; i += 1) {
      const value = recorded.values[i] as number;
      difference += ((found.values[i] as number) - value) ** 2;
      norm += value ** 2;
    }
    this.#note(kind, name, Math.sqrt(difference) / scaleOf(Math.sqrt(norm)));
  }

  verdict(): TraceVerdict {
    const kinds = Object.keys(this.#errors) as (keyof TraceErrors)[];
    return {
      errors: { ...this.#errors },
      worst: { ...this.#worst },
      limits: traceLimits,
      pass: kinds.every((kind) => this.#errors[kind] <= traceLimits[kind]),
    };
  }

  #note(kind: keyof TraceErrors, name: string, error: number): void {
    if (this.#errors[kind] >= error || Number.isNaN(this.#errors[kind])) return;
    this.#errors[kind] = error;
    this.#worst[kind] = name;
  }
}

/** What was recorded as zero has no scale of its own; its replay must be zero up to rounding. */
const scaleOf = (norm: number): number => (norm === 0 ? 1 : norm);
