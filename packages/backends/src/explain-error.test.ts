import { describe, expect, it } from 'vitest';
import { DeviceMemoryError } from './device-memory-error.ts';
import { explainError } from './explain-error.ts';
import { prepareBackend } from './prepare-backend.ts';

describe('explainError', () => {
  it('asks the backend that is current, and no other', async () => {
    const full = new Error('Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[1] and type float');
    await prepareBackend('cpu');
    expect(explainError(full)).toBe(full);
  });

  it('gives back what it does not know, and what is explained already', async () => {
    await prepareBackend('wasm');
    for (const error of [
      new Error('anything'),
      new RangeError('batch size 0'),
      new DeviceMemoryError('full'),
      'text',
    ]) {
      expect(explainError(error)).toBe(error);
    }
  });

  it('says that an array of JavaScript was refused', async () => {
    await prepareBackend('cpu');
    // 2⁴⁵ bytes: more than the address space of any process.
    const refusal = (() => {
      try {
        return new ArrayBuffer(2 ** 45);
      } catch (error) {
        return error;
      }
    })();
    const explained = explainError(refusal);
    expect(explained).toBeInstanceOf(DeviceMemoryError);
    expect((explained as Error).cause).toBe(refusal);
  });
});
