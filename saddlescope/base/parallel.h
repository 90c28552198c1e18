// A parallel loop that lets no exception escape from a parallel region.
#pragma once

#include <cstddef>
#include <functional>

namespace saddlescope {

/// Calls body(i) for i = 0 … count−1 on up to `threads` threads, in no particular order. If bodies throw, the exception
/// of the lowest i is thrown here after all have ended. Sums must not be formed across calls: order is undefined.
void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace saddlescope
