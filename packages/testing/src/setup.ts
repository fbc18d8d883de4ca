import { expect } from 'vitest';
import { equalTypedArrays } from './equal-typed-arrays.ts';
import { matchers } from './matchers.ts';

expect.extend(matchers);
expect.addEqualityTesters([equalTypedArrays]);
