import { describe, expect, it } from 'vitest';
import { FormulationError, type Formulations, requireFormulations } from './formulations.ts';

const formulations: Formulations = {
  table: {
    measured: { date: '2026-01-31', processor: 'none', versions: {}, batchSize: 1, rounds: 1 },
    choices: {},
  },
  candidates: (key) => (key === 'sum of 3' ? ['pairs', 'loop'] : []),
  choose: () => {},
};

describe('requireFormulations', () => {
  it('takes what the backend has, and nothing from any backend', () => {
    requireFormulations('b', formulations, { 'sum of 3': 'loop' });
    requireFormulations('b', formulations, {});
    requireFormulations('b', undefined, {});
  });

  it.each([
    [{ 'sum of 3': 'tree' }, "the backend 'b' has no formulation 'tree' of 'sum of 3'; it has 'pairs', 'loop'"],
    [{ 'sum of 4': 'loop' }, "the backend 'b' has no formulation 'loop' of 'sum of 4'; it has none for that"],
  ])('refuses %j in words', (choices, message) => {
    expect(() => requireFormulations('b', formulations, choices)).toThrow(new FormulationError(message));
  });

  it('refuses any choice of a backend that has one way alone', () => {
    expect(() => requireFormulations('c', undefined, { 'sum of 3': 'loop' })).toThrow("'c' has no formulation 'loop'");
  });
});
