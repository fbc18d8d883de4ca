#pragma once

#include <cstdint>
#include <functional>

namespace procrustes {

/**
 * Calls body(index) once for every index in [0, count), on as many threads as this process may use, the caller's among
 * them, and returns when all have. Calls must not depend on each other. Where another thread is inside already, the
 * caller takes all calls alone. What a call throws is thrown here, after which the calls that had not begun are left out.
 */
void ParallelFor(int64_t count, const std::function<void(int64_t)>& body);

}  // namespace procrustes
