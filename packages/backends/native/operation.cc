#include "operation.h"

#include <functional>
#include <numeric>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/ops.h"

namespace procrustes {

namespace {

bool IsRegistered(const char* name) {
  const Status status(TF_NewStatus());
  TF_Buffer* kernels = TF_GetRegisteredKernelsForOp(name, status.get());
  if (kernels == nullptr) return false;
  const bool registered = kernels->length > 0;
  TF_DeleteBuffer(kernels);
  return registered;
}

}  // namespace

Call::Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}

Call::~Call() {
  if (!Succeeded()) TF_OpKernelContext_Failure(context_, status_.get());
}

bool Call::Succeeded() const { return TF_GetCode(status_.get()) == TF_OK; }

void Call::Fail(TF_Code code, const char* message) {
  if (Succeeded()) TF_SetStatus(status_.get(), code, message);
}

void Call::Require(bool holds, const char* message) {
  if (!holds) Fail(TF_INVALID_ARGUMENT, message);
}

const TF_Tensor* Call::Input(int index) {
  if (!Succeeded()) return nullptr;
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_.get());
  tensors_.emplace_back(tensor);
  return tensor;
}

float* Call::Output(int index, const std::vector<int64_t>& shape) {
  if (!Succeeded()) return nullptr;
  const int64_t count = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<int64_t>());
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                        count * sizeof(float), status_.get());
  tensors_.emplace_back(tensor);
  return Succeeded() ? static_cast<float*>(TF_TensorData(tensor)) : nullptr;
}

const float* ValuesOf(const TF_Tensor* tensor) { return static_cast<const float*>(TF_TensorData(tensor)); }

std::vector<int64_t> ShapeOf(const TF_Tensor* tensor) {
  std::vector<int64_t> shape(tensor == nullptr ? 0 : TF_NumDims(tensor));
  for (size_t axis = 0; axis < shape.size(); ++axis) shape[axis] = TF_Dim(tensor, static_cast<int>(axis));
  return shape;
}

void RegisterOperation(const Operation& operation, TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) return;
  // TensorFlow would end the process.
  if (IsRegistered(operation.name)) {
    TF_SetStatus(status, TF_ALREADY_EXISTS, "its operations are in this process already, from another copy of the package");
    return;
  }
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  // No graph is built, so that no shape is asked for before there is a tensor.
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, [](TF_ShapeInferenceContext* context, TF_Status* failure) {
    TF_ShapeInferenceContextSetUnknownShape(context, failure);
  });
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) != TF_OK) return;
  TF_RegisterKernelBuilder(
      operation.name,
      TF_NewKernelBuilder(operation.name, "CPU", operation.create, operation.compute, operation.remove), status);
}

}  // namespace procrustes
