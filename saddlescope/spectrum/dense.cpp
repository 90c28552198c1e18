#include "saddlescope/spectrum/dense.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/spectrum/scaling.h"
#include "saddlescope/spectrum/tridiagonal.h"

namespace saddlescope {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr std::size_t kDivideAndConquerLimit = 46000;  // beyond, its workspace of n² isn't countable in 32 bits

double matrix_bytes(std::size_t rows, std::size_t columns) {
  return 8.0 * static_cast<double>(rows) * static_cast<double>(columns);
}

/// Most of the reduction is products of matrix and vector.
int reduction_threads(std::size_t P, const Context& context) {
  return worthwhile_threads(2.0 * static_cast<double>(P) * static_cast<double>(P), context.threads);
}

/// max |VᵀV − I|.
double orthogonality_defect(ConstBlock V) {
  Matrix G(V.columns(), V.columns());
  multiply(V, Transpose::yes, V, Transpose::no, G);
  double defect = 0;
  for (std::size_t j = 0; j < G.columns(); ++j) {
    for (std::size_t i = 0; i < G.rows(); ++i) defect = std::max(defect, std::abs(G(i, j) - (i == j ? 1 : 0)));
  }
  return defect;
}

/// max |T·z − λ·z| over the columns.
double largest_residual(std::span<const double> d, std::span<const double> e, ConstBlock Z,
                        std::span<const double> lambda) {
  const std::size_t n = d.size();
  double largest = 0;
  for (std::size_t j = 0; j < Z.columns(); ++j) {
    const std::span<const double> z = Z.column(j);
    for (std::size_t i = 0; i < n; ++i) {
      const double above = i > 0 ? e[i - 1] * z[i - 1] : 0, below = i + 1 < n ? e[i] * z[i + 1] : 0;
      largest = std::max(largest, std::abs(above + (d[i] - lambda[j]) * z[i] + below));
    }
  }
  return largest;
}

}  // namespace

IndexRange lowest(std::span<const double> values, std::size_t m) { return {0, std::min(m, values.size())}; }

IndexRange highest(std::span<const double> values, std::size_t m) {
  const std::size_t count = std::min(m, values.size());
  return {values.size() - count, count};
}

IndexRange nearest_zero(std::span<const double> values, std::size_t m) {
  IndexRange range{0, values.size()};
  while (range.count > m) {
    if (std::abs(values[range.first]) > std::abs(values[range.end() - 1])) ++range.first;
    --range.count;
  }
  return range;
}

IndexRange below_band(std::span<const double> values, double tau) {
  return {0, static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), -tau) - values.begin())};
}

IndexRange above_band(std::span<const double> values, double tau) {
  const auto first = static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), tau) - values.begin());
  return {first, values.size() - first};
}

DenseSpectrum::DenseSpectrum(ConstBlock H, Context& context) {
  const double largest = require_symmetric_input(H, "eigenvalues");
  const std::size_t P = H.rows();
  context.require_memory(matrix_bytes(P, P), fmt::format("Reducing a {} × {} Hessian to its eigenvalues", P, P),
                         "Raise --memory, or use --spectrum matrix-free.");
  context.throw_if_stopped();
  const BlasThreads threads(reduction_threads(P, context));
  exponent_ = scaling_exponent(largest);
  reflectors_ = scaled_lower_triangle(H, -exponent_, 0);
  diagonal_.resize(P);
  subdiagonal_.resize(P);
  tau_.resize(P);
  tridiagonalize(reflectors_, diagonal_, subdiagonal_, tau_);
  values_ = diagonal_;
  Vector e = subdiagonal_;
  tridiagonal_values(values_, e);
  scale_by_power_of_two(exponent_, values_);
  if (!all_finite(values_)) {
    throw_bad_input("eigenvalues: the largest is beyond the range of a double.", {}, "Scale the loss down.");
  }
}

double DenseSpectrum::norm() const { return std::max(std::abs(values_.front()), std::abs(values_.back())); }

double DenseSpectrum::bound() const { return static_cast<double>(size()) * kEpsilon * norm(); }

Matrix DenseSpectrum::vectors(IndexRange range, Context& context) const { return vectors({&range, 1}, context); }

Matrix DenseSpectrum::vectors(std::span<const IndexRange> ranges, Context& context) const {
  std::size_t count = 0;
  for (const IndexRange& range : ranges) {
    if (range.end() > size()) throw_internal("eigenvector indices lie within the spectrum");
    count += range.count;
  }
  if (count == 0) return Matrix(size(), 0);
  context.throw_if_stopped();
  const BlasThreads threads(reduction_threads(size(), context));
  Matrix V = tridiagonal_vectors_of(ranges, count, context);
  apply_reflectors(reflectors_, tau_, Transpose::no, V);
  return V;
}

Matrix DenseSpectrum::tridiagonal_vectors_of(std::span<const IndexRange> ranges, std::size_t count,
                                             Context& context) const {
  const std::size_t P = size();
  const auto require_memory = [&](double doubles_per_row) {
    context.require_memory(8.0 * static_cast<double>(P) * doubles_per_row,
                           fmt::format("{} eigenvectors of a {} × {} Hessian", count, P, P),
                           "Raise --memory, or ask for fewer eigenvectors.");
  };
  require_memory(static_cast<double>(count));
  Matrix Z(P, count);
  const bool few = 2 * count <= P || P > kDivideAndConquerLimit;
  if (few && representations_agree(ranges, Z)) return Z;
  require_memory(static_cast<double>(count) + 2.0 * static_cast<double>(P));
  Vector d = diagonal_, e = subdiagonal_;
  Matrix all(P, P);
  tridiagonal_all_vectors(d, e, all);
  std::size_t column = 0;
  for (const IndexRange& range : ranges) {
    std::copy_n(all.data() + range.first * P, range.count * P, Z.data() + column * P);
    column += range.count;
  }
  return Z;
}

/// Eigenvectors of T by relatively robust representations; true if they are, as a check of residuals and orthogonality
/// says: representations may lose orthogonality on glued clusters, separate calls don't know of one another, and for
/// n = 2 LAPACK before 3.11 orders the pair by magnitude.
bool DenseSpectrum::representations_agree(std::span<const IndexRange> ranges, Block Z) const {
  Vector lambda;
  for (const IndexRange& range : ranges) {
    Vector d = diagonal_, e = subdiagonal_;
    if (!tridiagonal_vectors(d, e, range.first, Z.middle(lambda.size(), range.count))) return false;
    lambda.insert(lambda.end(), values_.begin() + static_cast<std::ptrdiff_t>(range.first),
                  values_.begin() + static_cast<std::ptrdiff_t>(range.end()));
  }
  scale_by_power_of_two(-exponent_, lambda);
  const double unit = static_cast<double>(size()) * kEpsilon;
  return orthogonality_defect(Z) <= unit &&
         largest_residual(diagonal_, subdiagonal_, Z, lambda) <= unit * std::ldexp(norm(), -exponent_);
}

Vector DenseSpectrum::parts(std::span<const double> g, Context& context) const {
  if (g.size() != size()) {
    throw_bad_input(fmt::format("parts along eigenvectors: the vector has {} entries, the matrix {} rows.", g.size(),
                                size()));
  }
  if (!all_finite(g)) throw_bad_input("parts along eigenvectors: the vector has entries that are not finite.");
  const BlasThreads threads(reduction_threads(size(), context));
  Vector z(g.begin(), g.end());
  const int exponent = scaling_exponent(largest_magnitude(g));
  scale_by_power_of_two(-exponent, z);
  apply_reflectors(reflectors_, tau_, Transpose::yes, Block(z));
  Vector d = diagonal_, e = subdiagonal_;
  tridiagonal_eigen(d, e, Block(z.data(), 1, size()));
  scale_by_power_of_two(exponent, z);
  return z;
}

Vector eigenvalues(ConstBlock H, Context& context) { return DenseSpectrum(H, context).values(); }

}  // namespace saddlescope
