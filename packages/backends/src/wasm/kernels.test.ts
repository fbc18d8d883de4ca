import { describe, expect, it } from 'vitest';
import { kernelCases } from '../testing/kernel-cases.ts';
import { wasmKernels } from './kernels.ts';

/** In the place of stock kernels; the contract has checks of their own for them. */
const stock = ['Identity', 'Relu'];

describe('the kernels of wasm', () => {
  it('are each in the contract', () => {
    const covered = new Set([...stock, ...kernelCases.map(({ kernel }) => kernel)]);
    expect(wasmKernels.filter(({ kernelName }) => !covered.has(kernelName))).toEqual([]);
  });

  it('are for wasm, each name once', () => {
    expect(wasmKernels.every(({ backendName }) => backendName === 'wasm')).toBe(true);
    expect(new Set(wasmKernels.map(({ kernelName }) => kernelName)).size).toBe(wasmKernels.length);
  });
});
