import { opCases } from '@procrustes/ops/testing';
import { describe, expect, it } from 'vitest';
import { tensorflowKernels } from './tensorflow/kernels.ts';
import { wasmKernels } from './wasm/kernels.ts';

describe.each([
  ['wasm', wasmKernels],
  ['tensorflow', tensorflowKernels],
] as const)('the kernels of %s', (backend, kernels) => {
  it('are each in a case of the contract, those in the place of stock ones too', () => {
    const covered = new Set(opCases.map(({ kernel }) => kernel));
    expect(kernels.length).toBeGreaterThan(3);
    expect(kernels.map(({ kernelName }) => kernelName).filter((name) => !covered.has(name))).toEqual([]);
  });

  it('are for that backend, each name once', () => {
    expect(kernels.every(({ backendName }) => backendName === backend)).toBe(true);
    expect(new Set(kernels.map(({ kernelName }) => kernelName)).size).toBe(kernels.length);
  });
});
