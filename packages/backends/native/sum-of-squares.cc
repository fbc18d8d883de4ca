#include "sum-of-squares.h"

#include <algorithm>
#include <vector>

#include "for-every-processor.h"
#include "parallel-for.h"

namespace procrustes {

namespace {

/** Sums side by side. */
constexpr int64_t kLanes = 64;

/** Values whose float32 sums are one chain each. */
constexpr int64_t kChunk = 64 * kLanes;

/** Values in a task: fewer cost more to hand out than to compute. */
constexpr int64_t kTask = 16 * kChunk;

FOR_EVERY_PROCESSOR double SumOfChunk(const float* __restrict x, int64_t size) {
  float sums[kLanes] = {};
  int64_t row = 0;
  for (; row + kLanes <= size; row += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) sums[lane] += x[row + lane] * x[row + lane];
  }
  for (int64_t lane = 0; row + lane < size; ++lane) sums[lane] += x[row + lane] * x[row + lane];
  double sum = 0;
  for (const float lane : sums) sum += lane;
  return sum;
}

}  // namespace

float SumOfSquares(const float* x, int64_t size) {
  const int64_t tasks = (size + kTask - 1) / kTask;
  std::vector<double> sums(tasks);
  ParallelFor(tasks, [&](int64_t task) {
    const int64_t end = std::min(size, (task + 1) * kTask);
    for (int64_t chunk = task * kTask; chunk < end; chunk += kChunk) {
      sums[task] += SumOfChunk(x + chunk, std::min(kChunk, end - chunk));
    }
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return static_cast<float>(sum);
}

}  // namespace procrustes
