#include <node_api.h>

#include "batch-norm-ops.h"

/** Registers the operations once in a process, however many of its threads load the addon. */
NAPI_MODULE_INIT() {
  static const std::string* const failure = new std::string(procrustes::RegisterBatchNormOps());
  if (!failure->empty()) {
    napi_throw_error(env, nullptr, failure->c_str());
    return nullptr;
  }
  return exports;
}
