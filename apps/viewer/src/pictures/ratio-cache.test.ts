import { describe, expect, it } from 'vitest';
import { RatioCache } from './ratio-cache.ts';
import { deepRun } from './testing/sample-run.ts';

const run = deepRun({ records: 40 });
const { sites, steps, gradient } = run.norms;
const all = 40 * sites.length;

describe('RatioCache', () => {
  it('works out in parts what it would at once', () => {
    const cache = new RatioCache();
    expect(cache.missing([run])).toBe(all);
    expect([...cache.prepare([run], 10 * sites.length)]).toHaveLength(4);
    expect(cache.missing([run])).toBe(0);
    expect([...cache.prepare([run], 10)]).toHaveLength(0);
    expect(cache.of(run).values).toEqual(new RatioCache().of({ ...run, norms: { ...run.norms } }).values);
  });

  it('goes on where it was given up, also with a run that has grown since', () => {
    const cache = new RatioCache();
    const early = {
      ...run,
      norms: { ...run.norms, steps: steps.slice(0, 30), gradient: gradient.subarray(0, 30 * sites.length) },
    };
    cache.prepare([early], 10 * sites.length).next();
    expect(cache.missing([early])).toBe(20 * sites.length);
    expect(cache.missing([run])).toBe(30 * sites.length);
    expect([...cache.prepare([run], 10 * sites.length)]).toHaveLength(3);
    expect(cache.of(run).values).toEqual(new RatioCache().of({ ...run, norms: { ...run.norms } }).values);
  });

  it('starts anew with a run that was read anew, and with one that it was to forget', () => {
    const cache = new RatioCache();
    cache.of(run);
    const anew = { ...run, norms: { ...run.norms, sites: [...sites] } };
    expect(cache.missing([anew])).toBe(all);
    expect([...cache.prepare([anew], all)]).toHaveLength(1);
    cache.keep([]);
    expect(cache.missing([anew])).toBe(all);
  });

  it('does not wait for a run whose norms are broken', () => {
    const cache = new RatioCache();
    const broken = { ...run, id: 'broken', norms: { ...run.norms, gradient: gradient.subarray(1) } };
    expect(cache.missing([broken, run])).toBe(all);
    expect([...cache.prepare([broken, run], all)]).toHaveLength(1);
    expect(cache.missing([broken, run])).toBe(0);
    expect(() => cache.of(broken)).toThrow('gradient norms');
  });
});
