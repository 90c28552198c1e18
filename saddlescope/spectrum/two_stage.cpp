#include "saddlescope/spectrum/two_stage.h"

#include <algorithm>
#include <utility>

#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/spectrum/band_kernels.h"
#include "saddlescope/spectrum/bulge_chase.h"

namespace saddlescope {
namespace {

constexpr std::size_t kPanelRows = 192;  // of a panel of the trailing matrix: a unit of work
constexpr std::size_t kFewColumns = 16;  // for which grouping reflectors costs more than it saves

std::size_t panels(std::size_t rows) { return (rows + kPanelRows - 1) / kPanelRows; }

}  // namespace

double bytes_of_two_stages(std::size_t n, std::size_t bandwidth) {
  const auto rows = static_cast<double>(n), width = static_cast<double>(bandwidth);
  constexpr double kPanels = 10;  // X, [V W] and [W V]; V and VS of two panels; S of all of them
  return 8 * rows * (rows + kPanels * width + rows / width + 1);
}

// Of an update, for the first and largest trailing block: columns m apart, m its rows.
struct TwoStageReduction::Workspace {
  Workspace(std::size_t n, std::size_t b) : X(n, b), left(n, 2 * b), right(n, 2 * b) {}
  Matrix X, left, right;
};

TwoStageReduction::TwoStageReduction(Matrix A, std::size_t bandwidth, Context& context)
    : A_(std::move(A)), b_(bandwidth), diagonal_(A_.rows()), subdiagonal_(A_.rows()) {
  const std::size_t n = size();
  tau_first_ = Matrix(b_, n / b_ + 1);
  factors_.resize(n / b_ + 1);
  tau_second_ = Matrix(n > 1 ? steps(0) : 1, n);
  to_band(context);
  to_tridiagonal(context);
}

// What a panel takes part in once it is factored.
struct TwoStageReduction::Panel {
  Matrix V, VS;
};

void TwoStageReduction::to_band(Context& context) {
  const std::size_t n = size();
  const BlasThreads one(1);
  if (b_ + 1 >= n) return;
  Workspace work(n, b_);
  Panel panel = factor_panel(0);
  for (std::size_t k = 0; k + b_ + 1 < n; k += b_) {
    context.throw_if_stopped();
    context.report("eigenvalues", static_cast<double>(k), static_cast<double>(n));
    Panel next;
    update_behind(k, panel, next, work, context);
    panel = std::move(next);
  }
}

// The b columns from k on, below the band.
TwoStageReduction::Panel TwoStageReduction::factor_panel(std::size_t k) {
  const std::size_t first = k + b_, m = size() - first, count = std::min(b_, m);
  const std::span<double> tau = tau_first_.column(k / b_).first(count);
  factor_qr(m, b_, &A_(first, k), size(), tau);
  Panel panel{reflectors_of_panel(k), Matrix(m, count)};
  Matrix& S = factors_[k / b_] = Matrix(count, count);
  form_block_reflector(panel.V, tau, S);
  multiply(panel.V, Transpose::no, S, Transpose::no, panel.VS);
  return panel;
}

Matrix TwoStageReduction::reflectors_of_panel(std::size_t k) const {
  const std::size_t first = k + b_, m = size() - first;
  Matrix V(m, std::min(b_, m));
  for (std::size_t j = 0; j < V.columns(); ++j) {
    V(j, j) = 1;
    std::copy_n(A_.column(k + j).begin() + static_cast<std::ptrdiff_t>(first + j + 1), m - j - 1, &V(j + 1, j));
  }
  return V;
}

// A := (I − V·S·Vᵀ)ᵀ·A·(I − V·S·Vᵀ) for the trailing block behind the panel from column k on. The next panel is
// factored as soon as its own columns are there, beside the rest of the update.
void TwoStageReduction::update_behind(std::size_t k, const Panel& panel, Panel& next, Workspace& work,
                                      Context& context) {
  const ConstBlock V = panel.V, VS = panel.VS, S = factors_[k / b_];
  const std::size_t n = size(), first = k + b_, m = V.rows(), count = V.columns();
  const double flops = 2.0 * static_cast<double>(m) * static_cast<double>(m * count);
  const int threads = worthwhile_threads(flops, context.threads);
  double *A = &A_(first, first), *X = work.X.data();
  parallel_for(threads, panels(m), [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t row = p * kPanelRows, rows = std::min(kPanelRows, m - row), below = row + rows;
    double* result = X + row;
    symm(Triangle::lower, rows, count, A + row * n + row, n, VS.data() + row, m, result, m);
    if (row > 0) {
      gemm(Transpose::no, Transpose::no, rows, count, row, 1, A + row, n, VS.data(), m, 1, result, m);
    }
    if (below < m) {
      gemm(Transpose::yes, Transpose::no, rows, count, m - below, 1, A + row * n + below, n, VS.data() + below, m, 1,
           result, m);
    }
  });
  Matrix VX(count, count), G(count, count);
  gemm(Transpose::yes, Transpose::no, count, count, m, 1, V.data(), m, X, m, 0, VX.data(), count);
  multiply(S, Transpose::yes, VX, Transpose::no, G);
  double *left = work.left.data(), *right = work.right.data();  // [V W] and [W V], W = X − ½·V·G
  parallel_for(threads, panels(m), [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t row = p * kPanelRows, rows = std::min(kPanelRows, m - row);
    gemm(Transpose::no, Transpose::no, rows, count, count, -0.5, V.data() + row, m, G.data(), count, 1, X + row, m);
    for (std::size_t j = 0; j < count; ++j) {
      const double *v = V.data() + j * m + row, *w = X + j * m + row;
      std::copy_n(v, rows, left + j * m + row);
      std::copy_n(w, rows, left + (count + j) * m + row);
      std::copy_n(w, rows, right + j * m + row);
      std::copy_n(v, rows, right + (count + j) * m + row);
    }
  });
  // The columns of the next panel, and then panels of kPanelRows columns.
  const std::size_t own = std::min(b_, m), rest = m - own;
  parallel_for(threads, 1 + panels(rest), [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t column = p == 0 ? 0 : own + (p - 1) * kPanelRows,
                      columns = p == 0 ? own : std::min(kPanelRows, m - column);
    gemm(Transpose::no, Transpose::yes, m - column, columns, 2 * count, -1, left + column, m, right + column, m, 1,
         A + column * n + column, n);
    if (p == 0 && first + b_ + 1 < n) next = factor_panel(first);
  });
}

void TwoStageReduction::to_tridiagonal(const Context& context) {
  const std::size_t n = size();
  Band band(n, b_);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < std::min(n, j + b_ + 1); ++i) band(i, j) = A_(i, j);
  }
  chase_bulges(band, [&](std::size_t s) { return SweepStore{sweep(s).data(), tau_second_.column(s).data()}; }, context);
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
    const std::size_t panel = transpose == Transpose::yes ? q : count - 1 - q;
    const Matrix V = reflectors_of_panel(panel * b_);
    apply_block_reflector(transpose, V, factors_[panel], X.data() + panel * b_ + b_, n, X.columns());
  }
}

// One sweep after another, from the last to the first; transposed, the other way round. A sweep's reflectors share no
// row.
void TwoStageReduction::apply_sweeps(Transpose transpose, Block X) const {
  const std::size_t n = size();
  for (std::size_t q = 0; q + 1 < n; ++q) {
    const std::size_t s = transpose == Transpose::yes ? q : n - 2 - q;
    const std::span<const double> store = sweep(s);
    for (std::size_t step = 0, at = 0; at < store.size(); ++step, at += b_) {
      reflect_columns(std::min(b_, store.size() - at), store.data() + at, tau_second_(step, s), X.data() + s + 1 + at,
                      n, X.columns());
    }
  }
}

// Groups of b sweeps, from the last to the first, each down the band; transposed, the other way round.
void TwoStageReduction::apply_second(Transpose transpose, Block X) const {
  const std::size_t n = size();
  if (n < 2) return;
  if (X.columns() <= kFewColumns) return apply_sweeps(transpose, X);
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
