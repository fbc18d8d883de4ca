import { expect, it } from 'vitest';
import { RatioCache } from './ratio-cache.ts';
import { sharedRatios } from './shared-ratios.ts';
import { deepRun, sampleRun } from './testing/sample-run.ts';

const sites = ['stem', 'one', 'two'];
const kinds = ['stem', 'identity', 'transition'] as const;
const run = sampleRun({ name: 'a', steps: [1], sites, kinds, gradient: [8, 4, 1] });

it('spans what the runs have together', () => {
  const wider = sampleRun({ name: 'b', steps: [1], sites, kinds, gradient: [1, 8, 4] });
  const alone = sharedRatios([run], new RatioCache());
  const both = sharedRatios([run, wider], new RatioCache());
  expect([...both.of(0).values]).toEqual([2, 4]);
  expect([...both.of(1).values]).toEqual([0.125, 2]);
  expect(alone.domain()[0]).toBeGreaterThan(0.9);
  expect(both.domain()).toEqual([0.125, 4]);
  expect(both.limit()).toBeGreaterThan(alone.limit());
});

it('leaves the others their pictures where the norms of one are broken', () => {
  const broken = { ...run, id: 'c', norms: { ...run.norms, gradient: new Float64Array(2) } };
  const { all, of, domain } = sharedRatios([broken, run], new RatioCache());
  expect(() => of(0)).toThrow('2 gradient norms');
  expect(all().map(({ steps }) => steps.length)).toEqual([0, 1]);
  expect(domain()[1]).toBe(4);
});

it('works out only the new records of a run that grows', () => {
  const cache = new RatioCache();
  const grown = deepRun({ records: 30 });
  const { sites: taps, steps, gradient } = grown.norms;
  const early = {
    ...grown,
    norms: { ...grown.norms, steps: steps.slice(0, 20), gradient: gradient.subarray(0, 20 * taps.length) },
  };
  const first = cache.of(early).values[0];
  const last = (gradient.at(-2) as number) / (gradient.at(-1) as number);
  // Nobody looks at the old records again, so nobody sees this.
  gradient[0] = 99;
  const { values } = cache.of(grown);
  expect(values[0]).toBe(first);
  expect(values.at(-1)).toBe(last);
  expect(values).toHaveLength(30 * (taps.length - 1));
  const anew = new RatioCache().of({ ...grown, norms: { ...grown.norms } });
  expect(anew.values[0], 'who starts anew does').not.toBe(first);
});
