import { describe, expect, it } from 'vitest';
import { tinyModel } from '../testing/tiny-session.ts';
import { trainableParameters } from './trainable-parameters.ts';

describe('trainableParameters', () => {
  it('are all but the running statistics', () => {
    const model = tinyModel('resnet');
    const names = trainableParameters(model).map(([name]) => name);
    expect(names).toContain('bn1.weight');
    expect(names.filter((name) => name.includes('running_'))).toEqual([]);
    expect(names).toHaveLength(
      [...model.network.namedParameters()].filter(([name]) => !name.includes('running_')).length,
    );
  });
});
