#pragma once

#include "tensorflow/c/tf_status.h"

namespace procrustes {

/** Makes ProcrustesBatchNorm and ProcrustesBatchNormGradient known to TensorFlow, unless something has failed before. */
void RegisterBatchNormOps(TF_Status* status);

}  // namespace procrustes
