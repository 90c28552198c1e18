#include "saddlescope/spectrum/inertia.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/spectrum/lanczos.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr std::size_t kErrorSteps = 4;  // Lanczos steps that measure ‖H + σI − LDLᵀ‖

void require_tau(double tau) {
  if (!(tau >= 0) || std::isinf(tau)) {
    throw_bad_input(fmt::format("inertia: the tolerance is {}; it must be finite and not negative.", tau));
  }
}

double bytes_of_factorization(std::size_t P) { return 8.0 * static_cast<double>(P) * static_cast<double>(P); }

/// x ↦ (H + σI)x − P·L·D·Lᵀ·Pᵀ·x, from H's lower triangle.
class FactorizationResidual final : public SymmetricOperator {
 public:
  FactorizationResidual(ConstBlock H, double shift, const LdltFactorization& factors)
      : H_(H), shift_(shift), factors_(factors) {}
  std::size_t size() const override { return H_.rows(); }
  void apply(ConstBlock V, Block AV, Context& /*context*/) const override {
    const BlasThreads one(1);  // the measured error, too, is the same for any number of threads
    const std::size_t P = size();
    symm(Triangle::lower, P, V.columns(), H_.data(), P, V.data(), P, AV.data(), P);
    Vector y(P);
    for (std::size_t j = 0; j < V.columns(); ++j) {
      factors_.multiply(V.column(j), y);
      axpy(shift_, V.column(j), AV.column(j));
      axpy(-1, y, AV.column(j));
    }
  }

 private:
  ConstBlock H_;
  double shift_;
  const LdltFactorization& factors_;
};

/// The counts of H + σI, with the measured error of its factors where asked for.
struct Signs {
  std::size_t negative = 0, positive = 0;
  double error = 0;
};

Signs signs_of(ConstBlock H, double shift, bool measure, Context& context) {
  const LdltFactorization factors(H, shift, context);
  Signs signs{factors.negative(), factors.positive(), 0};
  if (measure) {
    signs.error = spectral_norm(FactorizationResidual(H, shift, factors), kErrorSteps, context).upper();
  }
  return signs;
}

MeasuredInertia count(ConstBlock H, double tau, bool measure, Context& context) {
  require_tau(tau);
  if (tau == 0) {
    const Signs signs = signs_of(H, 0, measure, context);
    return {{signs.negative, H.rows() - signs.negative - signs.positive, signs.positive, 0}, signs.error};
  }
  Signs sides[2];  // of H + τI and of H − τI
  const double P = static_cast<double>(H.rows());
  const bool side_by_side = worthwhile_threads(P * P * P / 3, context.threads) >= 2 &&
                            2 * bytes_of_factorization(H.rows()) <= static_cast<double>(context.memory);
  parallel_for(side_by_side ? 2 : 1, 2, [&](std::size_t side) {
    Context own = context;
    own.progress = nullptr;  // progress is told from the calling thread only
    own.threads = 1;
    sides[side] = signs_of(H, side == 0 ? tau : -tau, measure, own);
  });
  Inertia result;
  result.tolerance = tau;
  result.negative = sides[0].negative;
  // With tau below the factorization's own error both sides may claim an eigenvalue at zero; it is counted once.
  result.positive = std::min(sides[1].positive, H.rows() - result.negative);
  result.flat = H.rows() - result.negative - result.positive;
  return {result, std::max(sides[0].error, sides[1].error)};
}

}  // namespace

Inertia inertia(ConstBlock H, double tau, Context& context) { return count(H, tau, false, context).inertia; }

MeasuredInertia measured_inertia(ConstBlock H, double tau, Context& context) { return count(H, tau, true, context); }

LdltFactorization::LdltFactorization(ConstBlock H, double shift, Context& context) {
  const double largest = require_symmetric_input(H, "inertia");
  if (!std::isfinite(shift)) throw_bad_input(fmt::format("inertia: the shift is {}.", shift));
  const std::size_t P = H.rows();
  context.require_memory(bytes_of_factorization(P), fmt::format("Factoring a {} × {} Hessian", P, P),
                         "Raise --memory, or use --spectrum matrix-free.");
  context.throw_if_stopped();
  const BlasThreads one(1);
  exponent_ = scaling_exponent(std::max(largest, std::abs(shift)));  // pivots are compared by products of entries
  factors_ = scaled_lower_triangle(H, -exponent_, std::ldexp(shift, -exponent_));
  pivots_.resize(P);
  factor_ldlt(factors_, pivots_);
  count_signs();
}

void LdltFactorization::count_signs() {
  const std::size_t P = size();
  for (std::size_t k = 0; k < P; ++k) {
    const double d = factors_(k, k);
    if (pivots_[k] > 0) {
      negative_ += d < 0;
      zero_ += d == 0;
      continue;
    }
    // A 2×2 block is chosen where its off-diagonal b dominates: det/b² = (a/b)(c/b) − 1 < 0, one sign each.
    const double b = factors_(k + 1, k), c = factors_(k + 1, k + 1);
    const double determinant = (d / b) * (c / b) - 1;
    negative_ += determinant < 0 ? 1 : (d + c < 0) * (determinant > 0 ? 2 : 1);
    zero_ += determinant == 0;
    ++k;
  }
}

void LdltFactorization::multiply(std::span<const double> x, std::span<double> y) const {
  // P·L = P₁L₁·P₂L₂·…, one factor a pivot block (LAPACK's order): transposes first to last, then D, then back.
  const std::size_t P = size();
  std::copy(x.begin(), x.end(), y.begin());
  const auto is_pair = [&](std::size_t k) { return pivots_[k] < 0; };
  const auto swap_rows = [&](std::size_t k) {  // a pair swaps its second row, with the row its pivots name
    const std::size_t own = is_pair(k) ? k + 1 : k;
    std::swap(y[own], y[static_cast<std::size_t>(std::abs(pivots_[k])) - 1]);
  };
  const auto below = [&](std::size_t column, std::size_t first) { return factors_.column(column).subspan(first); };
  for (std::size_t k = 0; k < P;) {
    const std::size_t width = is_pair(k) ? 2 : 1;
    swap_rows(k);
    const std::size_t rest = k + width;
    for (std::size_t j = k; j < rest; ++j) y[j] += dot(below(j, rest), y.subspan(rest));
    k = rest;
  }
  for (std::size_t k = 0; k < P; ++k) {
    if (!is_pair(k)) {
      y[k] *= factors_(k, k);
      continue;
    }
    const double upper = y[k], lower = y[k + 1];
    y[k] = factors_(k, k) * upper + factors_(k + 1, k) * lower;
    y[k + 1] = factors_(k + 1, k) * upper + factors_(k + 1, k + 1) * lower;
    ++k;
  }
  for (std::size_t end = P; end > 0;) {
    const std::size_t width = pivots_[end - 1] < 0 ? 2 : 1;
    const std::size_t k = end - width;
    for (std::size_t j = k; j < end; ++j) axpy(y[j], below(j, end), y.subspan(end));
    swap_rows(k);
    end = k;
  }
  scale_by_power_of_two(exponent_, y);
}

}  // namespace saddlescope
