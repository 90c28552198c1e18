#include "saddlescope/spectrum/tridiagonal.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr int kMaxSweeps = 60;  // an eigenvalue takes 1.7 on average

/// √(f² + g²); entries are at most O(1) here, so only underflow needs care.
double length(double f, double g) {
  const double square = f * f + g * g;
  return square > 1e-280 ? std::sqrt(square) : std::hypot(f, g);
}

/// Columns i and i+1 of Z, rotated: (zᵢ, zᵢ₊₁) ← (c·zᵢ − s·zᵢ₊₁, s·zᵢ + c·zᵢ₊₁).
void rotate_columns(Block Z, std::size_t i, double c, double s) {
  double* left = Z.data() + i * Z.rows();
  double* right = left + Z.rows();
  for (std::size_t k = 0; k < Z.rows(); ++k) {
    const double old = right[k];
    right[k] = s * left[k] + c * old;
    left[k] = c * left[k] - s * old;
  }
}

/// Wilkinson's shift: the eigenvalue of the leading 2 × 2 block of [l, …] that lies nearer to d[l].
double wilkinson_shift(std::span<const double> d, std::span<const double> e, std::size_t l) {
  const double half_gap = (d[l + 1] - d[l]) / 2;
  const double root = length(half_gap, e[l]);
  return d[l] - e[l] * (e[l] / (half_gap + std::copysign(root, half_gap)));
}

/// One implicit QL sweep on the unreduced block l … m: a rotation in the plane (m−1, m) that starts QL with the shift,
/// then chasing the bulge upwards to row l.
void ql_sweep(std::span<double> d, std::span<double> e, Block Z, std::size_t l, std::size_t m) {
  double g = d[m] - wilkinson_shift(d, e, l);
  double s = 1, c = 1, p = 0;
  for (std::size_t i = m; i-- > l;) {
    const double f = s * e[i];
    const double b = c * e[i];
    const double r = length(f, g);
    e[i + 1] = r;
    if (r == 0) {  // the block has fallen apart below row i
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const double shifted = d[i + 1] - p;
    const double mixed = (d[i] - shifted) * s + 2 * c * b;
    p = s * mixed;
    d[i + 1] = shifted + p;
    g = c * mixed - b;
    rotate_columns(Z, i, c, s);
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
}

void sort_ascending(std::span<double> d, Block Z) {
  const std::size_t n = d.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return d[i] < d[j] || (d[i] == d[j] && i < j); });
  const Vector values(d.begin(), d.end());
  for (std::size_t i = 0; i < n; ++i) d[i] = values[order[i]];
  if (Z.rows() == 0) return;
  const Vector columns(Z.data(), Z.data() + Z.rows() * n);
  for (std::size_t i = 0; i < n; ++i) {
    std::copy_n(columns.begin() + static_cast<std::ptrdiff_t>(order[i] * Z.rows()), Z.rows(), Z.column(i).begin());
  }
}

}  // namespace

void tridiagonal_eigen(std::span<double> d, std::span<double> e, Block Z) {
  const std::size_t n = d.size();
  if (e.size() != n || (Z.rows() > 0 && Z.columns() != n)) throw_internal("d, e and the rows of Z have one length");
  if (n == 0) return;
  e[n - 1] = 0;
  const int exponent = scaling_exponent(std::max(largest_magnitude(d), largest_magnitude(e)));
  scale_by_power_of_two(-exponent, d);
  scale_by_power_of_two(-exponent, e);
  const double negligible = kEps / 8 * std::max(largest_magnitude(d), largest_magnitude(e));  // ‖T‖ ≥ this maximum
  const auto is_zero = [&](std::size_t i) {
    return std::abs(e[i]) <= std::max(negligible, kEps * (std::abs(d[i]) + std::abs(d[i + 1])));
  };
  for (std::size_t l = 0; l < n; ++l) {
    for (int sweep = 0;; ++sweep) {
      std::size_t m = l;
      while (m + 1 < n && !is_zero(m)) ++m;
      if (m == l) break;
      if (sweep == kMaxSweeps) {
        throw Error(ErrorKind::numerical, "an eigenvalue of a tridiagonal matrix did not converge in 60 QL sweeps.", {},
                    "Please report the matrix.");
      }
      ql_sweep(d, e, Z, l, m);
    }
    e[l] = 0;
  }
  scale_by_power_of_two(exponent, d);
  sort_ascending(d, Z);
}

}  // namespace saddlescope
