#include "saddlescope/engine/kernels/execute.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/kernels/elementwise.h"
#include "saddlescope/engine/kernels/gemm.h"
#include "saddlescope/engine/kernels/noise.h"

namespace saddlescope::engine {
namespace {

template <class T>
std::array<const T*, kMaxOperands> at_direction(std::span<const Operand<T>> x, std::size_t j) {
  std::array<const T*, kMaxOperands> pointers{};
  for (std::size_t i = 0; i < x.size(); ++i) pointers[i] = x[i].data + j * x[i].stride;
  return pointers;
}

template <class T>
std::array<const Shape*, kMaxOperands> shapes_of(std::span<const Operand<T>> x) {
  std::array<const Shape*, kMaxOperands> shapes{};
  for (std::size_t i = 0; i < x.size(); ++i) shapes[i] = x[i].shape;
  return shapes;
}

// All directions are one array where every operand's directions lie one after another.
template <class T>
void execute_elementwise(const Op& op, std::span<const Operand<T>> x, std::size_t size, std::size_t k, T* y) {
  bool one_array = true;
  for (const Operand<T>& operand : x) one_array = one_array && (k == 1 || operand.stride == size);
  const std::size_t calls = one_array ? 1 : k, length = one_array ? k * size : size;
  for (std::size_t j = 0; j < calls; ++j) {
    const auto at = at_direction(x, j);
    elementwise<T>(op, length, at[0], at[1], y + j * size);
  }
}

// Factors of direction j; none where there are no operands.
template <class T>
Factors<T> factors_at(std::span<const Operand<T>> x, std::size_t j) {
  const auto at = at_direction(x, j);
  return {at[0], at[1]};
}

template <class T>
void matmul_directions(const MatMul& op, std::span<const Operand<T>> x, std::span<const Operand<T>> second,
                       std::size_t k, T* y, std::size_t stride, bool accumulate) {
  const auto shapes = shapes_of(x);
  const Shapes in(shapes.data(), 2);
  const std::size_t m = (*in[0])[op.transpose_A ? 1 : 0], n = (*in[1])[op.transpose_B ? 0 : 1], inner = op.inner(in);
  for (std::size_t j = 0; j < k; ++j)
    gemm<T>(op.transpose_A, op.transpose_B, m, n, inner, factors_at(x, j), factors_at(second, j), y + j * stride,
            accumulate);
}

}  // namespace

template <class T>
void execute_product(const Op& op, std::span<const Operand<T>> x, std::span<const Operand<T>> second, std::size_t k,
                     T* y, std::size_t stride, bool accumulate) {
  static_assert(std::is_same_v<std::variant_alternative_t<std::variant_size_v<Op> - 1, Op>, MatMul>,
                "every bilinear op has a kernel that adds");
  matmul_directions(std::get<MatMul>(op), x, second, k, y, stride, accumulate);
}

template <class T>
void execute(const Op& op, std::span<const Operand<T>> x, std::size_t size, std::size_t k, T* y) {
  std::visit(
      [&](const auto& o) {
        using O = std::decay_t<decltype(o)>;
        if constexpr (O::kind == Kind::leaf) {
          throw_internal("a leaf is no step of a program");
        } else if constexpr (std::is_same_v<O, MatMul>) {
          matmul_directions<T>(o, x, {}, k, y, size, false);
        } else if constexpr (ElementwiseOp<O>) {
          execute_elementwise<T>(op, x, size, k, y);
        } else {
          const auto shapes = shapes_of(x);
          for (std::size_t j = 0; j < k; ++j) {
            const auto at = at_direction(x, j);
            o.eval(Shapes(shapes.data(), x.size()), at.data(), y + j * size);
          }
        }
      },
      op);
}

namespace {

// A factor that is a power of two rounds nothing.
template <class O>
bool rounds(const O& op) {
  if constexpr (std::is_same_v<O, Scale> || std::is_same_v<O, Divide>) {
    int exponent = 0;
    return std::fabs(std::frexp(op.c, &exponent)) != 0.5;
  }
  return !O::exact;
}

// Sums and products: eps·u times the same sum of absolute values, which the op itself evaluates.
template <class T>
class PerturbedSum {
 public:
  PerturbedSum(const Op& op, std::span<const Operand<T>> x, std::size_t size)
      : op_(op), x_(x), size_(size), total_(std::make_unique_for_overwrite<T[]>(size)) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      magnitude_[i] = std::make_unique_for_overwrite<T[]>(element_count(*x[i].shape));
      sizes_[i] = {magnitude_[i].get(), 0, x[i].shape};
    }
  }

  void direction(std::size_t j, T* y, std::uint64_t stream) {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      if (j > 0 && x_[i].stride == 0) continue;  // the same for all
      const T* from = x_[i].data + j * x_[i].stride;
      const std::size_t count = element_count(*x_[i].shape);
      for (std::size_t e = 0; e < count; ++e) magnitude_[i][e] = std::fabs(from[e]);
    }
    execute<T>(op_, {sizes_.data(), x_.size()}, size_, 1, total_.get());
    perturb_by_size(stream, j * size_, size_, total_.get(), y);
  }

 private:
  const Op& op_;
  std::span<const Operand<T>> x_;
  std::size_t size_;
  std::unique_ptr<T[]> total_;
  std::array<std::unique_ptr<T[]>, kMaxOperands> magnitude_;
  std::array<Operand<T>, kMaxOperands> sizes_;
};

}  // namespace

template <class T>
void execute_perturbed(const Op& op, std::span<const Operand<T>> x, std::size_t size, std::size_t k, T* y,
                       std::uint64_t stream) {
  execute<T>(op, x, size, k, y);
  std::visit(
      [&](const auto& o) {
        using O = std::decay_t<decltype(o)>;
        if (!rounds(o)) return;
        if constexpr (O::kind == Kind::linear || O::kind == Kind::bilinear) {
          PerturbedSum<T> sum(op, x, size);
          for (std::size_t j = 0; j < k; ++j) sum.direction(j, y + j * size, stream);
        } else {
          perturb_relatively(stream, 0, k * size, y);
        }
      },
      op);
}

template void execute<double>(const Op&, std::span<const Operand<double>>, std::size_t, std::size_t, double*);
template void execute_product<double>(const Op&, std::span<const Operand<double>>, std::span<const Operand<double>>,
                                      std::size_t, double*, std::size_t, bool);
template void execute_perturbed<double>(const Op&, std::span<const Operand<double>>, std::size_t, std::size_t, double*,
                                        std::uint64_t);
template void execute<float>(const Op&, std::span<const Operand<float>>, std::size_t, std::size_t, float*);
template void execute_product<float>(const Op&, std::span<const Operand<float>>, std::span<const Operand<float>>,
                                     std::size_t, float*, std::size_t, bool);
template void execute_perturbed<float>(const Op&, std::span<const Operand<float>>, std::size_t, std::size_t, float*,
                                       std::uint64_t);

}  // namespace saddlescope::engine
