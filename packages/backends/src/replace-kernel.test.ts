import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { replaceKernel } from './replace-kernel.ts';

const kernel = () => ({ kernelName: 'TestReplaced', backendName: 'cpu', kernelFunc: () => [] });

describe('replaceKernel', () => {
  it('takes the place of a kernel of that name, without a warning, or a free one', () => {
    const warn = vi.spyOn(console, 'warn');
    const [stock, own] = [kernel(), kernel()];
    registerKernel(stock);
    replaceKernel(own);
    expect(getKernel('TestReplaced', 'cpu')).toBe(own);
    expect(warn).not.toHaveBeenCalled();
    unregisterKernel('TestReplaced', 'cpu');
    replaceKernel(stock);
    expect(getKernel('TestReplaced', 'cpu')).toBe(stock);
    unregisterKernel('TestReplaced', 'cpu');
  });
});
