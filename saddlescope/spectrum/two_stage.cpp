#include "saddlescope/spectrum/two_stage.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/lapack.h"

namespace saddlescope {
namespace {

// Beside entries near 1 so little is nothing; divided by, it might be infinite (rounding left over from rounding).
constexpr double kNegligible = 1e-150;
constexpr std::size_t kRows = 192;  // of a panel of the trailing matrix: a unit of work

// A band matrix in columns of 2b entries, (i, j) with j ≤ i < j + 2b: room for the bulge. Blocks of it below the diagonal are
// matrices with one less than that as their leading dimension.
class Band {
 public:
  Band(std::size_t n, std::size_t b) : n_(n), ld_(2 * b), entries_(n * 2 * b + 2 * b, 0.0) {}
  double& operator()(std::size_t i, std::size_t j) { return entries_[j * ld_ + (i - j)]; }
  double* at(std::size_t i, std::size_t j) { return &(*this)(i, j); }
  std::size_t leading() const { return ld_ - 1; }
  std::size_t size() const { return n_; }

 private:
  std::size_t n_, ld_;
  Vector entries_;
};

// x := (β, 0, …) by I − tau·v·vᵀ with v[0] = 1; v gets the vector.
double reflector(std::span<double> x, std::span<double> v) {
  std::ranges::copy(x, v.begin());
  v[0] = 1;
  const double rest = norm(x.subspan(1)), alpha = x[0];
  if (rest <= kNegligible) {
    std::ranges::fill(v.subspan(1), 0.0);
    std::ranges::fill(x.subspan(1), 0.0);
    return 0;
  }
  const double beta = -std::copysign(std::hypot(alpha, rest), alpha), scaling = 1 / (alpha - beta);
  for (double& entry : v.subspan(1)) entry *= scaling;
  std::ranges::fill(x.subspan(1), 0.0);
  x[0] = beta;
  return (beta - alpha) / beta;
}

// One sweep of stage two: column s, then its bulge down the band.
class Chase {
 public:
  Chase(Band& band, std::size_t b) : band_(band), b_(b), work_(2 * b) {}

  void sweep(std::size_t s, std::span<double> store, std::span<double> taus) {
    const std::size_t n = band_.size();
    std::size_t first = s + 1, step = 0;
    std::span<double> v = store.first(std::min(b_, n - first));
    double tau = reflector({band_.at(first, s), v.size()}, v);
    taus[step] = tau;
    for (;;) {
      both_sides(first, v, tau);
      const std::size_t below = first + v.size();
      if (below >= n) return;
      const std::size_t rows = std::min(b_, n - below);
      double* B = band_.at(below, first);
      from_right(B, rows, v, tau);
      const std::span<double> next = store.subspan(below - (s + 1), rows);
      const double next_tau = reflector({B, rows}, next);
      from_left(B + band_.leading(), rows, v.size() - 1, next, next_tau);
      first = below;
      v = next;
      tau = next_tau;
      taus[++step] = tau;
    }
  }

 private:
  // D := (I − τvvᵀ)·D·(I − τvvᵀ), D the diagonal block at `first`: w = τDv − ½τ²(vᵀDv)v, D := D − vwᵀ − wvᵀ.
  void both_sides(std::size_t first, std::span<const double> v, double tau) {
    if (tau == 0) return;
    const std::span<double> w(work_.data(), v.size());
    double* D = band_.at(first, first);
    symv_lower(v.size(), tau, D, band_.leading(), v.data(), w.data());
    axpy(-tau / 2 * dot(w, v), v, w);
    syr2_lower(v.size(), -1, v.data(), w.data(), D, band_.leading());
  }
  // B := B·(I − τvvᵀ).
  void from_right(double* B, std::size_t rows, std::span<const double> v, double tau) {
    if (tau == 0) return;
    gemv(Transpose::no, rows, v.size(), tau, B, band_.leading(), v.data(), 0, work_.data());
    ger(rows, v.size(), -1, work_.data(), v.data(), B, band_.leading());
  }
  // B := (I − τvvᵀ)·B.
  void from_left(double* B, std::size_t rows, std::size_t columns, std::span<const double> v, double tau) {
    if (tau == 0 || columns == 0) return;
    gemv(Transpose::yes, rows, columns, tau, B, band_.leading(), v.data(), 0, work_.data());
    ger(rows, columns, -1, v.data(), work_.data(), B, band_.leading());
  }

  Band& band_;
  std::size_t b_;
  Vector work_;
};

std::size_t panels(std::size_t rows) { return (rows + kRows - 1) / kRows; }

}  // namespace

TwoStageReduction::TwoStageReduction(Matrix A, std::size_t bandwidth, Context& context)
    : A_(std::move(A)), b_(bandwidth), diagonal_(A_.rows()), subdiagonal_(A_.rows()) {
  const std::size_t n = size();
  tau_first_ = Matrix(b_, n / b_ + 1);
  tau_second_ = Matrix(n > 1 ? steps(0) : 1, n);
  to_band(context);
  to_tridiagonal(context);
}

void TwoStageReduction::to_band(Context& context) {
  const std::size_t n = size();
  const BlasThreads one(1);
  for (std::size_t k = 0; k + b_ + 1 < n; k += b_) {
    context.throw_if_stopped();
    context.report("eigenvalues", static_cast<double>(k), static_cast<double>(n));
    const std::size_t first = k + b_, m = n - first, count = std::min(b_, m);
    const std::span<double> tau = tau_first_.column(k / b_).first(count);
    factor_qr(m, b_, &A_(first, k), n, tau);
    Matrix V(m, count);
    for (std::size_t j = 0; j < count; ++j) {
      V(j, j) = 1;
      for (std::size_t i = j + 1; i < m; ++i) V(i, j) = A_(first + i, k + j);
    }
    Matrix S(count, count);
    form_block_reflector(V, tau, S);
    update_behind(first, V, S, context);
  }
}

// A := (I − V·S·Vᵀ)ᵀ·A·(I − V·S·Vᵀ) for the trailing block from `first` on.
void TwoStageReduction::update_behind(std::size_t first, ConstBlock V, ConstBlock S, Context& context) {
  const std::size_t n = size(), m = V.rows(), k = V.columns();
  const double flops = 2.0 * static_cast<double>(m) * static_cast<double>(m * k);
  const int threads = worthwhile_threads(flops, context.threads);
  double* A = &A_(first, first);
  Matrix VS(m, k), X(m, k);
  multiply(V, Transpose::no, S, Transpose::no, VS);
  parallel_for(threads, panels(m), [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t row = p * kRows, rows = std::min(kRows, m - row), below = row + rows;
    double* result = X.data() + row;
    symm(Triangle::lower, rows, k, A + row * n + row, n, VS.data() + row, m, result, m);
    if (row > 0) {
      gemm(Transpose::no, Transpose::no, rows, k, row, 1, A + row, n, VS.data(), m, 1, result, m);
    }
    if (below < m) {
      gemm(Transpose::yes, Transpose::no, rows, k, m - below, 1, A + row * n + below, n, VS.data() + below, m, 1,
           result, m);
    }
  });
  Matrix VX(k, k), G(k, k);
  multiply(V, Transpose::yes, X, Transpose::no, VX);
  multiply(S, Transpose::yes, VX, Transpose::no, G);
  Matrix left(m, 2 * k), right(m, 2 * k);  // [V W] and [W V]
  gemm(Transpose::no, Transpose::no, m, k, k, -0.5, V.data(), m, G.data(), k, 1, X.data(), m);
  std::copy_n(V.data(), m * k, left.data());
  std::copy_n(X.data(), m * k, left.data() + m * k);
  std::copy_n(X.data(), m * k, right.data());
  std::copy_n(V.data(), m * k, right.data() + m * k);
  parallel_for(threads, panels(m), [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t column = p * kRows, columns = std::min(kRows, m - column);
    gemm(Transpose::no, Transpose::yes, m - column, columns, 2 * k, -1, left.data() + column, m, right.data() + column,
         m, 1, A + column * n + column, n);
  });
}

void TwoStageReduction::to_tridiagonal(const Context& context) {
  const std::size_t n = size();
  Band band(n, b_);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < std::min(n, j + b_ + 1); ++i) band(i, j) = A_(i, j);
  }
  {
    const BlasThreads one(1);
    Chase chase(band, b_);
    for (std::size_t s = 0; s + 1 < n; ++s) {
      if (s % 256 == 0) context.throw_if_stopped();
      chase.sweep(s, sweep(s), tau_second_.column(s));
    }
  }
  for (std::size_t j = 0; j < n; ++j) {
    diagonal_[j] = band(j, j);
    subdiagonal_[j] = j + 1 < n ? band(j + 1, j) : 0;
  }
}

void TwoStageReduction::apply(Transpose transpose, Block X) const {
  const BlasThreads one(1);
  if (transpose == Transpose::no) {
    apply_second(transpose, X);
    apply_first(transpose, X);
  } else {
    apply_first(transpose, X);
    apply_second(transpose, X);
  }
}

void TwoStageReduction::apply_first(Transpose transpose, Block X) const {
  const std::size_t n = size();
  std::size_t count = 0;  // of panels
  while (count * b_ + b_ + 1 < n) ++count;
  for (std::size_t q = 0; q < count; ++q) {
    const std::size_t panel = transpose == Transpose::yes ? q : count - 1 - q, k = panel * b_;
    const std::size_t first = k + b_, m = n - first, width = std::min(b_, m);
    Matrix V(m, width), S(width, width);
    for (std::size_t j = 0; j < width; ++j) {
      V(j, j) = 1;
      for (std::size_t i = j + 1; i < m; ++i) V(i, j) = A_(first + i, k + j);
    }
    form_block_reflector(V, tau_first_.column(panel).first(width), S);
    apply_block_reflector(transpose, V, S, X.data() + first, n, X.columns());
  }
}

// Groups of b sweeps, from the last to the first, each down the band; transposed, the other way round.
void TwoStageReduction::apply_second(Transpose transpose, Block X) const {
  const std::size_t n = size();
  if (n < 2) return;
  const std::size_t groups = (n - 1 + b_ - 1) / b_;
  for (std::size_t q = 0; q < groups; ++q) {
    const std::size_t s = (transpose == Transpose::yes ? q : groups - 1 - q) * b_, count = steps(s);
    for (std::size_t t = 0; t < count; ++t) {
      apply_group(transpose, s, transpose == Transpose::yes ? count - 1 - t : t, X);
    }
  }
}

// Reflectors number `step` of the sweeps s … s + b − 1: each begins a row below the one before.
void TwoStageReduction::apply_group(Transpose transpose, std::size_t s, std::size_t step, Block X) const {
  const std::size_t n = size(), first = s + 1 + step * b_;
  const std::size_t width = std::min({b_, n - 1 - s, n - first}), rows = std::min(b_ + width - 1, n - first);
  Matrix V(rows, width), S(width, width);
  Vector tau(width);
  for (std::size_t j = 0; j < width; ++j) {
    const std::span<const double> store = sweep(s + j);
    const std::size_t length = std::min(b_, store.size() - step * b_);
    std::copy_n(store.begin() + static_cast<std::ptrdiff_t>(step * b_), length, &V(j, j));
    tau[j] = tau_second_(step, s + j);
  }
  form_block_reflector(V, tau, S);
  apply_block_reflector(transpose, V, S, X.data() + first, n, X.columns());
}

}  // namespace saddlescope
