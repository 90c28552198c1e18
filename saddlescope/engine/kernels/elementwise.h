// Elementwise kernels: y[i] = f(x[i]) or f(x0[i], x1[i]). y may be one of the operands, but not overlap it otherwise.
//
// An element's result doesn't depend on where in the array it stands (the rest of an array that fills no whole vector
// goes through the same vector code), so results don't depend on how samples are cut into chunks.
#pragma once

#include <cstddef>

#include "saddlescope/engine/op.h"

namespace saddlescope::engine {

/// The largest error of O's kernel in the arithmetic T, in units of the last place: `max_ulp`, for float `max_ulp_f32`
/// where the op has one.
template <class O, class T>
constexpr double max_ulp_in() {
  if constexpr (sizeof(T) == 4 && requires { O::max_ulp_f32; }) return O::max_ulp_f32;
  return O::max_ulp;
}

template <class T>
void elementwise(const Op& op, std::size_t n, const T* x0, const T* x1, T* y);

}  // namespace saddlescope::engine
