// The perturbation of an evaluation (program.h): a stream of numbers u of mean 0 and variance 1, and what it does to
// arrays.
//
// u(stream, index): splitmix64 of the index, its four 16-bit parts summed and scaled, so that |u| ≤ √12. An element's u
// depends on stream and index alone, never on the vector it is worked on in. Cost: about 1.5 ns a number with AVX-512.
#pragma once

#include <cstddef>
#include <cstdint>

namespace saddlescope::engine {

double unit_noise(std::uint64_t stream, std::uint64_t index);

/// y[i] := y[i]·(1 + eps·u(stream, first + i)), eps that of y's arithmetic.
void perturb_relatively(std::uint64_t stream, std::uint64_t first, std::size_t n, double* y);
void perturb_relatively(std::uint64_t stream, std::uint64_t first, std::size_t n, float* y);

/// y[i] += eps·u(stream, first + i)·size[i].
void perturb_by_size(std::uint64_t stream, std::uint64_t first, std::size_t n, const double* size, double* y);
void perturb_by_size(std::uint64_t stream, std::uint64_t first, std::size_t n, const float* size, float* y);

}  // namespace saddlescope::engine
