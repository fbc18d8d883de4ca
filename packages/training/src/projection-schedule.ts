import type { Parameter } from '@procrustes/layers';
import type { Model } from '@procrustes/models';
import { type ProjectionDeclaration, project, type Receipt, tangent } from '@procrustes/projection';
import type { Generator } from '@procrustes/random';
import { readParameters } from './read-parameters.ts';

/** Settings of {@link ProjectionSchedule}. */
export interface ProjectionScheduleOptions {
  /** `off` leaves every parameter as the optimiser made it. */
  readonly mode: 'exact' | 'reference' | 'off';
  /** Of the projections after a step; 0.5 in the 2020 paper. One coin decides for all of them. */
  readonly probability: number;
  /**
   * Also takes out of each projected parameter's velocity what would push its singular values up or down, for the next
   * projection to undo. Our own option: the papers leave the velocity alone. False unless told.
   */
  readonly tangentMomentum?: boolean | undefined;
}

/** What was done to one parameter. */
export interface ParameterReceipt extends Receipt {
  readonly parameter: string;
}

interface Scheduled {
  readonly declaration: ProjectionDeclaration;
  readonly parameter: Parameter;
  readonly velocity: Parameter | undefined;
}

/** Executes the projections that a model declares, and keeps receipts. A parameter that is not finite is left alone. */
export class ProjectionSchedule {
  readonly #options: ProjectionScheduleOptions;
  readonly #coin: Generator;
  readonly #scheduled: readonly Scheduled[];

  /**
   * @param coin drawn once per step where something is declared after steps, whatever the outcome
   * @param velocities of the optimiser by parameter name, for `tangentMomentum`
   * @throws where a declaration names a parameter that the network does not have, or a time that there is not
   */
  constructor(
    { network, projections }: Model,
    options: ProjectionScheduleOptions,
    coin: Generator,
    velocities: ReadonlyMap<string, Parameter> = new Map(),
  ) {
    this.#options = options;
    this.#coin = coin;
    const parameters = new Map(network.namedParameters());
    this.#scheduled = projections.map((declaration) => {
      const { when } = declaration;
      if (when !== 'after-step' && when !== 'before-forward') {
        throw new Error(`a projection is due 'after-step' or 'before-forward', got ${JSON.stringify(when)}`);
      }
      const parameter = parameters.get(declaration.parameter);
      if (parameter === undefined) {
        throw new Error(
          `a projection is declared for '${declaration.parameter}'; the network has ${[...parameters.keys()].join(', ')}`,
        );
      }
      return { declaration, parameter, velocity: velocities.get(declaration.parameter) };
    });
  }

  /** Projections that are due before each forward pass, the evaluation's too (zero-phase whitening, 2018). */
  beforeForward(): Promise<ParameterReceipt[]> {
    return this.#execute('before-forward');
  }

  /**
   * Projections that are due after an optimiser step, if the coin says so (2020).
   * @param paddingGap also measures what zero padding leaves of the result, which takes longer than the projection; false
   *   unless told
   */
  async afterStep({ paddingGap = false }: { readonly paddingGap?: boolean } = {}): Promise<ParameterReceipt[]> {
    if (this.#options.mode === 'off' || !this.#scheduled.some(({ declaration }) => declaration.when === 'after-step')) {
      return [];
    }
    return this.#coin.uniform() < this.#options.probability ? this.#execute('after-step', paddingGap) : [];
  }

  async #execute(when: ProjectionDeclaration['when'], paddingGap = false): Promise<ParameterReceipt[]> {
    const { mode } = this.#options;
    if (mode === 'off') return [];
    const tangents = this.#options.tangentMomentum === true;
    const due = this.#scheduled.filter(({ declaration }) => declaration.when === when);
    const velocities = tangents ? due.flatMap(({ velocity }) => velocity ?? []) : [];
    // One read-back for all of it, however many there are.
    const read = [...due.map(({ parameter }) => parameter), ...velocities];
    const found = new Map((await readParameters(read)).map((values, index) => [read[index], values]));
    const receipts: ParameterReceipt[] = [];
    for (const { declaration, parameter, velocity } of due) {
      const before = found.get(parameter) as Float32Array;
      // Training has diverged, which the loss of the next pass tells together with the block.
      if (!before.every(Number.isFinite)) continue;
      // One round a step: the kernel of the step before is the warm start of this one.
      const { operator, sigma } = declaration;
      const { values, receipt } = project(operator, before, { sigma, mode, rounds: 1, paddingGap });
      parameter.assign(values);
      // A second declaration for the same parameter starts from here.
      found.set(parameter, values);
      if (tangents && velocity !== undefined) {
        const along = tangent(operator, values, found.get(velocity) as Float32Array, { sigma });
        velocity.assign(along);
        found.set(velocity, along);
      }
      receipts.push({ parameter: declaration.parameter, ...receipt });
    }
    return receipts;
  }
}
