import { describe, expect, it } from 'vitest';
import { PrecisionError, requireTrainingPrecision } from './require-training-precision.ts';

const backend = { name: 'webgl', device: 'Mali-G52 (WebGL 2)' };

describe('requireTrainingPrecision', () => {
  it('takes float32, and float16 where it was asked for', () => {
    requireTrainingPrecision({ ...backend, precision: 'float32' }, { allowFloat16: false });
    requireTrainingPrecision({ ...backend, precision: 'float16' }, { allowFloat16: true });
  });

  it('refuses float16 otherwise, and says where and what to do', () => {
    const refuse = () => requireTrainingPrecision({ ...backend, precision: 'float16' }, { allowFloat16: false });
    expect(refuse).toThrow(PrecisionError);
    expect(refuse).toThrow(
      "the backend 'webgl' computes in float16 here (Mali-G52 (WebGL 2)), too few digits for training",
    );
    expect(refuse).toThrow(
      expect.objectContaining({ remedy: 'take another with --backend, or allow it with --allow-float16' }),
    );
  });
});
