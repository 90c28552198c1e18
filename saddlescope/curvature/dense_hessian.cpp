#include "saddlescope/curvature/dense_hessian.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

void require_finite(ConstBlock H, const Objective& objective) {
  for (std::size_t j = 0; j < H.columns(); ++j) {
    for (std::size_t i = 0; i < H.rows(); ++i) {
      if (std::isfinite(H(i, j))) continue;
      throw Error(ErrorKind::numerical,
                  fmt::format("the second derivative by {} and {} is {}.", entry_name(objective, i),
                              entry_name(objective, j), H(i, j)),
                  "Hessian", "Move the point to where the loss is twice differentiable and finite.");
    }
  }
}

}  // namespace

DenseHessian dense_hessian(const Linearization& at, Context& context) {
  const std::size_t P = at.size();
  if (P == 0) throw_bad_input("the objective has no trainable parameters, so no Hessian.");
  context.require_memory(8.0 * static_cast<double>(P) * static_cast<double>(P),
                         fmt::format("The dense Hessian of {} parameters", P),
                         "Raise --memory, or use --spectrum matrix-free.");
  DenseHessian result{Matrix(P, P), 0};
  result.asymmetry = at.hessian(result.H, context);
  require_finite(result.H, at.objective());
  return result;
}

double assembly_error(const Linearization& at, ConstBlock H, ConstBlock V, Context& context) {
  const std::size_t P = at.size(), k = V.columns();
  Matrix by_products(P, k), by_matrix(P, k);
  at.apply(V, by_products, context);
  const BlasThreads one(1);  // the same for any number of threads
  symm(Triangle::lower, P, k, H.data(), P, V.data(), P, by_matrix.data(), P);
  double largest = 0;
  for (std::size_t j = 0; j < k; ++j) {
    largest = std::max(largest, distance(by_matrix.column(j), by_products.column(j)));
  }
  return largest;
}

}  // namespace saddlescope
