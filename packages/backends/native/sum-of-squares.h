#pragma once

#include <cstdint>

namespace procrustes {

/**
 * Σ x². No float32 sum runs over more than 64 terms; they are merged in float64 and in their order, so that the bits do
 * not depend on the threads.
 */
float SumOfSquares(const float* x, int64_t size);

}  // namespace procrustes
