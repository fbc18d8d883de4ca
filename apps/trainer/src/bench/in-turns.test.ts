import { describe, expect, it } from 'vitest';
import { ContestantFailure } from './contestant.ts';
import { inTurns } from './in-turns.ts';

describe('inTurns', () => {
  it('goes A B, A B, …, and does not count the first round', async () => {
    const calls: string[] = [];
    const turn = (name: string) => async () => calls.push(name);
    expect(await inTurns([turn('a'), turn('b')], 2)).toEqual([{ samples: [3, 5] }, { samples: [4, 6] }]);
    expect(calls.join('')).toBe('ababab');
  });

  it('leaves out what failed, says why, and goes on with the others', async () => {
    let calls = 0;
    const failing = async () => {
      calls += 1;
      if (calls === 2) throw new ContestantFailure('out of memory');
      return 1;
    };
    expect(await inTurns([failing, async () => 2], 3)).toEqual([{ failure: 'out of memory' }, { samples: [2, 2, 2] }]);
    expect(calls).toBe(2);
  });

  it('passes on what is no failure of a contestant', async () => {
    const mistaken = async () => {
      throw new TypeError('a mistake');
    };
    await expect(inTurns([mistaken], 1)).rejects.toThrow('a mistake');
  });
});
