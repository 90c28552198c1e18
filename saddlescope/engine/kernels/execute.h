// One op on arrays: what a step of a program does. k directions; an operand's arrays lie `stride` apart, 0 if all
// directions share one; the result's k arrays lie one after another.
#pragma once

#include <cstddef>
#include <cstdint>

#include "saddlescope/engine/op.h"

namespace saddlescope::engine {

template <class T>
struct Operand {
  const T* data = nullptr;
  std::size_t stride = 0;
  const Shape* shape = nullptr;
};

/// y = op(x…) for every direction. size: elements of y for one direction.
template <class T>
void execute(const Op& op, std::span<const Operand<T>> x, std::size_t size, std::size_t k, T* y);

/// y += or = op(x…) + op(second…) for every direction, op a product (Kind::bilinear), `second` possibly empty; results
/// `stride` apart.
template <class T>
void execute_product(const Op& op, std::span<const Operand<T>> x, std::span<const Operand<T>> second, std::size_t k,
                     T* y, std::size_t stride, bool accumulate);

/// The same as execute with every rounded result perturbed by a relative eps (program.h); `stream` names the step.
/// On the same kernels, sums and products twice: the second time of absolute values.
template <class T>
void execute_perturbed(const Op& op, std::span<const Operand<T>> x, std::size_t size, std::size_t k, T* y,
                       std::uint64_t stream);

}  // namespace saddlescope::engine
