#include "saddlescope/spectrum/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"

namespace saddlescope {

namespace {

constexpr int kSmallestExponent = -1022, kLargestExponent = 1023;  // of normal numbers
constexpr std::size_t kTile = 16;

// max |xᵢ|; NaN or infinite where an entry is.
double largest_finite_magnitude(std::span<const double> x) {
  constexpr std::size_t kLanes = 8;
  double largest[kLanes] = {}, poison[kLanes] = {};
  const std::size_t whole = x.size() / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double size = std::abs(x[i + lane]);
      largest[lane] = size > largest[lane] ? size : largest[lane];
      poison[lane] += size * 0;  // NaN for anything that isn't finite
    }
  }
  double result = 0, bad = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    result = std::max(result, largest[lane]);
    bad += poison[lane];
  }
  for (std::size_t i = whole; i < x.size(); ++i) {
    result = std::max(result, std::abs(x[i]));
    bad += x[i] * 0;
  }
  return result + bad;
}

}  // namespace

double largest_magnitude(std::span<const double> x) {
  double largest = 0;
  for (const double value : x) largest = std::max(largest, std::abs(value));
  return largest;
}

int scaling_exponent(double magnitude) { return magnitude > 0 && std::isfinite(magnitude) ? std::ilogb(magnitude) : 0; }

void scale_by_power_of_two(int k, std::span<double> x) {
  if (k == 0) return;
  if (k >= kSmallestExponent && k <= kLargestExponent) {  // 2ᵏ is a normal number: a product is rounded as ldexp is
    const double factor = std::ldexp(1.0, k);
    for (double& value : x) value *= factor;
    return;
  }
  for (double& value : x) value = std::ldexp(value, k);
}

double require_symmetric_input(ConstBlock H, const char* who) {
  if (H.rows() != H.columns() || H.rows() == 0) {
    throw_bad_input(fmt::format("{}: the matrix is {} × {}; a square one with at least one row is needed.", who,
                                H.rows(), H.columns()));
  }
  double largest = 0;
  for (std::size_t j = 0; j < H.columns(); ++j) {
    const std::span<const double> below = H.column(j).subspan(j);
    const double here = largest_finite_magnitude(below);
    largest = std::max(largest, here);
    if (here <= std::numeric_limits<double>::max()) continue;
    const auto bad = std::ranges::find_if(below, [](double x) { return !std::isfinite(x); });
    throw Error(ErrorKind::numerical, fmt::format("{}: entry ({}, {}) of the matrix is {}.", who,
                                                  j + static_cast<std::size_t>(bad - below.begin()), j, *bad));
  }
  return largest;
}

Matrix scaled_lower_triangle(ConstBlock H, int k, double shift) {
  Matrix A(H.rows(), H.rows());
  fill_scaled_triangle(H, k, shift, Triangle::lower, A);
  return A;
}

void fill_scaled_triangle(ConstBlock H, int k, double shift, Triangle triangle, Block A) {
  const std::size_t n = H.rows();
  if (triangle == Triangle::upper) {  // in tiles, since it is read across
    for (std::size_t row = 0; row < n; row += kTile) {
      for (std::size_t j = row; j < n; ++j) {
        for (std::size_t i = row; i < std::min(row + kTile, j + 1); ++i) A(i, j) = H(j, i);
      }
    }
  }
  for (std::size_t j = 0; j < n; ++j) {
    const bool lower = triangle == Triangle::lower;
    const std::span<double> part = lower ? A.column(j).subspan(j) : A.column(j).first(j + 1);
    if (lower) std::ranges::copy(H.column(j).subspan(j), part.begin());
    scale_by_power_of_two(k, part);
    A(j, j) += shift;
  }
}

}  // namespace saddlescope
