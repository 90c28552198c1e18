#include "saddlescope/spectrum/definite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr std::size_t kPanel = 192;  // columns of a panel, and rows and columns of a unit of work
constexpr int kPowerSteps = 3;  // that bound ‖|L||L|ᵀ‖

// y = |L||L|ᵀx, a column of L at a time; L: n × n, its lower triangle.
void multiply_absolute(ConstBlock L, std::span<const double> x, std::span<double> y) {
  std::ranges::fill(y, 0.0);
  for (std::size_t j = 0; j < L.rows(); ++j) {
    const std::span<const double> column = L.column(j);
    double part = 0;
    for (std::size_t i = j; i < L.rows(); ++i) part += std::abs(column[i]) * x[i];
    for (std::size_t i = j; i < L.rows(); ++i) y[i] += std::abs(column[i]) * part;
  }
}

}  // namespace

DefiniteFactorization::DefiniteFactorization(ConstBlock H, int sign, double shift, Context& context)
    : sign_(sign), shift_(shift) {
  const double largest = require_symmetric_input(H, "definiteness");
  const std::size_t P = H.rows();
  if (!std::isfinite(shift)) throw_bad_input(fmt::format("definiteness: the shift is {}.", shift));
  context.require_memory(8.0 * static_cast<double>(P) * static_cast<double>(P),
                         fmt::format("Factoring a {} × {} Hessian", P, P),
                         "Raise --memory, or use --spectrum matrix-free.");
  exponent_ = scaling_exponent(std::max(largest, std::abs(shift)));
  L_ = Matrix(P, P);
  const std::size_t panels = (P + kPanel - 1) / kPanel;
  parallel_for(context.threads, panels, [&](std::size_t p) {
    for (std::size_t j = p * kPanel; j < std::min(P, (p + 1) * kPanel); ++j) {
      const std::span<double> column = L_.column(j).subspan(j);
      std::ranges::copy(H.column(j).subspan(j), column.begin());
      scale_by_power_of_two(-exponent_, column);
      if (sign < 0) scale(-1, column);
      column[0] -= std::ldexp(shift, -exponent_);
    }
  });
  double largest_diagonal = 0;
  for (std::size_t j = 0; j < P; ++j) largest_diagonal = std::max(largest_diagonal, std::abs(L_(j, j)));
  exists_ = factor(context);
  if (exists_) error_bound_ = std::ldexp(bounded_error(largest_diagonal), exponent_);
}

// Panel by panel: its diagonal block, what is below it, what is right of it.
bool DefiniteFactorization::factor(Context& context) {
  const std::size_t P = size();
  const BlasThreads one(1);
  for (std::size_t k = 0; k < P; k += kPanel) {
    context.throw_if_stopped();
    const std::size_t width = std::min(kPanel, P - k), first = k + width, rest = P - first;
    double* diagonal = &L_(k, k);
    if (!factor_cholesky(width, diagonal, P)) return false;
    const std::size_t blocks = (rest + kPanel - 1) / kPanel;
    const double block_flops = static_cast<double>(rest) * static_cast<double>(width * width);
    const int threads = worthwhile_threads(block_flops, context.threads);
    parallel_for(threads, blocks, [&](std::size_t block) {
      const BlasThreads one_here(1);
      const std::size_t row = first + block * kPanel;
      solve_right_transposed(std::min(kPanel, P - row), width, diagonal, P, &L_(row, k), P);
    });
    parallel_for(threads, blocks, [&](std::size_t block) {
      const BlasThreads one_here(1);
      const std::size_t j = first + block * kPanel, columns = std::min(kPanel, P - j), below = j + columns;
      syrk(Triangle::lower, Transpose::no, columns, width, -1, &L_(j, k), P, 1, &L_(j, j), P);
      if (below == P) return;
      gemm(Transpose::no, Transpose::yes, P - below, columns, width, -1, &L_(below, k), P, &L_(j, k), P, 1,
           &L_(below, j), P);
    });
  }
  return true;
}

void DefiniteFactorization::multiply(std::span<const double> x, std::span<double> y) const {
  const BlasThreads one(1);
  std::ranges::copy(x, y.begin());
  multiply_lower(Transpose::yes, size(), L_.data(), size(), y.data());
  multiply_lower(Transpose::no, size(), L_.data(), size(), y.data());
  scale_by_power_of_two(exponent_, y);
}

void DefiniteFactorization::solve(Block X) const {
  const BlasThreads one(1);
  for (std::size_t j = 0; j < X.columns(); ++j) {
    solve_lower(Transpose::no, size(), L_.data(), size(), X.column(j).data());
    solve_lower(Transpose::yes, size(), L_.data(), size(), X.column(j).data());
  }
  scale_by_power_of_two(-exponent_, {X.data(), X.rows() * X.columns()});
}

// In units of the scaled matrix.
double DefiniteFactorization::bounded_error(double largest_diagonal) const {
  constexpr double kUnit = kEps / 2;
  const double n = static_cast<double>(size()) + 4, gamma = n * kUnit / (1 - n * kUnit);
  Vector x(size(), 1.0), y(size());
  double bound = std::numeric_limits<double>::infinity();
  for (int step = 0; step < kPowerSteps; ++step) {
    multiply_absolute(L_, x, y);
    double ratio = 0, largest = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      ratio = std::max(ratio, y[i] / x[i]);
      largest = std::max(largest, y[i]);
    }
    bound = std::min(bound, ratio * (1 + 2 * gamma));  // sums of positive numbers, to γ each
    for (std::size_t i = 0; i < size(); ++i) x[i] = std::max(y[i] / largest, kUnit);  // any positive vector will do
  }
  return gamma * bound + 2 * kUnit * largest_diagonal;
}

DefiniteSolution solve_definite(ConstBlock H, const DefiniteFactorization& factors, std::span<const double> g,
                                double tolerance, std::size_t steps, Context& context) {
  const std::size_t P = g.size();
  const BlasThreads one(1);
  const double enough = tolerance * norm(g);
  DefiniteSolution found{Vector(P, 0.0), norm(g), 0};
  const auto product = [&](const Vector& x, Vector& Hx) {
    symv_lower(P, 1, H.data(), P, x.data(), Hx.data());
    ++found.products;
  };
  Vector r(g.begin(), g.end()), z = r, Hp(P);
  factors.solve(z);
  Vector p = z;
  // sign·H is definite, and z = (sign·H − σ)⁻¹·r: the factor `sign` is that of H in what follows.
  double rz = dot(r, z);
  for (std::size_t step = 0; step < steps && found.residual > enough; ++step) {
    context.throw_if_stopped();
    product(p, Hp);
    const double curvature = factors.sign() * dot(p, Hp);
    if (!(curvature > 0)) break;
    const double length = factors.sign() * rz / curvature;
    axpy(length, p, found.s);
    axpy(-length, Hp, r);
    found.residual = norm(r);
    z = r;
    factors.solve(z);
    const double next = dot(r, z);
    scale(next / rz, p);
    axpy(1, z, p);
    rz = next;
  }
  product(found.s, Hp);
  found.residual = distance(g, Hp);
  return found;
}

}  // namespace saddlescope
