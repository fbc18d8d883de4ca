#include "batch-norm-ops.h"

#include <initializer_list>
#include <memory>

#include "batch-norm.h"
#include "operation.h"

namespace procrustes {

namespace {

struct Attributes {
  float epsilon = 0;
  unsigned char relu = 0;
};

void* Create(TF_OpKernelConstruction* construction) {
  const Status status(TF_NewStatus());
  auto attributes = std::make_unique<Attributes>();
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &attributes->epsilon, status.get());
  if (TF_GetCode(status.get()) == TF_OK) {
    TF_OpKernelConstruction_GetAttrBool(construction, "relu", &attributes->relu, status.get());
  }
  if (TF_GetCode(status.get()) != TF_OK) {
    TF_OpKernelConstruction_Failure(construction, status.get());
    return nullptr;
  }
  return attributes.release();
}

void Delete(void* kernel) { delete static_cast<Attributes*>(kernel); }

/** @returns no pixels where one of the inputs fits no batch norm, which the call then tells */
Extent ExtentOf(Call& call, const TF_Tensor* x, std::initializer_list<const TF_Tensor*> images,
                std::initializer_list<const TF_Tensor*> vectors) {
  if (!call.Succeeded()) return {0, 0};
  const int64_t size = TF_TensorElementCount(x);
  call.Require(TF_NumDims(x) > 0 && size > 0, "a batch norm needs at least one pixel and one channel");
  if (!call.Succeeded()) return {0, 0};
  const int64_t channels = TF_Dim(x, TF_NumDims(x) - 1);
  for (const TF_Tensor* image : images) {
    call.Require(TF_TensorElementCount(image) == size, "the images of a batch norm must have one shape");
  }
  for (const TF_Tensor* vector : vectors) {
    call.Require(TF_TensorElementCount(vector) == channels, "a batch norm needs one value a channel");
  }
  return call.Succeeded() ? Extent{size / channels, channels} : Extent{0, 0};
}

void Forward(const void* kernel, Call& call) {
  const auto& [epsilon, relu] = *static_cast<const Attributes*>(kernel);
  const TF_Tensor *x = call.Input(0), *scale = call.Input(1), *offset = call.Input(2);
  const Extent extent = ExtentOf(call, x, {}, {scale, offset});
  float* y = call.Output(0, ShapeOf(x));
  float *mean = call.Output(1, ShapeOf(scale)), *variance = call.Output(2, ShapeOf(scale));
  if (!call.Succeeded()) return;
  BatchNorm(ValuesOf(x), ValuesOf(scale), ValuesOf(offset), epsilon, relu, extent, y, mean, variance);
}

void Gradient(const void* kernel, Call& call) {
  const auto& [epsilon, relu] = *static_cast<const Attributes*>(kernel);
  const TF_Tensor *dy = call.Input(0), *x = call.Input(1), *y = call.Input(2), *scale = call.Input(3);
  const TF_Tensor *mean = call.Input(4), *variance = call.Input(5);
  const Extent extent = ExtentOf(call, x, {dy, y}, {scale, mean, variance});
  float* dx = call.Output(0, ShapeOf(x));
  float *scale_gradient = call.Output(1, ShapeOf(scale)), *offset_gradient = call.Output(2, ShapeOf(scale));
  if (!call.Succeeded()) return;
  BatchNormGradient(ValuesOf(dy), ValuesOf(x), relu ? ValuesOf(y) : nullptr, ValuesOf(scale), ValuesOf(mean),
                    ValuesOf(variance), epsilon, extent, dx, scale_gradient, offset_gradient);
}

}  // namespace

void RegisterBatchNormOps(TF_Status* status) {
  RegisterOperation({"ProcrustesBatchNorm",
                     {"x: float", "scale: float", "offset: float"},
                     {"y: float", "mean: float", "variance: float"},
                     {"epsilon: float", "relu: bool"},
                     Create,
                     Compute<Forward>,
                     Delete},
                    status);
  RegisterOperation({"ProcrustesBatchNormGradient",
                     {"dy: float", "x: float", "y: float", "scale: float", "mean: float", "variance: float"},
                     {"dx: float", "scale_gradient: float", "offset_gradient: float"},
                     {"epsilon: float", "relu: bool"},
                     Create,
                     Compute<Gradient>,
                     Delete},
                    status);
}

}  // namespace procrustes
