#include "saddlescope/critical/point.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/critical/factored_point.h"
#include "saddlescope/critical/newton_by_factors.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/spectrum/inertia.h"

namespace saddlescope {
namespace {

constexpr std::size_t kSmallest = 4, kRandom = 4;

// The vectors on which the evaluation's own error is measured: eigenvectors of the smallest |λ| and of both ends, and
// random unit vectors.
Matrix probing_vectors(const Eigenpairs& eigen, Context& context) {
  const Vector& values = eigen.values();
  const std::size_t P = values.size();
  const IndexRange smallest = nearest_zero(values, kSmallest);
  std::vector<IndexRange> ranges{smallest};
  if (smallest.first > 0) ranges.push_back({0, 1});
  if (smallest.end() < P) ranges.push_back({P - 1, 1});
  const Matrix chosen = eigen.vectors(ranges);
  Matrix V(P, chosen.columns() + kRandom);
  std::copy_n(chosen.data(), P * chosen.columns(), V.data());
  const Matrix random = random_unit_vectors(P, kRandom, context);
  std::copy_n(random.data(), P * kRandom, V.data() + P * chosen.columns());
  return V;
}

// y += a·U·x, a sum whose order doesn't depend on the number of threads.
void add_combination(ConstBlock U, double a, std::span<const double> x, Vector& y) {
  if (U.columns() == 0) return;
  const BlasThreads one(1);
  gemv(Transpose::no, U.rows(), U.columns(), a, U.data(), U.rows(), x.data(), 1, y.data());
}

Vector parts(ConstBlock U, std::span<const double> x) {
  Vector result(U.columns());
  if (U.columns() == 0) return result;
  const BlasThreads one(1);
  gemv(Transpose::yes, U.rows(), U.columns(), 1, U.data(), U.rows(), x.data(), 0, result.data());
  return result;
}

// y = a·Σ x[i]·uᵢ over the eigenvectors outside the band, x in the order of parts_outside().
void add_outside(const MeasuredPoint& point, const Band& band, double a, std::span<const double> x, Vector& y) {
  add_combination(point.eigen.below(band.begin), a, x.first(band.begin), y);
  add_combination(point.eigen.above(band.end), a, x.subspan(band.begin), y);
}

// x's part along the vectors inside the band.
Vector along_band(const Matrix& all, const Band& band, std::span<const double> x) {
  const ConstBlock U = all.block().middle(band.begin, band.end - band.begin);
  Vector y(U.rows(), 0.0);
  add_combination(U, 1, parts(U, x), y);
  return y;
}

Vector without_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  Vector y(x.begin(), x.end());
  add_outside(point, band, -1, parts_outside(point, band, x), y);
  return y;
}

// Where no direction is flat: −H⁻¹g by the reduction, 4P² flops where s from all eigenvectors would take 6P³. flattest:
// the eigenvector of the smallest |λ|.
std::optional<RegularPoint> without_vectors(const MeasuredPoint& point, ConstBlock H, const DenseSpectrum& spectrum,
                                            std::span<const double> flattest, Context& context) {
  const std::span<const double> g = point.at.gradient();
  std::optional<NewtonStep> step = newton_by_factors(H, g, [&](Block X) { spectrum.solve(X.column(0)); });
  if (!step) return std::nullopt;
  RegularPoint regular;
  regular.smallest = std::abs(spectrum.values()[nearest_zero(spectrum.values(), 1).first]);
  if (point.signs.negative == 0 || point.signs.positive == 0) {  // Σ (uᵢᵀg)²/|λᵢ| = |gᵀs|
    regular.gain = (std::abs(dot(g, step->s)) + point.gradient_norm * step->residual / regular.smallest) / 2;
  } else {
    const Vector parts = spectrum.parts(g, context);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      regular.gain += parts[i] * parts[i] / std::abs(spectrum.values()[i]) / 2;
    }
  }
  regular.s = std::move(step->s);
  regular.flattest.assign(flattest.begin(), flattest.end());
  regular.none_within = [smallest = regular.smallest](double tau, Context&) { return tau < smallest; };
  return regular;
}

// The counts at a shift that covers the factors' own error.
void count_by_factorization(MeasuredPoint& point, ConstBlock H, Context& context) {
  for (;;) {
    const double tau = std::max(point.tolerance, std::numeric_limits<double>::min());
    const MeasuredInertia counted = measured_inertia(H, tau, context);
    const double error = counted.factorization_error;
    if (error <= point.terms.eigensolver || tau >= point.norm) {  // beyond ‖H‖ no sign is called
      point.terms.factorization = error;
      point.tolerance = tau + error;
      point.signs = counted.inertia;
      point.signs.tolerance = point.tolerance;
      return;
    }
    point.tolerance += 2 * error - point.terms.eigensolver;
    point.terms.eigensolver = 2 * error;
  }
}

MeasuredPoint measure_by_eigenvalues(const Linearization& at, ConstBlock H, double asymmetry, const MeasureOptions& how,
                                     Context& context) {
  const auto reduction = std::make_shared<const DenseSpectrum>(H, context);
  Eigenpairs eigen(reduction, how.vectors_at_once, context);
  const Matrix V = probing_vectors(eigen, context);
  MeasuredPoint point{
      at, std::move(eigen), reduction->norm(), norm(at.gradient()), at.rounding(V, context), {}, 0, 0, 0, how, {}, {},
      {}};
  point.terms.eigensolver = static_cast<double>(at.size()) * kEps * point.norm;
  point.terms.asymmetry = asymmetry;
  point.terms.rounding = *std::ranges::max_element(point.rounding.product) + assembly_error(at, H, V, context);
  point.tolerance = point.terms.eigensolver + point.terms.asymmetry + point.terms.rounding;
  point.signs = inertia(point, band(point, point.tolerance));
  if (!how.factorize && point.signs.flat == 0 && !point.eigen.all()) {
    const std::size_t flattest = nearest_zero(point.eigen.values(), 1).first;
    const std::size_t column = flattest - nearest_zero(point.eigen.values(), kSmallest).first;
    point.regular = without_vectors(point, H, *reduction, V.column(column), context);
  }
  if (how.factorize &&
      std::isfinite(point
                        // so few parameters that their eigenvalues are as cheap: both are there, and the factors count
                        .tolerance)) {
    count_by_factorization(point, H, context);
  }
  point.lowest = {point.eigen.values().front(), point.tolerance};
  point.highest = {point.eigen.values().back(), point.tolerance};
  point.hessian_vector_products = at.size() + 2 * V.columns();  // plain ones: of rounding() and of assembly_error()
  return point;
}

}  // namespace

MeasuredPoint measure_point(const Linearization& at, ConstBlock H, double asymmetry, const MeasureOptions& how,
                            Context& context) {
  const std::size_t P = at.size();
  if (!all_finite({H.data(), P * P})) {
    throw Error(ErrorKind::numerical, "the Hessian isn't finite here.", {}, "Move the point, or scale the problem.");
  }
  // Along the gradient's direction: the product with g itself underflows where both are tiny.
  Vector direction(at.gradient().begin(), at.gradient().end()), curved(P);
  if (const double length = norm(direction); length > 0) {
    for (double& entry : direction) entry /= length;  // 1/length may overflow
  }
  {
    const BlasThreads one(1);
    symv_lower(P, 1, H.data(), P, direction.data(), curved.data());
  }
  MeasuredPoint point = how.factorize && P > how.vectors_at_once
                            ? measure_by_factorization(at, H, asymmetry, how, context)
                            : measure_by_eigenvalues(at, H, asymmetry, how, context);
  point.curvature_along_gradient = norm(curved);
  return point;
}

Matrix random_unit_vectors(std::size_t P, std::size_t k, const Context& context) {
  Matrix V(P, k);
  RandomStream random = context.random("tolerance: probing vectors");
  for (std::size_t j = 0; j < k; ++j) {
    for (double& entry : V.column(j)) entry = random.normal();
    scale(1 / norm(V.column(j)), V.column(j));
  }
  return V;
}

Band band(const MeasuredPoint& point, double tau) {
  const Vector& values = point.eigen.values();
  const auto begin = std::ranges::lower_bound(values, -tau);
  const auto end = std::ranges::upper_bound(values, tau);
  return {tau, static_cast<std::size_t>(begin - values.begin()), static_cast<std::size_t>(end - values.begin())};
}

Inertia inertia(const MeasuredPoint& point, const Band& band) {
  return {band.begin, band.end - band.begin, point.size() - band.end, band.tau};
}

Vector parts_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  point.eigen.require_outside(band.begin, band.end);
  Vector result = parts(point.eigen.below(band.begin), x);
  const Vector above = parts(point.eigen.above(band.end), x);
  result.insert(result.end(), above.begin(), above.end());
  return result;
}

Vector values_outside(const MeasuredPoint& point, const Band& band) {
  const Vector& values = point.eigen.values();
  Vector result(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(band.begin));
  result.insert(result.end(), values.begin() + static_cast<std::ptrdiff_t>(band.end), values.end());
  return result;
}

Vector pseudo_inverse_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  Vector quotients = parts_outside(point, band, x);
  const Vector values = values_outside(point, band);
  for (std::size_t i = 0; i < quotients.size(); ++i) quotients[i] /= values[i];
  Vector y(point.at.size(), 0.0);
  add_outside(point, band, 1, quotients, y);
  return y;
}

Vector newton_step_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  Vector s = pseudo_inverse_outside(point, band, x);
  scale(-1, s);
  return s;
}

Vector gradient_inside(const MeasuredPoint& point, const Band& band) {
  point.eigen.require_outside(band.begin, band.end);
  if (const Matrix* all = point.eigen.all()) return along_band(*all, band, point.at.gradient());
  return without_outside(point, band, without_outside(point, band, point.at.gradient()));
}

Vector project_inside(const MeasuredPoint& point, const Band& band, std::span<const double> x) {
  // Whichever side has fewer eigenvectors.
  point.eigen.require_outside(band.begin, band.end);
  const Matrix* all = point.eigen.all();
  if (all && band.end - band.begin <= point.size() / 2) return along_band(*all, band, x);
  return without_outside(point, band, x);
}

}  // namespace saddlescope
