import { Tensor } from '@tensorflow/tfjs-core';
import { vi } from 'vitest';

/**
 * Lets the read-backs of tensors through until the one of that number, counted from 1, which is rejected as by a device
 * that is lost. `restore` gives the real ones back and tells how many were asked for.
 */
export function failingRead(number: number): { restore(): number } {
  const { data } = Tensor.prototype;
  let reads = 0;
  const spy = vi.spyOn(Tensor.prototype, 'data').mockImplementation(function (this: Tensor) {
    reads += 1;
    return reads === number ? Promise.reject(new Error(`read ${number} failed`)) : (data.call(this) as never);
  });
  return {
    restore() {
      spy.mockRestore();
      return reads;
    },
  };
}
