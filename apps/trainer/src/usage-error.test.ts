import { describe, expect, it } from 'vitest';
import { nearestWords, requireWord, UsageError } from './usage-error.ts';

const models = ['resnet-164', 'resnet-1001', 'procresnet-166', 'plain-164', 'plain-bn-164'];

describe('nearestWords', () => {
  it('puts the nearest first', () => {
    expect(nearestWords('resnet-146', models)).toBe('resnet-164, resnet-1001, procresnet-166');
    expect(nearestWords('procrsnet-166', models, 1)).toBe('procresnet-166');
  });

  it('leaves the list as it was', () => {
    const words = Object.freeze(['b', 'a']);
    expect(nearestWords('a', words)).toBe('a, b');
  });
});

describe('requireWord', () => {
  it('lets a valid word through', () => {
    expect(requireWord('plain-164', models, 'model')).toBe('plain-164');
  });

  it('quotes the word and names all valid ones where they are few', () => {
    const asking = () => requireWord('mnist', ['cifar10', 'cifar100'], 'data set');
    expect(asking).toThrow(UsageError);
    expect(asking).toThrow("there is no data set 'mnist'; take one of cifar10, cifar100");
  });

  it('names the nearest where they are many', () => {
    expect(() => requireWord('plane-164', models, 'model')).toThrow(
      "there is no model 'plane-164'; the nearest are plain-164, resnet-164, plain-bn-164",
    );
  });
});
