#include "batch-norm.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "for-every-processor.h"
#include "parallel-for.h"

namespace procrustes {

namespace {

/** Pixels whose float32 sums are one chain; a chunk of most widths stays in the first-level cache. */
constexpr int64_t kChunk = 64;

/** Fewer values in a task than this cost more to hand out than to compute. */
constexpr int64_t kTask = 1 << 14;

/** Values that lie in a row: several pixels where channels are few, so that the inner loops are long. */
int64_t LanesOf(int64_t channels) { return channels * std::max<int64_t>(1, 64 / channels); }

/** `values`, one a channel, as often as they fit into a row. */
std::vector<float> Repeated(const std::vector<float>& values, int64_t lanes) {
  std::vector<float> repeated(lanes);
  for (int64_t lane = 0; lane < lanes; ++lane) repeated[lane] = values[lane % values.size()];
  return repeated;
}

/** Sums by lane, added up by channel. */
void Fold(const std::vector<float>& lanes, int64_t channels, double* sums) {
  std::fill(sums, sums + channels, 0.0);
  for (size_t start = 0; start < lanes.size(); start += channels) {
    for (int64_t channel = 0; channel < channels; ++channel) sums[channel] += lanes[start + channel];
  }
}

FOR_EVERY_PROCESSOR void AddUp(const float* __restrict x, int64_t size, int64_t lanes, float* __restrict sums) {
  for (int64_t row = 0; row < size; row += lanes) {
    const int64_t width = std::min(lanes, size - row);
    for (int64_t lane = 0; lane < width; ++lane) sums[lane] += x[row + lane];
  }
}

/** Σ (x − c) and Σ (x − c)² by lane. */
FOR_EVERY_PROCESSOR void AddUpCentred(const float* __restrict x, int64_t size, int64_t lanes,
                                      const float* __restrict centre, float* __restrict sums,
                                      float* __restrict squares) {
  for (int64_t row = 0; row < size; row += lanes) {
    const int64_t width = std::min(lanes, size - row);
    for (int64_t lane = 0; lane < width; ++lane) {
      const float centred = x[row + lane] - centre[lane];
      sums[lane] += centred;
      squares[lane] += centred * centred;
    }
  }
}

template <bool kRelu>
inline __attribute__((always_inline)) void NormaliseRows(const float* __restrict x, int64_t size, int64_t lanes,
                                                         const float* __restrict mean, const float* __restrict factor,
                                                         const float* __restrict offset, float* __restrict y) {
  for (int64_t row = 0; row < size; row += lanes) {
    const int64_t width = std::min(lanes, size - row);
    for (int64_t lane = 0; lane < width; ++lane) {
      const float value = (x[row + lane] - mean[lane]) * factor[lane] + offset[lane];
      // NaN is not below 0, and stays.
      y[row + lane] = kRelu && value < 0 ? 0 : value;
    }
  }
}

FOR_EVERY_PROCESSOR void Normalise(const float* x, int64_t size, int64_t lanes, const float* mean, const float* factor,
                                   const float* offset, float* y) {
  NormaliseRows<false>(x, size, lanes, mean, factor, offset, y);
}

FOR_EVERY_PROCESSOR void NormaliseWithRelu(const float* x, int64_t size, int64_t lanes, const float* mean,
                                           const float* factor, const float* offset, float* y) {
  NormaliseRows<true>(x, size, lanes, mean, factor, offset, y);
}

/** Σ g and Σ g (x − μ) by lane. */
template <bool kRelu>
inline __attribute__((always_inline)) void AddUpGradientRows(const float* __restrict dy, const float* __restrict x,
                                                             const float* __restrict y, int64_t size, int64_t lanes,
                                                             const float* __restrict mean, float* __restrict sums,
                                                             float* __restrict products) {
  for (int64_t row = 0; row < size; row += lanes) {
    const int64_t width = std::min(lanes, size - row);
    for (int64_t lane = 0; lane < width; ++lane) {
      const float given = dy[row + lane];
      const float gradient = !kRelu || y[row + lane] > 0 ? given : 0;
      sums[lane] += gradient;
      products[lane] += gradient * (x[row + lane] - mean[lane]);
    }
  }
}

FOR_EVERY_PROCESSOR void AddUpGradient(const float* dy, const float* x, int64_t size, int64_t lanes, const float* mean,
                                       float* sums, float* products) {
  AddUpGradientRows<false>(dy, x, nullptr, size, lanes, mean, sums, products);
}

FOR_EVERY_PROCESSOR void AddUpGradientWithRelu(const float* dy, const float* x, const float* y, int64_t size,
                                               int64_t lanes, const float* mean, float* sums, float* products) {
  AddUpGradientRows<true>(dy, x, y, size, lanes, mean, sums, products);
}

/** dx = a g + b (x − μ) + c. */
template <bool kRelu>
inline __attribute__((always_inline)) void CombineRows(const float* __restrict dy, const float* __restrict x,
                                                       const float* __restrict y, int64_t size, int64_t lanes,
                                                       const float* __restrict mean, const float* __restrict a,
                                                       const float* __restrict b, const float* __restrict c,
                                                       float* __restrict dx) {
  for (int64_t row = 0; row < size; row += lanes) {
    const int64_t width = std::min(lanes, size - row);
    for (int64_t lane = 0; lane < width; ++lane) {
      const float given = dy[row + lane];
      const float gradient = !kRelu || y[row + lane] > 0 ? given : 0;
      dx[row + lane] = a[lane] * gradient + b[lane] * (x[row + lane] - mean[lane]) + c[lane];
    }
  }
}

FOR_EVERY_PROCESSOR void Combine(const float* dy, const float* x, int64_t size, int64_t lanes, const float* mean,
                                 const float* a, const float* b, const float* c, float* dx) {
  CombineRows<false>(dy, x, nullptr, size, lanes, mean, a, b, c, dx);
}

FOR_EVERY_PROCESSOR void CombineWithRelu(const float* dy, const float* x, const float* y, int64_t size, int64_t lanes,
                                         const float* mean, const float* a, const float* b, const float* c,
                                         float* dx) {
  CombineRows<true>(dy, x, y, size, lanes, mean, a, b, c, dx);
}

/** Calls body(chunk, first value, number of values) for every chunk, several chunks a task where they are small. */
template <typename Body>
void ForEveryChunk(Extent extent, const Body& body) {
  const int64_t chunks = (extent.pixels + kChunk - 1) / kChunk;
  const int64_t each = std::max<int64_t>(1, kTask / (kChunk * extent.channels));
  ParallelFor((chunks + each - 1) / each, [&](int64_t task) {
    for (int64_t chunk = task * each; chunk < std::min(chunks, (task + 1) * each); ++chunk) {
      const int64_t first = chunk * kChunk;
      const int64_t pixels = std::min(kChunk, extent.pixels - first);
      body(chunk, first * extent.channels, pixels * extent.channels);
    }
  });
}

}  // namespace

void BatchNorm(const float* x, const float* scale, const float* offset, float epsilon, bool relu, Extent extent,
               float* y, float* mean, float* variance) {
  const int64_t channels = extent.channels;
  const int64_t lanes = LanesOf(channels);
  const int64_t chunks = (extent.pixels + kChunk - 1) / kChunk;
  std::vector<double> means(chunks * channels), deviations(chunks * channels);
  ForEveryChunk(extent, [&](int64_t chunk, int64_t first, int64_t size) {
    const double count = static_cast<double>(size / channels);
    double* chunk_mean = &means[chunk * channels];
    double* chunk_deviation = &deviations[chunk * channels];
    std::vector<float> sums(lanes), squares(lanes), centre(channels);
    AddUp(x + first, size, lanes, sums.data());
    Fold(sums, channels, chunk_mean);
    for (int64_t channel = 0; channel < channels; ++channel) centre[channel] = chunk_mean[channel] / count;
    // Around a centre that is nearly the mean neither sum can cancel.
    std::fill(sums.begin(), sums.end(), 0.0f);
    AddUpCentred(x + first, size, lanes, Repeated(centre, lanes).data(), sums.data(), squares.data());
    Fold(sums, channels, chunk_mean);
    Fold(squares, channels, chunk_deviation);
    for (int64_t channel = 0; channel < channels; ++channel) {
      const double beside = chunk_mean[channel] / count;
      chunk_mean[channel] = centre[channel] + beside;
      chunk_deviation[channel] -= count * beside * beside;
    }
  });

  // Chan, Golub & LeVeque 1979: Σ (x − μ)² of two sets from those of each.
  std::vector<float> middle(channels), factor(channels), shift(offset, offset + channels);
  for (int64_t channel = 0; channel < channels; ++channel) {
    double centre = means[channel], deviation = deviations[channel];
    double count = static_cast<double>(std::min(kChunk, extent.pixels));
    for (int64_t chunk = 1; chunk < chunks; ++chunk) {
      const double more = static_cast<double>(std::min(kChunk, extent.pixels - chunk * kChunk));
      const double difference = means[chunk * channels + channel] - centre;
      centre += difference * more / (count + more);
      deviation += deviations[chunk * channels + channel] + difference * difference * count * more / (count + more);
      count += more;
    }
    mean[channel] = middle[channel] = static_cast<float>(centre);
    variance[channel] = static_cast<float>(deviation / count);
    factor[channel] = static_cast<float>(scale[channel] / std::sqrt(deviation / count + epsilon));
  }
  middle = Repeated(middle, lanes);
  factor = Repeated(factor, lanes);
  shift = Repeated(shift, lanes);

  const auto normalise = relu ? NormaliseWithRelu : Normalise;
  ForEveryChunk(extent, [&](int64_t, int64_t first, int64_t size) {
    normalise(x + first, size, lanes, middle.data(), factor.data(), shift.data(), y + first);
  });
}

void BatchNormGradient(const float* dy, const float* x, const float* y, const float* scale, const float* mean,
                       const float* variance, float epsilon, Extent extent, float* dx, float* scale_gradient,
                       float* offset_gradient) {
  const int64_t channels = extent.channels;
  const int64_t lanes = LanesOf(channels);
  const int64_t chunks = (extent.pixels + kChunk - 1) / kChunk;
  const std::vector<float> middle = Repeated(std::vector<float>(mean, mean + channels), lanes);
  std::vector<double> sums(chunks * channels), products(chunks * channels);
  ForEveryChunk(extent, [&](int64_t chunk, int64_t first, int64_t size) {
    std::vector<float> lane_sums(lanes), lane_products(lanes);
    if (y == nullptr) {
      AddUpGradient(dy + first, x + first, size, lanes, middle.data(), lane_sums.data(), lane_products.data());
    } else {
      AddUpGradientWithRelu(dy + first, x + first, y + first, size, lanes, middle.data(), lane_sums.data(),
                            lane_products.data());
    }
    Fold(lane_sums, channels, &sums[chunk * channels]);
    Fold(lane_products, channels, &products[chunk * channels]);
  });

  // dx = γ/√(σ²+ε) · (g − mean(g) − x̂ · mean(g · x̂)), with x̂ = (x − μ)/√(σ²+ε).
  std::vector<float> a(channels), b(channels), c(channels);
  const double count = static_cast<double>(extent.pixels);
  for (int64_t channel = 0; channel < channels; ++channel) {
    double sum = 0, product = 0;
    for (int64_t chunk = 0; chunk < chunks; ++chunk) {
      sum += sums[chunk * channels + channel];
      product += products[chunk * channels + channel];
    }
    const double deviation = 1 / std::sqrt(static_cast<double>(variance[channel]) + epsilon);
    const double factor = scale[channel] * deviation;
    scale_gradient[channel] = static_cast<float>(product * deviation);
    offset_gradient[channel] = static_cast<float>(sum);
    a[channel] = static_cast<float>(factor);
    b[channel] = static_cast<float>(-factor * deviation * deviation * product / count);
    c[channel] = static_cast<float>(-factor * sum / count);
  }
  a = Repeated(a, lanes);
  b = Repeated(b, lanes);
  c = Repeated(c, lanes);

  ForEveryChunk(extent, [&](int64_t, int64_t first, int64_t size) {
    if (y == nullptr) {
      Combine(dy + first, x + first, size, lanes, middle.data(), a.data(), b.data(), c.data(), dx + first);
    } else {
      CombineWithRelu(dy + first, x + first, y + first, size, lanes, middle.data(), a.data(), b.data(), c.data(),
                      dx + first);
    }
  });
}

}  // namespace procrustes
