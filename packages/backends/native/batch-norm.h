#pragma once

#include <cstdint>

namespace procrustes {

/** An image batch [..., channels], channels innermost. */
struct Extent {
  int64_t pixels;
  int64_t channels;
};

/**
 * y = (x − μ) · γ/√(σ² + ε) + β for each channel, where asked for with a ReLU behind it that keeps NaN; μ and the biased
 * variance σ² are those of x. x is read twice and y written once. No float32 sum runs over more terms than a chunk has
 * pixels; chunks are merged in float64 and in their order, so that the bits do not depend on the threads.
 */
void BatchNorm(const float* x, const float* scale, const float* offset, float epsilon, bool relu, Extent extent,
               float* y, float* mean, float* variance);

/**
 * The gradient of BatchNorm by x, γ and β, of dy = ∂E/∂y. Where y is given there is a ReLU behind, open where y > 0.
 */
void BatchNormGradient(const float* dy, const float* x, const float* y, const float* scale, const float* mean,
                       const float* variance, float epsilon, Extent extent, float* dx, float* scale_gradient,
                       float* offset_gradient);

}  // namespace procrustes
