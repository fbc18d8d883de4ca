#include <node_api.h>

#include <string>

#include "batch-norm-ops.h"
#include "operation.h"
#include "sum-of-squares-op.h"

namespace {

/** @returns what went wrong; nothing where nothing did */
std::string RegisterAll() {
  const procrustes::Status status(TF_NewStatus());
  procrustes::RegisterBatchNormOps(status.get());
  procrustes::RegisterSumOfSquaresOp(status.get());
  return TF_GetCode(status.get()) == TF_OK ? "" : TF_Message(status.get());
}

}  // namespace

/** Registers the operations once in a process, however many of its threads load the addon. */
NAPI_MODULE_INIT() {
  static const std::string* const failure = new std::string(RegisterAll());
  if (!failure->empty()) {
    napi_throw_error(env, nullptr, failure->c_str());
    return nullptr;
  }
  return exports;
}
