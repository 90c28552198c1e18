#include "saddlescope/critical/band_curvature.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "saddlescope/spectrum/dense.h"

namespace saddlescope {
namespace {

constexpr std::size_t kRandom = 4;
constexpr double kBeyond = 10;  // a curvature counts as non-zero beyond this multiple of its error

// The vectors of the band, and random unit ones of their span.
Matrix probing_vectors(const Matrix& U, const Band& band, Context& context) {
  const std::size_t n = band.end - band.begin;
  Matrix V(U.rows(), n + kRandom);
  for (std::size_t j = 0; j < n; ++j) {
    std::ranges::copy(U.column(band.begin + j), V.column(j).begin());
  }
  RandomStream random = context.random("band: probing vectors");
  for (std::size_t j = n; j < V.columns(); ++j) {
    for (std::size_t i = 0; i < n; ++i) axpy(random.normal(), V.column(i), V.column(j));
    scale(1 / norm(V.column(j)), V.column(j));
  }
  return V;
}

// S with a bound of its error.
struct Complement {
  Matrix S;
  double error = 0;
  double turn = 0;  // how far N is from invariant: ‖C⁻¹B‖
};

class Schur {
 public:
  // U: all eigenvectors.
  Schur(const MeasuredPoint& point, const Matrix& U, const Band& band, Context& context)
      : point_(point), U_(U), band_(band), n_(band.end - band.begin), HV_(point.at.size(), n_) {
    const Matrix V = probing_vectors(U, band, context);
    point.at.apply(V.block().middle(0, n_), HV_, context);
    rounding_ = point.at.rounding(V, context);
  }

  Complement complement() const {
    Complement result{Matrix(n_, n_), 0, 0};
    double sums = 0;  // squares of the rounding of A's sums of P terms
    const double rounding_of_sum = static_cast<double>(point_.at.size()) * kEps;
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) {
        double size = 0;
        for (std::size_t k = 0; k < point_.at.size(); ++k) size += std::abs(vector(i)[k] * HV_(k, j));
        result.S(i, j) = (dot(vector(i), HV_.column(j)) + dot(vector(j), HV_.column(i))) / 2;
        sums += rounding_of_sum * size * rounding_of_sum * size;
      }
    }
    double flattest = std::numeric_limits<double>::infinity(), square = 0;  // outside: smallest |λ|; ‖B‖²
    for (std::size_t k = 0; k < point_.size(); ++k) {
      if (k >= band_.begin && k < band_.end) continue;
      const double lambda = point_.eigen.values()[k];
      flattest = std::min(flattest, std::abs(lambda));
      Vector b(n_);
      for (std::size_t j = 0; j < n_; ++j) b[j] = dot(U_.column(k), HV_.column(j));
      square += dot(b, b);
      for (std::size_t j = 0; j < n_; ++j) {
        for (std::size_t i = 0; i < n_; ++i) result.S(i, j) -= b[i] * b[j] / lambda;
      }
    }
    const double columns = static_cast<double>(n_);
    // Of a symmetric n × n matrix of independent errors the norm is 2√n times as large as what unit vectors see of it.
    result.error = 2 * std::sqrt(columns) * *std::ranges::max_element(rounding_.quadratic) + std::sqrt(sums);
    if (std::isfinite(flattest)) {
      const double B = std::sqrt(square);
      const double error = std::sqrt(columns) * *std::ranges::max_element(rounding_.product);
      result.error += (2 * B * error + error * error + square * point_.tolerance / flattest) / flattest;
      result.turn = (B + error) / flattest;
    }
    return result;
  }

  std::span<const double> vector(std::size_t i) const { return U_.column(band_.begin + i); }

 private:
  const MeasuredPoint& point_;
  const Matrix& U_;
  const Band& band_;
  std::size_t n_;
  Matrix HV_;
  Rounding rounding_;
};

// All pairs again, ascending, those of the band from S.
Eigenpairs merged(const MeasuredPoint& point, const Matrix& U, const Band& band, const DenseSpectrum& spectrum,
                  Context& context) {
  const std::size_t P = point.size(), n = band.end - band.begin;
  const Matrix Z = spectrum.vectors({0, n}, context);
  Matrix turned = U;
  Vector values = point.eigen.values();
  for (std::size_t j = 0; j < n; ++j) {
    Vector u(P, 0.0);
    for (std::size_t i = 0; i < n; ++i) axpy(Z(i, j), U.column(band.begin + i), u);
    std::ranges::copy(u, turned.column(band.begin + j).begin());
    values[band.begin + j] = spectrum.values()[j];
  }
  std::vector<std::size_t> order(P);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::less{}, [&](std::size_t i) { return values[i]; });
  Vector sorted(P);
  Matrix vectors(P, P);
  for (std::size_t j = 0; j < P; ++j) {
    sorted[j] = values[order[j]];
    std::ranges::copy(turned.column(order[j]), vectors.column(j).begin());
  }
  return {std::move(sorted), std::move(vectors)};
}

}  // namespace

std::optional<MeasuredPoint> measure_band(const MeasuredPoint& point, const Band& band, Context& context) {
  if (band.begin == band.end || point.size() > kFewParameters || point.size() != point.at.size()) return std::nullopt;
  const Matrix U = point.eigen.vectors({0, point.size()});
  const Complement complement = Schur(point, U, band, context).complement();
  if (!all_finite({complement.S.data(), complement.S.rows() * complement.S.columns()})) return std::nullopt;
  const DenseSpectrum spectrum(complement.S, context);
  double tolerance = kBeyond * complement.error;
  double flattest = std::numeric_limits<double>::infinity();  // of those that S shows
  for (const double alpha : spectrum.values()) {
    if (std::abs(alpha) > tolerance) flattest = std::min(flattest, std::abs(alpha));
  }
  // What is left of N is known to ‖C⁻¹B‖: as an error of eigenvectors, tolerance over the smallest |λ| outside.
  if (std::isfinite(flattest)) tolerance = std::max(tolerance, complement.turn * flattest);
  if (!(tolerance < point.tolerance)) return std::nullopt;
  MeasuredPoint sharper = point;
  sharper.eigen = merged(point, U, band, spectrum, context);
  sharper.tolerance = tolerance;
  sharper.terms = {0, 0, tolerance};
  sharper.hessian_vector_products += 2 * complement.S.columns() + kRandom;
  return sharper;
}

}  // namespace saddlescope
