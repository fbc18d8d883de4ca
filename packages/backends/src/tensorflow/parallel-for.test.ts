import { describe, expect, it } from 'vitest';
import { compilerVersion, runNative } from '../testing/run-native.ts';

const reason = compilerVersion === undefined ? ' (skipped: it needs Linux and a C++ compiler)' : '';

describe.runIf(reason === '')(`ParallelFor of native${reason}`, () => {
  it('calls once for every index, and hands on what a call of any thread throws', () => {
    const program = `
      #include <atomic>
      #include <cstdio>
      #include <new>
      #include <thread>
      #include <vector>
      #include "parallel-for.h"
      using procrustes::ParallelFor;

      void Count(int64_t count) {
        std::vector<std::atomic<int>> calls(count);
        ParallelFor(count, [&](int64_t index) { ++calls[index]; });
        int wrong = 0;
        for (const auto& call : calls) wrong += call != 1;
        std::printf("%d of %d not once\\n", wrong, static_cast<int>(count));
      }

      int main() {
        for (const int64_t count : {0, 1, 2, 1000}) Count(count);
        int caught = 0;
        // Both threads come to throw: neither waits for the other.
        for (int round = 0; round < 1000; ++round) {
          try {
            ParallelFor(100, [](int64_t) { throw std::bad_alloc(); });
          } catch (const std::bad_alloc&) {
            ++caught;
          }
        }
        std::printf("caught %d\\n", caught);
        Count(1000);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) threads.emplace_back([] { Count(1000); });
        for (auto& thread : threads) thread.join();
      }`;
    const whole = '0 of 1000 not once';
    expect(runNative(program, ['parallel-for.cc']).trim().split('\n')).toEqual([
      ...['0 of 0 not once', '0 of 1 not once', '0 of 2 not once', whole],
      ...['caught 1000', whole, whole, whole, whole, whole],
    ]);
  });

  it('does with the threads that the process may have', () => {
    const program = `
      #include <sys/resource.h>
      #include <cstdio>
      #include "parallel-for.h"

      int main() {
        // Less than a thread's stack.
        const rlimit limit{1 << 20, 1 << 20};
        if (setrlimit(RLIMIT_AS, &limit) != 0) return 1;
        int64_t sum = 0;
        procrustes::ParallelFor(5, [&](int64_t index) { sum += index; });
        std::printf("%d", static_cast<int>(sum));
      }`;
    expect(runNative(program, ['parallel-for.cc'])).toBe('10');
  });
});
