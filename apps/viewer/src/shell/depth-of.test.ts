import { findArchitecture } from '@procrustes/models';
import { expect, it } from 'vitest';
import { liveFamilies } from '../live/live-settings.ts';
import { depthOf } from './depth-of.ts';

it.each(liveFamilies)('the depth of %s is that of the model', (family) => {
  for (const blocks of [1, 2, 18, 111]) expect(depthOf(family, blocks)).toBe(findArchitecture(family, blocks).depth);
});
