#pragma once

#include <string>

namespace procrustes {

/**
 * Makes the operations ProcrustesBatchNorm and ProcrustesBatchNormGradient, on a CPU, known to TensorFlow.
 * @returns what went wrong; nothing where nothing did
 */
std::string RegisterBatchNormOps();

}  // namespace procrustes
