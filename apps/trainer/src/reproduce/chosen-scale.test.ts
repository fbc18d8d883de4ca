import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { changesText, chooseScale, scaleText } from './chosen-scale.ts';
import { claims } from './claims.ts';

const claim = {
  name: 'depth',
  scales: { quick: { blocks: 1, steps: 16 }, full: { blocks: 6, steps: 3000 } },
  least: { steps: 2 },
};

describe('chooseScale', () => {
  it('is the scale itself where nothing is set', () => {
    const scale = chooseScale(claim, 'full', []);
    expect(scale).toEqual({ name: 'full', numbers: { blocks: 6, steps: 3000 }, changes: [] });
    expect(changesText(scale)).toBeNull();
  });

  it('takes what is set, and tells what it was', () => {
    const scale = chooseScale(claim, 'full', ['steps=400']);
    expect(scale.numbers).toEqual({ blocks: 6, steps: 400 });
    expect(scale.changes).toEqual([{ number: 'steps', own: 3000, set: 400 }]);
    expect(changesText(scale)).toBe('This is not `--full` as it stands: steps is 400 instead of 3000.');
    expect(claim.scales.full.steps).toBe(3000);
  });

  it('is unchanged by a number that is the scale’s own', () => {
    expect(chooseScale(claim, 'quick', ['steps=16', 'blocks=2']).changes).toEqual([
      { number: 'blocks', own: 1, set: 2 },
    ]);
  });

  it('takes the least, and refuses all that is no number of the claim, with those that it has', () => {
    expect(chooseScale(claim, 'quick', ['steps=2', 'blocks=1']).numbers).toEqual({ blocks: 1, steps: 2 });
    for (const [settings, why] of [
      [['stps=4'], "no number 'stps'"],
      [['constructor=4'], "no number 'constructor'"],
      [['=4'], "no number ''"],
      [['steps'], 'NAME=NUMBER'],
      [['steps='], "'' is not a whole number ≥ 2"],
      [['steps=1'], "'1' is not a whole number ≥ 2"],
      [['blocks=0'], "'0' is not a whole number ≥ 1"],
      [['blocks=-1'], "'-1' is not"],
      [['blocks=1.5'], "'1.5' is not"],
      [['blocks=1e400'], "'1e400' is not"],
      [['blocks=2=3'], "'2=3' is not"],
      [['blocks=2', 'blocks=3'], 'blocks is set twice'],
    ] as const) {
      const choose = () => chooseScale(claim, 'full', settings);
      expect(choose, settings.join(' ')).toThrow(UsageError);
      expect(choose, settings.join(' ')).toThrow(why);
      expect(choose, settings.join(' ')).toThrow('depth --full has blocks=6 steps=3000');
    }
  });
});

describe('every claim', () => {
  it.each(claims.map((one) => [one.name, one] as const))('%s has the same whole numbers at both scales', (_, one) => {
    const { quick, full } = one.scales;
    expect(Object.keys(full)).toEqual(Object.keys(quick));
    expect(Object.keys(quick)).toEqual(expect.arrayContaining(Object.keys(one.least ?? {})));
    for (const name of ['quick', 'full'] as const) {
      const settings = scaleText(one.scales[name]).split(' ');
      expect(chooseScale(one, name, settings)).toEqual({ name, numbers: one.scales[name], changes: [] });
    }
  });
});
