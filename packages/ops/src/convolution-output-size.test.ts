import { describe, expect, it } from 'vitest';
import { convolutionOutputSize } from './convolution-output-size.ts';

const shape = { kernel: [3, 3], stride: 1, padding: 1, height: 8, width: 6 } as const;

describe('convolutionOutputSize', () => {
  it('counts the places where the kernel lies within the padded image', () => {
    for (const kernel of [
      [1, 1],
      [3, 3],
      [1, 3],
      [5, 2],
    ] as const) {
      for (const stride of [1, 2, 3]) {
        for (let padding = 0; padding < Math.min(...kernel); padding += 1) {
          for (const [height, width] of [
            [8, 6],
            [5, 5],
            [7, 5],
          ] as const) {
            const places = (side: number, taps: number) =>
              Array.from({ length: side + 2 * padding }, (_, at) => at).filter(
                (at) => at % stride === 0 && at + taps <= side + 2 * padding,
              ).length;
            expect(convolutionOutputSize({ kernel, stride, padding, height, width })).toEqual([
              places(height, kernel[0]),
              places(width, kernel[1]),
            ]);
          }
        }
      }
    }
  });

  it.each([
    [{ stride: 0 }, 'stride is a whole number ≥ 1, got 0'],
    [{ stride: 1.5 }, 'got 1.5'],
    [{ padding: -1 }, 'padding is a whole number ≥ 0, got -1'],
    [{ padding: Number.NaN }, 'got NaN'],
    [{ padding: 3 }, 'got padding 3 for a kernel of 3×3'],
    [{ kernel: [1, 5] as const }, 'got padding 1 for a kernel of 1×5'],
    [{ height: 0 }, 'a kernel of 3×3 is larger than an image of 0×6 with padding 1'],
    [{ kernel: [3, 9] as const }, 'a kernel of 3×9 is larger'],
  ])('refuses %j', (change, message) => {
    expect(() => convolutionOutputSize({ ...shape, ...change })).toThrow(message);
  });
});
