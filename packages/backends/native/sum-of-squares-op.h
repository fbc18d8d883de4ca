#pragma once

#include "tensorflow/c/tf_status.h"

namespace procrustes {

/** Makes ProcrustesSumOfSquares known to TensorFlow, unless something has failed before. */
void RegisterSumOfSquaresOp(TF_Status* status);

}  // namespace procrustes
