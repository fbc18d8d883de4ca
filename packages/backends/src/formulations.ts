/**
 * Which formulation computes what: from an operation and its shape in words (see `convolutionKey`) to the formulation's
 * name. Where an entry is missing the rule decides: the first of the candidates. The rule never changes, because runs
 * rely on it; what is faster goes into the table.
 */
export type FormulationChoices = Readonly<Record<string, string>>;

/** Choices that were measured. */
export interface FormulationTable {
  readonly measured: {
    readonly date: string;
    readonly processor: string;
    readonly versions: Readonly<Record<string, string>>;
    readonly batchSize: number;
    readonly rounds: number;
  };
  readonly choices: FormulationChoices;
}

/** The formulations of a backend that can compute an operation in more than one way, with results that differ in the last bits. */
export interface Formulations {
  /** The committed choices, which hold unless others are asked for. */
  readonly table: FormulationTable;
  /** Those that can compute this, the rule's choice first; none for what has no formulations. */
  candidates(key: string): readonly string[];
  /** Takes these choices from now on. They have been checked. */
  choose(choices: FormulationChoices): void;
}

/** Formulations were asked for that a backend does not have. */
export class FormulationError extends Error {
  override readonly name = 'FormulationError';
  /** What to do about it, in one line. */
  readonly remedy =
    'take the version of procrustes that wrote them (for a run: versions in its run.json), or start a new run';
}

/** @throws FormulationError naming the first choice that the backend does not have */
export function requireFormulations(
  backend: string,
  formulations: Formulations | undefined,
  choices: FormulationChoices,
): void {
  for (const [key, name] of Object.entries(choices)) {
    const candidates = formulations?.candidates(key) ?? [];
    if (candidates.includes(name)) continue;
    const known =
      candidates.length === 0
        ? 'it has none for that'
        : `it has ${candidates.map((candidate) => `'${candidate}'`).join(', ')}`;
    throw new FormulationError(`the backend '${backend}' has no formulation '${name}' of '${key}'; ${known}`);
  }
}
