#include "saddlescope/critical/point.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

constexpr std::size_t kSmallest = 4, kRandom = 4;

// The vectors on which the evaluation's own error is measured: eigenvectors of the smallest |λ| and of both ends, and
// random unit vectors.
Matrix probing_vectors(const Eigensystem& eigen, Context& context) {
  const std::size_t P = eigen.values.size();
  std::vector<std::size_t> order(P);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return std::abs(eigen.values[i]) < std::abs(eigen.values[j]); });
  order.resize(std::min(P, kSmallest));
  for (const std::size_t end : {std::size_t{0}, P - 1}) {
    if (std::find(order.begin(), order.end(), end) == order.end()) order.push_back(end);
  }
  Matrix V(P, order.size() + kRandom);
  for (std::size_t j = 0; j < order.size(); ++j) {
    std::ranges::copy(eigen.vectors.column(order[j]), V.column(j).begin());
  }
  RandomStream random = context.random("tolerance: probing vectors");
  for (std::size_t j = order.size(); j < V.columns(); ++j) {
    for (double& entry : V.column(j)) entry = random.normal();
    scale(1 / saddlescope::norm(V.column(j)), V.column(j));
  }
  return V;
}

// Σ_i weight(i)·uᵢ over the indices outside [begin, end) (or inside).
template <class Weight>
Vector combine(const MeasuredPoint& point, std::size_t first, std::size_t last, Weight weight) {
  Vector sum(point.at.size(), 0.0);
  for (std::size_t i = first; i < last; ++i) axpy(weight(i), point.eigen.vectors.column(i), sum);
  return sum;
}

template <class Weight>
Vector combine_outside(const MeasuredPoint& point, const Band& band, Weight weight) {
  Vector sum = combine(point, 0, band.begin, weight);
  axpy(1, combine(point, band.end, point.size(), weight), sum);
  return sum;
}

}  // namespace

MeasuredPoint measure_point(const Linearization& at, ConstBlock H, double asymmetry, Context& context) {
  const std::size_t P = at.size();
  if (!all_finite({H.data(), P * P})) {
    throw Error(ErrorKind::numerical, "the Hessian isn't finite here.", {}, "Move the point, or scale the problem.");
  }
  const DenseSpectrum spectrum(H, context);
  MeasuredPoint point{
      at, {spectrum.values(), spectrum.vectors({0, P}, context)}, asymmetry, 0, norm(at.gradient()), {}, {}, {}, 0, 0};
  point.norm = spectrum.norm();
  point.parts = parts_of(point, at.gradient());
  const Matrix V = probing_vectors(point.eigen, context);
  point.rounding = at.rounding(V, context);
  point.terms.eigensolver = static_cast<double>(P) * kEps * point.norm;
  point.terms.asymmetry = asymmetry;
  point.terms.rounding = *std::ranges::max_element(point.rounding.product);
  point.tolerance = point.terms.eigensolver + point.terms.asymmetry + point.terms.rounding;
  point.hessian_vector_products = P + V.columns();
  return point;
}

Band band(const MeasuredPoint& point, double tau) {
  const Vector& values = point.eigen.values;
  const auto begin = std::ranges::lower_bound(values, -tau);
  const auto end = std::ranges::upper_bound(values, tau);
  return {tau, static_cast<std::size_t>(begin - values.begin()), static_cast<std::size_t>(end - values.begin())};
}

Inertia inertia(const MeasuredPoint& point, const Band& band) {
  return {band.begin, band.end - band.begin, point.size() - band.end, band.tau};
}

Vector parts_of(const MeasuredPoint& point, std::span<const double> x) {
  const std::size_t P = point.at.size(), m = point.size();
  Vector parts(m);
  if (m == 0) return parts;
  const BlasThreads one(1);  // a sum split among threads would depend on their number
  gemv(Transpose::yes, P, m, 1, point.eigen.vectors.data(), P, x.data(), 0, parts.data());
  return parts;
}

Vector newton_step_outside(const MeasuredPoint& point, const Band& band, std::span<const double> parts) {
  return combine_outside(point, band, [&](std::size_t i) { return -parts[i] / point.eigen.values[i]; });
}

Vector gradient_inside(const MeasuredPoint& point, const Band& band) {
  return combine(point, band.begin, band.end, [&](std::size_t i) { return point.parts[i]; });
}

Vector project_inside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  // Whichever side has fewer eigenvectors.
  if (band.end - band.begin <= point.size() / 2) {
    return combine(point, band.begin, band.end, [&](std::size_t i) { return dot(point.eigen.vectors.column(i), x); });
  }
  Vector outside = combine_outside(point, band, [&](std::size_t i) { return dot(point.eigen.vectors.column(i), x); });
  return plus(x, -1, outside);
}

Vector pseudo_inverse_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  return combine_outside(point, band,
                         [&](std::size_t i) { return dot(point.eigen.vectors.column(i), x) / point.eigen.values[i]; });
}

}  // namespace saddlescope
