#include "saddlescope/spectrum/lanczos.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/spectrum/tridiagonal.h"

namespace saddlescope {

Lanczos::Lanczos(const SymmetricOperator& A, std::span<const double> start, Context& context)
    : A_(A), P_(A.size()), start_norm_(norm(start)) {
  if (start.size() != P_) {
    throw_bad_input(fmt::format("Lanczos: the start has {} entries, the operator {} rows.", start.size(), P_));
  }
  if (!all_finite(start)) throw_bad_input("Lanczos: the start has entries that are not finite.");
  context.require_memory(16.0 * static_cast<double>(P_), "Two Lanczos vectors", "Raise --memory.");
  if (start_norm_ == 0) {
    exhausted_ = true;
    return;
  }
  basis_.assign(start.begin(), start.end());
  for (double& entry : basis_) entry /= start_norm_;  // 1/‖start‖ may overflow
  scale(1 / norm(basis_), basis_);                    // a subnormal ‖start‖ has few digits
}

std::size_t Lanczos::steps(std::size_t steps, Context& context) {
  const std::size_t wanted = P_ * (std::min(P_, steps_taken() + steps) + 1);
  if (8.0 * static_cast<double>(wanted) <= static_cast<double>(context.memory)) basis_.reserve(wanted);
  std::size_t taken = 0;
  while (taken < steps && step(context)) ++taken;
  return taken;
}

bool Lanczos::step(Context& context) {
  if (exhausted_) return false;
  context.throw_if_stopped();
  const std::size_t j = steps_taken();
  context.require_memory(8.0 * static_cast<double>(P_) * static_cast<double>(j + 2),
                         fmt::format("{} Lanczos vectors of length {}", j + 2, P_), "Raise --memory.");
  const std::span<const double> v = std::span<const double>(basis_).subspan(j * P_, P_);
  Vector w(P_);
  A_.apply(ConstBlock(v), Block(w), context);
  if (!std::isfinite(norm(w))) {  // of finite entries it may overflow
    throw Error(ErrorKind::numerical, fmt::format("product {} with the operator is not finite.", j + 1), "Lanczos",
                "Check that loss and gradient are finite around this point.");
  }
  diagonal_.push_back(dot(v, w));
  const double beta = orthogonalize(w);
  scale_ = std::max({scale_, std::abs(diagonal_.back()), j > 0 ? subdiagonal_.back() : 0.0});
  exhausted_ = steps_taken() == P_ || beta <= invariance_tolerance(P_) * scale_;
  subdiagonal_.push_back(beta);
  if (exhausted_) return true;
  for (const double entry : w) basis_.push_back(entry / beta);
  return true;
}

/// w := w − V·(Vᵀw), twice: after one pass what is left of V in w is of the size of rounding errors of w before it.
double Lanczos::orthogonalize(std::span<double> w) const {
  const std::size_t j = steps_taken();
  const BlasThreads one(1);  // a sum split among threads would depend on their number
  Vector coefficients(j);
  for (int pass = 0; pass < 2; ++pass) {
    gemv(Transpose::yes, P_, j, 1, basis_.data(), P_, w.data(), 0, coefficients.data());
    gemv(Transpose::no, P_, j, -1, basis_.data(), P_, coefficients.data(), 1, w.data());
  }
  return norm(w);
}

RitzPairs Lanczos::ritz() const {
  const std::size_t j = steps_taken();
  RitzPairs pairs{diagonal_, Vector(j), Vector(j), Vector(j)};
  if (j == 0) return pairs;
  Vector e = subdiagonal_;
  Matrix ends(2, j);  // first and last row of S
  ends(0, 0) = 1;
  ends(1, j - 1) = 1;
  tridiagonal_eigen(pairs.values, e, ends);
  for (std::size_t i = 0; i < j; ++i) {
    pairs.parts[i] = start_norm_ * ends(0, i);
    pairs.ends[i] = subdiagonal_.back() * ends(1, i);
    pairs.residuals[i] = std::abs(pairs.ends[i]);
  }
  return pairs;
}

Matrix Lanczos::ritz_vectors(std::size_t first, std::size_t count) const {
  const std::size_t j = steps_taken();
  if (first + count > j) throw_internal("Ritz vectors asked for exist");
  Matrix vectors(P_, count);
  if (count == 0) return vectors;
  Vector d = diagonal_, e = subdiagonal_;
  Matrix S = Matrix::identity(j);
  tridiagonal_eigen(d, e, S);
  const BlasThreads one(1);
  multiply(basis(), Transpose::no, S.block().middle(first, count), Transpose::no, vectors);
  return vectors;
}

Vector Lanczos::combination(std::span<const double> y) const {
  const std::size_t j = steps_taken();
  if (y.size() != j) throw_internal("a combination has one part for each Ritz vector");
  Vector x(P_);
  if (j == 0) return x;
  Vector d = diagonal_, e = subdiagonal_, Sy(j);
  Matrix S = Matrix::identity(j);
  tridiagonal_eigen(d, e, S);
  const BlasThreads one(1);
  multiply(S, Transpose::no, ConstBlock(y), Transpose::no, Sy);
  multiply(basis(), Transpose::no, Sy, Transpose::no, x);
  return x;
}

NormEstimate spectral_norm(const SymmetricOperator& A, std::size_t steps, Context& context) {
  if (steps == 0) throw_bad_input("spectral_norm: at least one step is needed.");
  Vector start(A.size());
  RandomStream random = context.random("spectral norm");
  for (double& entry : start) entry = random.normal();
  Lanczos lanczos(A, start, context);
  lanczos.steps(steps, context);
  const RitzPairs pairs = lanczos.ritz();
  NormEstimate estimate;
  estimate.products = lanczos.steps_taken();
  for (std::size_t i = 0; i < pairs.values.size(); ++i) {
    if (std::abs(pairs.values[i]) < estimate.ritz) continue;
    estimate.ritz = std::abs(pairs.values[i]);
    estimate.residual = pairs.residuals[i];
  }
  return estimate;
}

}  // namespace saddlescope
