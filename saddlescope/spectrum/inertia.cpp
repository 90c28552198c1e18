#include "saddlescope/spectrum/inertia.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

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

/// x ↦ (H + σI)x − P·L·D·Lᵀ·Pᵀ·x, from H's lower triangle.
class FactorizationResidual final : public SymmetricOperator {
 public:
  FactorizationResidual(ConstBlock H, double shift, const LdltFactorization& factors)
      : H_(H), shift_(shift), factors_(factors) {}
  std::size_t size() const override { return H_.rows(); }
  void apply(ConstBlock V, Block AV, Context& /*context*/) const override {
    const BlasThreads one(1);  // the measured error, too, is the same for any number of threads
    const std::size_t P = size();
    Vector y(P);
    for (std::size_t j = 0; j < V.columns(); ++j) {
      symv_lower(P, 1, H_.data(), P, V.column(j).data(), AV.column(j).data());
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

double measured_error(ConstBlock H, double shift, const LdltFactorization& factors, Context& context) {
  return spectral_norm(FactorizationResidual(H, shift, factors), kErrorSteps, context).upper();
}

// Both sides at once where threads allow.
void on_both_sides(std::size_t P, Context& context, const std::function<void(std::size_t, Context&)>& body) {
  const auto n = static_cast<double>(P);
  parallel_for(worthwhile_threads(n * n * n / 3, context.threads) >= 2 ? 2 : 1, 2, [&](std::size_t side) {
    Context own = context;
    own.progress = nullptr;  // progress is told from the calling thread only
    own.threads = 1;
    body(side, own);
  });
}

MeasuredInertia count(ConstBlock H, double tau, bool measure, Context& context) {
  require_tau(tau);
  if (tau == 0) {
    const LdltFactorization factors(H, 0, context);
    const Inertia signs{factors.negative(), factors.zero(), factors.positive(), 0};
    return {signs, measure ? measured_error(H, 0, factors, context) : 0};
  }
  const ShiftedFactorizations sides(H, tau, context);
  return {sides.inertia(), measure ? sides.error(H, context) : 0};
}

}  // namespace

Inertia inertia(ConstBlock H, double tau, Context& context) { return count(H, tau, false, context).inertia; }

MeasuredInertia measured_inertia(ConstBlock H, double tau, Context& context) { return count(H, tau, true, context); }

double bytes_of_shifted_factorizations(std::size_t P) {
  return 8.0 * static_cast<double>(P) * (static_cast<double>(P) + 1);
}

ShiftedFactorizations::ShiftedFactorizations(ConstBlock H, double tau, Context& context) : tau_(tau) {
  require_tau(tau);
  const double largest = require_symmetric_input(H, "inertia");
  const std::size_t P = H.rows();
  context.require_memory(bytes_of_shifted_factorizations(P),
                         fmt::format("The two factorizations of a {} × {} Hessian", P, P),
                         "Raise --memory, or use --spectrum matrix-free.");
  context.throw_if_stopped();
  shared_ = Matrix(P, P + 1);
  on_both_sides(P, context, [&](std::size_t side, Context&) {
    if (side == 0) {
      plus_ = std::make_unique<LdltFactorization>(H, largest, tau, Triangle::lower, Block(shared_.data(), P, P));
    } else {
      minus_ = std::make_unique<LdltFactorization>(H, largest, -tau, Triangle::upper, Block(shared_.data() + P, P, P));
    }
  });
}

Inertia ShiftedFactorizations::inertia() const {
  Inertia result;
  const std::size_t P = plus_->size();
  result.tolerance = tau_;
  result.negative = plus_->negative();
  // With tau below the factorization's own error both sides may claim an eigenvalue at zero; it is counted once.
  result.positive = std::min(minus_->positive(), P - result.negative);
  result.flat = P - result.negative - result.positive;
  return result;
}

double ShiftedFactorizations::error(ConstBlock H, Context& context) const {
  double errors[2];
  on_both_sides(H.rows(), context, [&](std::size_t side, Context& own) {
    errors[side] = measured_error(H, side == 0 ? tau_ : -tau_, side == 0 ? *plus_ : *minus_, own);
  });
  return std::max(errors[0], errors[1]);
}

LdltFactorization::LdltFactorization(ConstBlock H, double shift, Context& context) : factors_(nullptr, 0, 0) {
  const double largest = require_symmetric_input(H, "inertia");
  if (!std::isfinite(shift)) throw_bad_input(fmt::format("inertia: the shift is {}.", shift));
  const std::size_t P = H.rows();
  context.require_memory(8.0 * static_cast<double>(P) * static_cast<double>(P),
                         fmt::format("Factoring a {} × {} Hessian", P, P),
                         "Raise --memory, or use --spectrum matrix-free.");
  context.throw_if_stopped();
  own_ = Matrix(P, P);
  factors_ = own_;
  factor(H, largest, shift);
}

LdltFactorization::LdltFactorization(ConstBlock H, double largest, double shift, Triangle triangle, Block A)
    : triangle_(triangle), factors_(A) {
  factor(H, largest, shift);
}

void LdltFactorization::factor(ConstBlock H, double largest, double shift) {
  const BlasThreads one(1);
  exponent_ = scaling_exponent(std::max(largest, std::abs(shift)));  // pivots are compared by products of entries
  fill_scaled_triangle(H, -exponent_, std::ldexp(shift, -exponent_), triangle_, factors_);
  pivots_.resize(H.rows());
  factor_ldlt(triangle_, factors_, pivots_);
  count_signs();
}

void LdltFactorization::count_signs() {
  const std::size_t P = size();
  for (std::size_t k = 0; k < P; ++k) {
    const double d = entry(k, k);
    if (pivot(k) > 0) {
      negative_ += d < 0;
      zero_ += d == 0;
      continue;
    }
    // A 2×2 block is chosen where its off-diagonal b dominates: det/b² = (a/b)(c/b) − 1 < 0, one sign each.
    const double b = entry(k + 1, k), c = entry(k + 1, k + 1);
    const double determinant = (d / b) * (c / b) - 1;
    negative_ += determinant < 0 ? 1 : (d + c < 0) * (determinant > 0 ? 2 : 1);
    zero_ += determinant == 0;
    ++k;
  }
}

void LdltFactorization::solve(Block X) const {
  const BlasThreads one(1);
  solve_ldlt(triangle_, factors_, pivots_, X);
  scale_by_power_of_two(-exponent_, {X.data(), X.rows() * X.columns()});
}

void LdltFactorization::multiply(std::span<const double> x, std::span<double> y) const {
  // P·L = P₁L₁·P₂L₂·…, one factor a pivot block (LAPACK's order): transposes first to last, then D, then back.
  const std::size_t P = size();
  std::copy(x.begin(), x.end(), y.begin());
  const auto is_pair = [&](std::size_t k) { return pivot(k) < 0; };
  const auto swap_rows = [&](std::size_t k) {  // a pair swaps its second row, with the row its pivots name
    const std::size_t own = is_pair(k) ? k + 1 : k;
    std::swap(y[at(own)], y[static_cast<std::size_t>(std::abs(pivot(k))) - 1]);
  };
  // Rows from `first` on: of y, and of a column of L.
  const bool lower = triangle_ == Triangle::lower;
  const auto rest_of_y = [&](std::size_t first) { return lower ? y.subspan(first) : y.first(P - first); };
  const auto below = [&](std::size_t column, std::size_t first) {
    const std::span<const double> whole = factors_.column(at(column));
    return lower ? whole.subspan(first) : whole.first(P - first);
  };
  for (std::size_t k = 0; k < P;) {
    const std::size_t width = is_pair(k) ? 2 : 1;
    swap_rows(k);
    const std::size_t rest = k + width;
    for (std::size_t j = k; j < rest; ++j) y[at(j)] += dot(below(j, rest), rest_of_y(rest));
    k = rest;
  }
  for (std::size_t k = 0; k < P; ++k) {
    if (!is_pair(k)) {
      y[at(k)] *= entry(k, k);
      continue;
    }
    const double first = y[at(k)], second = y[at(k + 1)];
    y[at(k)] = entry(k, k) * first + entry(k + 1, k) * second;
    y[at(k + 1)] = entry(k + 1, k) * first + entry(k + 1, k + 1) * second;
    ++k;
  }
  for (std::size_t end = P; end > 0;) {
    const std::size_t width = pivot(end - 1) < 0 ? 2 : 1;
    const std::size_t k = end - width;
    for (std::size_t j = k; j < end; ++j) axpy(y[at(j)], below(j, end), rest_of_y(end));
    swap_rows(k);
    end = k;
  }
  scale_by_power_of_two(exponent_, y);
}

}  // namespace saddlescope
