import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilerVersion, runNative } from '../testing/run-native.ts';

const gnu = compilerVersion !== undefined && !compilerVersion.includes('clang');
const fused = gnu && process.arch === 'x64' && /^flags\b.* fma\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
const reason = fused ? '' : ' (skipped: it needs Linux, g++ and an x86 processor with FMA)';

describe.runIf(fused)(`FOR_EVERY_PROCESSOR of native${reason}`, () => {
  it('takes what the processor has, whichever it is', () => {
    // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ where the product is not rounded, else 0.
    const program = (attribute: string) => `
      #include <cstdio>
      #include "for-every-processor.h"
      ${attribute} float MultiplyAdd(float a, float b, float c) { return a * b + c; }
      int main() {
        volatile float a = 1 + 0x1p-12f, c = -1 - 0x1p-11f;
        std::printf("%g", MultiplyAdd(a, a, c) / 0x1p-24);
      }`;
    const fuses = ['-ffp-contract=fast'];
    expect(runNative(program('FOR_EVERY_PROCESSOR'), [], fuses)).toBe('1');
    expect(runNative(program('__attribute__((noinline))'), [], fuses)).toBe('0');
  });

  it('changes no bit of what is computed', () => {
    const program = `
      #include <cmath>
      #include <cstdio>
      #include <vector>
      #include "batch-norm.h"
      #include "sum-of-squares.h"
      using Values = std::vector<float>;

      Values Wave(size_t size, double step) {
        Values values(size);
        for (size_t index = 0; index < size; ++index) values[index] = std::sin(index * step);
        return values;
      }

      int main() {
        for (const int64_t channels : {1, 3, 16, 70}) {
          const procrustes::Extent extent{200, channels};
          const Values x = Wave(200 * channels, 0.7), dy = Wave(200 * channels, 1.3);
          const Values scale = Wave(channels, 1), offset = Wave(channels, 2);
          Values y(x.size()), dx(x.size()), mean(channels), variance(channels), byScale(channels), byOffset(channels);
          procrustes::BatchNorm(x.data(), scale.data(), offset.data(), 1e-5f, true, extent, y.data(), mean.data(),
                                variance.data());
          procrustes::BatchNormGradient(dy.data(), x.data(), y.data(), scale.data(), mean.data(), variance.data(), 1e-5f,
                                        extent, dx.data(), byScale.data(), byOffset.data());
          const Values sum{procrustes::SumOfSquares(x.data(), x.size())};
          for (const Values& values : {y, mean, variance, dx, byScale, byOffset, sum}) {
            for (const float value : values) std::printf("%a\\n", value);
          }
        }
      }`;
    const files = ['batch-norm.cc', 'sum-of-squares.cc', 'parallel-for.cc'];
    const chosen = runNative(program, files);
    expect(chosen.split('\n').length).toBeGreaterThan(2 * 200 * 70);
    // Where this is no Linux, nothing is chosen: what any x86 processor has.
    expect(runNative(program, files, ['-U__linux__', '-O1']) === chosen).toBe(true);
    expect(runNative(program, files, ['-U__linux__', '-O2', '-mfma', '-ffp-contract=fast']) === chosen).toBe(false);
  });
});
