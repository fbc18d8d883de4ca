import { ContestantFailure } from './contestant.ts';

/** What a round of a benchmark calls in turn; resolves to milliseconds. */
export type Turn = () => Promise<number>;

/** Milliseconds of each counted round, or why there are none. */
export type TurnSamples =
  | { readonly samples: readonly number[]; readonly failure?: never }
  | { readonly failure: string; readonly samples?: never };

/** The first round warms up caches and memory pools, and is not counted. */
const uncountedRounds = 1;

/**
 * Calls all turns once a round, in order: A B C, A B C, … so that whatever slows the machine falls on all of them alike.
 * A turn whose contestant fails is left out from then on; the others go on.
 * @returns in the order of the turns
 */
export async function inTurns(turns: readonly Turn[], rounds: number): Promise<TurnSamples[]> {
  const samples = turns.map((): number[] => []);
  const failures = new Map<number, string>();
  for (let round = -uncountedRounds; round < rounds; round += 1) {
    for (const [index, turn] of turns.entries()) {
      if (failures.has(index)) continue;
      try {
        const milliseconds = await turn();
        if (round >= 0) samples[index]?.push(milliseconds);
      } catch (error) {
        if (!(error instanceof ContestantFailure)) throw error;
        failures.set(index, error.message);
      }
    }
  }
  return samples.map((values, index) => {
    const failure = failures.get(index);
    return failure === undefined ? { samples: values } : { failure };
  });
}
