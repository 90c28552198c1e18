#include "saddlescope/linalg/block.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace saddlescope {

Matrix Matrix::identity(std::size_t n) {
  Matrix I(n, n);
  for (std::size_t i = 0; i < n; ++i) I(i, i) = 1;
  return I;
}

Matrix Matrix::diagonal(std::span<const double> entries) {
  Matrix D(entries.size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) D(i, i) = entries[i];
  return D;
}

double dot(std::span<const double> x, std::span<const double> y) {
  assert(x.size() == y.size());
  // Eight partial sums: additions needn't wait for one another, and rounding errors grow with n/8.
  std::array<double, 8> sums{};
  const std::size_t whole = x.size() / sums.size() * sums.size();
  for (std::size_t i = 0; i < whole; i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += x[i + lane] * y[i + lane];
  }
  for (std::size_t i = whole; i < x.size(); ++i) sums[i - whole] += x[i] * y[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double norm(std::span<const double> x) {
  double largest = 0;
  for (const double value : x) {
    if (std::isnan(value)) return value;
    largest = std::max(largest, std::abs(value));
  }
  if (largest == 0 || std::isinf(largest)) return largest;
  double sum = 0;
  for (const double value : x) sum += (value / largest) * (value / largest);
  return largest * std::sqrt(sum);
}

void axpy(double a, std::span<const double> x, std::span<double> y) {
  assert(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] += a * x[i];
}

void scale(double a, std::span<double> x) {
  for (double& value : x) value *= a;
}

Vector plus(std::span<const double> x, double a, std::span<const double> y) {
  Vector sum(x.begin(), x.end());
  axpy(a, y, sum);
  return sum;
}

double distance(std::span<const double> x, std::span<const double> y) { return norm(plus(x, -1, y)); }

bool all_finite(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace saddlescope
