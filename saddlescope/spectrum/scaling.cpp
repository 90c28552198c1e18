#include "saddlescope/spectrum/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"

namespace saddlescope {

double largest_magnitude(std::span<const double> x) {
  double largest = 0;
  for (const double value : x) largest = std::max(largest, std::abs(value));
  return largest;
}

int scaling_exponent(double magnitude) { return magnitude > 0 ? std::ilogb(magnitude) : 0; }

void scale_by_power_of_two(int k, std::span<double> x) {
  if (k == 0) return;
  for (double& value : x) value = std::ldexp(value, k);
}

double require_symmetric_input(ConstBlock H, const char* who) {
  if (H.rows() != H.columns() || H.rows() == 0) {
    throw_bad_input(fmt::format("{}: the matrix is {} × {}; a square one with at least one row is needed.", who,
                                H.rows(), H.columns()));
  }
  double largest = 0;
  for (std::size_t j = 0; j < H.columns(); ++j) {
    for (std::size_t i = j; i < H.rows(); ++i) {
      if (!std::isfinite(H(i, j))) {
        throw_bad_input(fmt::format("{}: entry ({}, {}) of the matrix is {}.", who, i, j, H(i, j)));
      }
      largest = std::max(largest, std::abs(H(i, j)));
    }
  }
  return largest;
}

Matrix scaled_lower_triangle(ConstBlock H, int k, double shift) {
  const std::size_t n = H.rows();
  Matrix A(n, n);
  for (std::size_t j = 0; j < n; ++j) {
    std::copy_n(H.column(j).begin() + static_cast<std::ptrdiff_t>(j), n - j,
                A.column(j).begin() + static_cast<std::ptrdiff_t>(j));
    scale_by_power_of_two(k, A.column(j).subspan(j));
    A(j, j) += shift;
  }
  return A;
}

}  // namespace saddlescope
