#include "sum-of-squares-op.h"

#include "operation.h"
#include "sum-of-squares.h"

namespace procrustes {

namespace {

void* Create(TF_OpKernelConstruction*) { return nullptr; }

void Sum(const void*, Call& call) {
  const TF_Tensor* x = call.Input(0);
  float* sum = call.Output(0, {});
  if (call.Succeeded()) *sum = SumOfSquares(ValuesOf(x), TF_TensorElementCount(x));
}

void Delete(void*) {}

}  // namespace

void RegisterSumOfSquaresOp(TF_Status* status) {
  RegisterOperation({"ProcrustesSumOfSquares", {"x: float"}, {"sum: float"}, {}, Create, Compute<Sum>, Delete}, status);
}

}  // namespace procrustes
