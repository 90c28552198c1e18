#include "tests/spectrum/problems.h"

#include <algorithm>
#include <cmath>

#include "saddlescope/base/random.h"

namespace saddlescope::testing {
namespace {

/// H := (I − 2vvᵀ)·H·(I − 2vvᵀ) = H − 2(v·pᵀ + p·vᵀ) with p = Hv − (vᵀHv)·v.
void reflect(Matrix& H, const Vector& v) {
  const std::size_t n = H.rows();
  Vector p(n);
  for (std::size_t j = 0; j < n; ++j) axpy(v[j], H.column(j), p);
  axpy(-dot(v, p), v, p);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) H(i, j) -= 2 * (v[i] * p[j] + p[i] * v[j]);
  }
}

Vector repeated(std::initializer_list<std::pair<double, int>> values_and_copies) {
  Vector lambda;
  for (const auto& [value, copies] : values_and_copies) lambda.insert(lambda.end(), copies, value);
  return lambda;
}

Vector scaled(Vector lambda, double factor) {
  scale(factor, lambda);
  return lambda;
}

/// As at an interpolating minimum: few large values, the rest of the size of rounding.
Vector bulk_at_zero(std::size_t n) {
  Vector lambda = gaussian(n, 7);
  scale(1e-17, lambda);
  for (std::size_t i = 0; i < n / 10; ++i) lambda[i] = std::pow(0.6, static_cast<double>(i)) * (i % 5 == 4 ? -1 : 1);
  return lambda;
}

}  // namespace

std::vector<NamedSpectrum> spectra() {
  const Vector mixed{-3, -1.5, -0.25, 0.125, 0.5, 1, 2, 4.75};
  return {
      {"one number", {-2}},
      {"one zero", {0}},
      {"the lecture's toy at the origin", {-2, 2}},
      {"H = 0", Vector(9, 0.0)},
      {"a multiple of the identity", Vector(12, 3.0)},
      {"distinct, diagonal", mixed, 0},
      {"distinct", mixed},
      {"tiny", scaled(mixed, 1e-300)},
      {"huge", scaled(mixed, 1e300)},
      {"multiplicities", repeated({{-2, 5}, {-0.5, 1}, {0, 11}, {0.5, 4}, {7, 3}})},
      {"pairs of opposite sign", repeated({{-3, 4}, {3, 4}, {-1e-3, 6}, {1e-3, 6}, {0, 5}})},
      {"bulk at zero", bulk_at_zero(120)},
      {"graded over 16 decades",
       [] {
         Vector lambda;
         for (int i = 0; i < 33; ++i) lambda.push_back(std::pow(10.0, -0.5 * i) * (i % 3 == 0 ? -1 : 1));
         return lambda;
       }()},
      {"Gaussian, P = 320", gaussian(320, 5)},
  };
}

double Problem::norm() const { return std::max(std::abs(lambda.front()), std::abs(lambda.back())); }

std::ostream& operator<<(std::ostream& out, const NamedSpectrum& named) { return out << named.name; }

Problem problem(NamedSpectrum named) {
  auto& [name, lambda, reflections] = named;
  std::sort(lambda.begin(), lambda.end());
  Matrix H = Matrix::diagonal(lambda);
  for (int r = 0; r < reflections; ++r) {
    Vector v = gaussian(lambda.size(), 100 + r);
    scale(1 / norm(v), v);
    reflect(H, v);
  }
  for (std::size_t j = 0; j < H.rows(); ++j) {
    for (std::size_t i = 0; i < j; ++i) H(i, j) = H(j, i) = 0.5 * H(i, j) + 0.5 * H(j, i);
  }
  return {std::move(name), std::move(lambda), reflections, std::move(H)};
}

std::vector<Problem> problems() {
  std::vector<Problem> all;
  for (NamedSpectrum& named : spectra()) all.push_back(problem(std::move(named)));
  return all;
}

Vector gaussian(std::size_t n, std::uint64_t index) {
  RandomStream random(2026, "spectrum tests", index);
  Vector x(n);
  for (double& entry : x) entry = random.normal();
  return x;
}

std::size_t count_below(const Vector& lambda, double bound) {
  return static_cast<std::size_t>(std::count_if(lambda.begin(), lambda.end(), [&](double x) { return x < bound; }));
}

std::size_t count_above(const Vector& lambda, double bound) {
  return static_cast<std::size_t>(std::count_if(lambda.begin(), lambda.end(), [&](double x) { return x > bound; }));
}

}  // namespace saddlescope::testing
