#include "saddlescope/linalg/block.h"

#include <algorithm>
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
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
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

bool all_finite(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace saddlescope
