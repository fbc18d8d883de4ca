#include "batch-norm-ops.h"

#include <array>
#include <memory>
#include <vector>

#include "batch-norm.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace procrustes {

namespace {

struct TensorDeleter {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, TensorDeleter>;

struct StatusDeleter {
  void operator()(TF_Status* status) const { TF_DeleteStatus(status); }
};
using Status = std::unique_ptr<TF_Status, StatusDeleter>;

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

/** The inputs and outputs of one call. The first failure is kept, and told to TensorFlow at the end. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}

  ~Call() {
    if (!Succeeded()) TF_OpKernelContext_Failure(context_, status_.get());
  }

  Call(const Call&) = delete;

  bool Succeeded() const { return TF_GetCode(status_.get()) == TF_OK; }

  void Require(bool holds, const char* message) {
    if (Succeeded() && !holds) TF_SetStatus(status_.get(), TF_INVALID_ARGUMENT, message);
  }

  const TF_Tensor* Input(int index) {
    TF_Tensor* tensor = nullptr;
    if (Succeeded()) TF_GetInput(context_, index, &tensor, status_.get());
    tensors_.emplace_back(tensor);
    return tensor;
  }

  /** Of the shape of another tensor. */
  float* Output(int index, const TF_Tensor* like) {
    if (!Succeeded()) return nullptr;
    std::vector<int64_t> shape(TF_NumDims(like));
    for (size_t axis = 0; axis < shape.size(); ++axis) shape[axis] = TF_Dim(like, static_cast<int>(axis));
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                          TF_TensorByteSize(like), status_.get());
    tensors_.emplace_back(tensor);
    return Succeeded() ? static_cast<float*>(TF_TensorData(tensor)) : nullptr;
  }

 private:
  TF_OpKernelContext* const context_;
  const Status status_;
  std::vector<Tensor> tensors_;
};

const float* ValuesOf(const TF_Tensor* tensor) { return static_cast<const float*>(TF_TensorData(tensor)); }

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

void Compute(void* kernel, TF_OpKernelContext* context) {
  const auto& [epsilon, relu] = *static_cast<const Attributes*>(kernel);
  Call call(context);
  const TF_Tensor *x = call.Input(0), *scale = call.Input(1), *offset = call.Input(2);
  const Extent extent = ExtentOf(call, x, {}, {scale, offset});
  float *y = call.Output(0, x), *mean = call.Output(1, scale), *variance = call.Output(2, scale);
  if (!call.Succeeded()) return;
  BatchNorm(ValuesOf(x), ValuesOf(scale), ValuesOf(offset), epsilon, relu, extent, y, mean, variance);
}

void ComputeGradient(void* kernel, TF_OpKernelContext* context) {
  const auto& [epsilon, relu] = *static_cast<const Attributes*>(kernel);
  Call call(context);
  const TF_Tensor *dy = call.Input(0), *x = call.Input(1), *y = call.Input(2), *scale = call.Input(3);
  const TF_Tensor *mean = call.Input(4), *variance = call.Input(5);
  const Extent extent = ExtentOf(call, x, {dy, y}, {scale, mean, variance});
  float *dx = call.Output(0, x), *scale_gradient = call.Output(1, scale), *offset_gradient = call.Output(2, scale);
  if (!call.Succeeded()) return;
  BatchNormGradient(ValuesOf(dy), ValuesOf(x), relu ? ValuesOf(y) : nullptr, ValuesOf(scale), ValuesOf(mean),
                    ValuesOf(variance), epsilon, extent, dx, scale_gradient, offset_gradient);
}

void Register(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
              void (*compute)(void*, TF_OpKernelContext*), TF_Status* status) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  TF_OpDefinitionBuilderAddAttr(definition, "epsilon: float");
  TF_OpDefinitionBuilderAddAttr(definition, "relu: bool");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(
      definition, [](TF_ShapeInferenceContext* context, TF_Status* failure) {
        TF_ShapeInferenceContextSetUnknownShape(context, failure);
      });
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) != TF_OK) return;
  TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", Create, compute, Delete), status);
}

}  // namespace

std::string RegisterBatchNormOps() {
  const Status status(TF_NewStatus());
  Register("ProcrustesBatchNorm", {"x: float", "scale: float", "offset: float"},
           {"y: float", "mean: float", "variance: float"}, Compute, status.get());
  if (TF_GetCode(status.get()) == TF_OK) {
    Register("ProcrustesBatchNormGradient",
             {"dy: float", "x: float", "y: float", "scale: float", "mean: float", "variance: float"},
             {"dx: float", "scale_gradient: float", "offset_gradient: float"}, ComputeGradient, status.get());
  }
  return TF_GetCode(status.get()) == TF_OK ? "" : TF_Message(status.get());
}

}  // namespace procrustes
