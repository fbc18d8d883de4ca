import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { type Augmentation, drawAugmentation, noAugmentation, paperAugmentation } from './augmentation.ts';

const draws = (augmentation: Augmentation, seed: number, count: number) => {
  const generator = Generator.named(seed, 'augmentation');
  return Array.from({ length: count }, () => drawAugmentation(augmentation, generator));
};

describe('drawAugmentation', () => {
  // 9000 draws: the standard error of the flip rate is 0.0053, of one offset's count of 1000 it is 30; limits are five of them.
  it('flips half of the images and crops at each of the nine offsets equally often', () => {
    const all = draws(paperAugmentation, 1, 9000);
    expect(Math.abs(all.filter(({ flip }) => flip).length / 9000 - 0.5)).toBeLessThan(0.027);
    for (const axis of ['down', 'right'] as const) {
      for (let offset = -4; offset <= 4; offset += 1) {
        expect(Math.abs(all.filter((draw) => draw[axis] === offset).length - 1000)).toBeLessThan(150);
      }
    }
  });

  it('draws the same flips and offsets whatever is left out', () => {
    const full = draws(paperAugmentation, 2, 50);
    expect(draws({ flip: true, padding: 'reflection' }, 2, 50)).toEqual(full);
    expect(draws({ flip: false, padding: 'zeros' }, 2, 50)).toEqual(full.map((draw) => ({ ...draw, flip: false })));
    expect(draws({ flip: true, padding: 'none' }, 2, 50)).toEqual(
      full.map(({ flip }) => ({ flip, down: 0, right: 0 })),
    );
    expect(draws(noAugmentation, 2, 2)).toEqual(Array(2).fill({ flip: false, down: 0, right: 0 }));
  });
});
