// Rows of samples to a row for each sample: to[n·step + r] = from[r·samples + n], r < rows, n < samples.
#pragma once

#include <cstddef>

namespace saddlescope::engine {

template <class T>
void interleave(const T* from, std::size_t rows, std::size_t samples, T* to, std::size_t step);

/// A tile: to[n·8 + c] = rows[c][n] for the eight rows, each of `samples` numbers.
template <class T>
void interleave_tile(const T* const (&rows)[8], std::size_t samples, T* to);

}  // namespace saddlescope::engine
