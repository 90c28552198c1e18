#include "saddlescope/spectrum/dense.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/spectrum/band_kernels.h"
#include "saddlescope/spectrum/scaling.h"
#include "saddlescope/spectrum/tridiagonal.h"

namespace saddlescope {
namespace {

constexpr std::size_t kDivideAndConquerLimit = 46000;  // beyond, its workspace of n² isn't countable in 32 bits
constexpr std::size_t kTwoStages = 600;  // rows from which on two stages are faster; measured
constexpr std::size_t kBandwidth = kUnrolledRows;
constexpr std::size_t kColumnsAtOnce = 128;  // a unit of work whose borders don't depend on the number of threads
constexpr double kPolishable = 1e-8;         // a defect that one step of orthogonalization squares away

double matrix_bytes(std::size_t rows, std::size_t columns) {
  return 8.0 * static_cast<double>(rows) * static_cast<double>(columns);
}

/// G := VᵀV; returns max |G − I|.
double gram(ConstBlock V, Matrix& G) {
  multiply(V, Transpose::yes, V, Transpose::no, G);
  double defect = 0;
  for (std::size_t j = 0; j < G.columns(); ++j) {
    for (std::size_t i = 0; i < G.rows(); ++i) defect = std::max(defect, std::abs(G(i, j) - (i == j ? 1 : 0)));
  }
  return defect;
}

/// V := V·(3I − VᵀV)/2, one Newton step to the nearest orthonormal V: a defect δ becomes ¾δ². Only columns of close
/// eigenvalues aren't orthogonal to begin with, so mixing them leaves residuals as they were. In panels of rows.
void orthogonalize(Block V, const Matrix& G) {
  const std::size_t m = V.columns();
  Matrix correction(m, m);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t i = 0; i < m; ++i) correction(i, j) = ((i == j ? 3 : 0) - G(i, j)) / 2;
  }
  constexpr std::size_t kRows = 256;
  Matrix panel(kRows, m);
  for (std::size_t first = 0; first < V.rows(); first += kRows) {
    const std::size_t rows = std::min(kRows, V.rows() - first);
    gemm(Transpose::no, Transpose::no, rows, m, m, 1, V.data() + first, V.rows(), correction.data(), m, 0, panel.data(),
         kRows);
    for (std::size_t j = 0; j < m; ++j) {
      std::copy_n(panel.column(j).begin(), rows, V.column(j).begin() + static_cast<std::ptrdiff_t>(first));
    }
  }
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

DenseSpectrum::DenseSpectrum(ConstBlock H, Context& context) {
  const double largest = require_symmetric_input(H, "eigenvalues");
  const std::size_t P = H.rows();
  const double bytes = P >= kTwoStages ? bytes_of_two_stages(P, kBandwidth) : matrix_bytes(P, P);
  context.require_memory(bytes, fmt::format("Reducing a {} × {} Hessian to its eigenvalues", P, P),
                         "Raise --memory, or use --spectrum matrix-free.");
  context.throw_if_stopped();
  const BlasThreads one(1);
  exponent_ = scaling_exponent(largest);
  reflectors_ = scaled_lower_triangle(H, -exponent_, 0);
  reduce(context);
  values_ = diagonal_;
  Vector e = subdiagonal_;
  tridiagonal_values(values_, e);
  scale_by_power_of_two(exponent_, values_);
  if (!all_finite(values_)) {
    throw Error(ErrorKind::numerical, "eigenvalues: the largest is beyond the range of a double.", {},
                "Scale the loss down.");
  }
}

void DenseSpectrum::reduce(Context& context) {
  const std::size_t P = reflectors_.rows();
  if (P >= kTwoStages) {
    two_stage_ = std::make_shared<const TwoStageReduction>(std::move(reflectors_), kBandwidth, context);
    diagonal_ = two_stage_->diagonal();
    subdiagonal_ = two_stage_->subdiagonal();
    return;
  }
  diagonal_.resize(P);
  subdiagonal_.resize(P);
  tau_.resize(P);
  tridiagonalize(reflectors_, diagonal_, subdiagonal_, tau_);
}

// X := Q·X or Qᵀ·X.
void DenseSpectrum::carry(Transpose transpose_q, Block X) const {
  if (two_stage_) {
    two_stage_->apply(transpose_q, X);
  } else {
    apply_reflectors(reflectors_, tau_, transpose_q, X);
  }
}

double DenseSpectrum::norm() const { return std::max(std::abs(values_.front()), std::abs(values_.back())); }

double DenseSpectrum::bound() const { return static_cast<double>(size()) * kEps * norm(); }

Matrix DenseSpectrum::vectors(IndexRange range, Context& context) const { return vectors({&range, 1}, context); }

Matrix DenseSpectrum::vectors(std::span<const IndexRange> ranges, Context& context) const {
  std::size_t count = 0;
  for (const IndexRange& range : ranges) {
    if (range.end() > size()) throw_internal("eigenvector indices lie within the spectrum");
    count += range.count;
  }
  if (count == 0) return Matrix(size(), 0);
  context.throw_if_stopped();
  const BlasThreads one(1);
  Matrix V = tridiagonal_vectors_of(ranges, count, context);
  const std::size_t blocks = (count + kColumnsAtOnce - 1) / kColumnsAtOnce;
  parallel_for(context.threads, blocks, [&](std::size_t b) {
    const BlasThreads one_here(1);
    const std::size_t first = b * kColumnsAtOnce;
    carry(Transpose::no, V.block().middle(first, std::min(kColumnsAtOnce, count - first)));
  });
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
  require_memory(2 * static_cast<double>(count));  // vectors and their inner products
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

/// Eigenvectors of T by relatively robust representations; true if they are, as residuals and inner products say.
/// Representations lose some orthogonality within clusters (9e-13 seen) and more on glued ones, separate calls don't
/// know of one another, and for n = 2 LAPACK before 3.11 orders the pair by magnitude.
bool DenseSpectrum::representations_agree(std::span<const IndexRange> ranges, Block Z) const {
  Vector lambda;
  for (const IndexRange& range : ranges) {
    Vector d = diagonal_, e = subdiagonal_;
    if (!tridiagonal_vectors(d, e, range.first, Z.middle(lambda.size(), range.count))) return false;
    lambda.insert(lambda.end(), values_.begin() + static_cast<std::ptrdiff_t>(range.first),
                  values_.begin() + static_cast<std::ptrdiff_t>(range.end()));
  }
  scale_by_power_of_two(-exponent_, lambda);
  const double unit = static_cast<double>(size()) * kEps;
  Matrix G(Z.columns(), Z.columns());
  const double defect = gram(Z, G);
  if (!(defect <= kPolishable)) return false;
  if (defect > kEps * 8) orthogonalize(Z, G);
  return largest_residual(diagonal_, subdiagonal_, Z, lambda) <= unit * std::ldexp(norm(), -exponent_);
}

Vector DenseSpectrum::parts(std::span<const double> g, Context& context) const {
  if (g.size() != size()) {
    throw_bad_input(
        fmt::format("parts along eigenvectors: the vector has {} entries, the matrix {} rows.", g.size(), size()));
  }
  if (!all_finite(g)) throw_bad_input("parts along eigenvectors: the vector has entries that are not finite.");
  context.throw_if_stopped();
  const BlasThreads one(1);
  Vector z(g.begin(), g.end());
  const int exponent = scaling_exponent(largest_magnitude(g));
  scale_by_power_of_two(-exponent, z);
  carry(Transpose::yes, Block(z));
  Vector d = diagonal_, e = subdiagonal_;
  tridiagonal_eigen(d, e, Block(z.data(), 1, size()));
  scale_by_power_of_two(exponent, z);
  return z;
}

void DenseSpectrum::solve(std::span<double> x) const {
  if (x.size() != size()) throw_internal("a right side is as long as the matrix");
  const BlasThreads one(1);
  const int exponent = scaling_exponent(largest_magnitude(x));
  scale_by_power_of_two(-exponent, x);
  carry(Transpose::yes, Block(x));
  Vector below = subdiagonal_, d = diagonal_, above = subdiagonal_;
  if (!solve_tridiagonal(below, d, above, x)) std::ranges::fill(x, std::numeric_limits<double>::quiet_NaN());
  carry(Transpose::no, Block(x));
  scale_by_power_of_two(exponent - exponent_, x);
}

Vector eigenvalues(ConstBlock H, Context& context) { return DenseSpectrum(H, context).values(); }

}  // namespace saddlescope
