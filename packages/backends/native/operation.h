#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace procrustes {

struct StatusDeleter {
  void operator()(TF_Status* status) const { TF_DeleteStatus(status); }
};
using Status = std::unique_ptr<TF_Status, StatusDeleter>;

struct TensorDeleter {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, TensorDeleter>;

/** The inputs and outputs of one call, all float32. The first failure is kept, and told to TensorFlow at the end. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context);
  ~Call();
  Call(const Call&) = delete;

  bool Succeeded() const;

  void Fail(TF_Code code, const char* message);

  /** Fails where it does not hold. */
  void Require(bool holds, const char* message);

  /** @returns nothing after a failure */
  const TF_Tensor* Input(int index);

  /** Room for the values of an output. @returns nothing after a failure */
  float* Output(int index, const std::vector<int64_t>& shape);

 private:
  TF_OpKernelContext* const context_;
  const Status status_;
  std::vector<Tensor> tensors_;
};

const float* ValuesOf(const TF_Tensor* tensor);

/** @returns nothing where there is no tensor */
std::vector<int64_t> ShapeOf(const TF_Tensor* tensor);

/** An operation's `compute` of its body; whatever that throws is told to TensorFlow, whose C interface it must not cross. */
template <void (*kBody)(const void* kernel, Call& call)>
void Compute(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  try {
    kBody(kernel, call);
  } catch (const std::bad_alloc&) {
    call.Fail(TF_RESOURCE_EXHAUSTED, "no memory is left for what an operation keeps beside its tensors");
  } catch (const std::exception& error) {
    call.Fail(TF_INTERNAL, error.what());
  }
}

/** An operation as TensorFlow is to know it, on a CPU. */
struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*remove)(void*);
};

/** Does nothing where the status tells of a failure already. Fails where there is an operation of that name. */
void RegisterOperation(const Operation& operation, TF_Status* status);

}  // namespace procrustes
