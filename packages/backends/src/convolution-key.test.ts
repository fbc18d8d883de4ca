import type { ConvolutionShape } from '@procrustes/ops';
import { describe, expect, it } from 'vitest';
import { convolutionKey, parseConvolutionKey } from './convolution-key.ts';

const shape: ConvolutionShape = {
  kernel: [3, 5],
  stride: 2,
  padding: 1,
  inChannels: 64,
  outChannels: 16,
  height: 32,
  width: 8,
};

describe('the key of a gradient of a convolution', () => {
  it.each(['filter-gradient', 'input-gradient'] as const)('names the %s of a shape, and is read back', (gradient) => {
    const key = convolutionKey(gradient, shape);
    expect(key).toBe(`${gradient} 64->16 3x5 stride 2 padding 1 on 32x8`);
    expect(parseConvolutionKey(key)).toEqual({ gradient, shape });
  });

  it.each(['', 'forward 64->16 3x5 stride 2 padding 1 on 32x8', 'input-gradient 64->16 3x5 stride 2 on 32x8'])(
    'is not %j',
    (text) => {
      expect(parseConvolutionKey(text)).toBeUndefined();
    },
  );
});
