// Rows of samples to a row for each sample: to[n·step + r] = from[r·samples + n], r < rows, n < samples.
#pragma once

#include <cstddef>

namespace saddlescope::engine {

template <class T>
void interleave(const T* from, std::size_t rows, std::size_t samples, T* to, std::size_t step);

}  // namespace saddlescope::engine
