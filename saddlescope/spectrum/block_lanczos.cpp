#include "saddlescope/spectrum/block_lanczos.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/invariance.h"

namespace saddlescope {
namespace {

constexpr std::size_t kRowsAtOnce = 8192;   // of V at once: borders that don't depend on the number of threads
constexpr double kCancelled = 0.1;    // a column that lost this much within its block is orthogonalized once more
constexpr double kLookEvery = 1.15;   // growth of V between looks at T's eigenvalues
constexpr double kAgree = 2;  // values wanted are the same after fresh columns within this times the tolerance

std::size_t groups_of_rows(std::size_t P) { return (P + kRowsAtOnce - 1) / kRowsAtOnce; }

/// The columns `kept` of S.
Matrix columns_of(const Matrix& S, const std::vector<std::size_t>& kept) {
  Matrix chosen(S.rows(), kept.size());
  for (std::size_t j = 0; j < kept.size(); ++j) std::ranges::copy(S.column(kept[j]), chosen.column(j).begin());
  return chosen;
}

/// R·S; R may have no rows.
Matrix times(const Matrix& R, const Matrix& S) {
  Matrix product(R.rows(), S.columns());
  if (R.rows() > 0) multiply(R, Transpose::no, S, Transpose::no, product);
  return product;
}

/// R with `more` zero columns.
Matrix widened(const Matrix& R, std::size_t more) {
  Matrix wide(R.rows(), R.columns() + more);
  std::copy_n(R.data(), R.rows() * R.columns(), wide.data());
  return wide;
}

/// Above, below: matrices of the same width.
Matrix stacked(const Matrix& above, const Matrix& below) {
  Matrix both(above.rows() + below.rows(), below.columns());
  for (std::size_t j = 0; j < both.columns(); ++j) {
    if (above.rows() > 0) std::ranges::copy(above.column(j), both.column(j).begin());
    std::ranges::copy(below.column(j), both.column(j).begin() + static_cast<std::ptrdiff_t>(above.rows()));
  }
  return both;
}

}  // namespace

std::size_t affordable_columns(std::size_t P, std::size_t block, double bytes) {
  const double columns = bytes / (8.0 * static_cast<double>(P)) - 3.0 * static_cast<double>(block);
  return std::max(8 * block, static_cast<std::size_t>(std::clamp(columns, 0.0, 1e9)));
}

BlockLanczos::BlockLanczos(const SymmetricOperator& A, const BlockLanczosOptions& options)
    : A_(A), P_(A.size()), block_(std::min(options.block, A.size())), asked_columns_(options.columns) {
  if (P_ == 0 || block_ == 0) {
    throw_bad_input(
        fmt::format("block Lanczos: {} rows and blocks of {}; both must be at least 1.", P_, options.block));
  }
}

void BlockLanczos::allocate(const SpectrumEnds& ends, const Context& context) {
  const std::size_t least = 4 * block_ + ends.lowest + ends.highest;
  // More columns than there will be products, and the block behind them, would never be used.
  const std::size_t useful = std::min(asked_columns_, std::max(ends.products, products_) + 2 * block_);
  capacity_ = std::max(capacity_, std::min(P_, std::max(useful, least)));
  const std::size_t columns = capacity_ + block_;
  const std::size_t copied = basis_.capacity() < columns * P_ ? m_ + next_ : 0;  // beside the longer one
  context.require_memory(8.0 * static_cast<double>(P_) * static_cast<double>(columns + block_ + copied),
                         fmt::format("{} Lanczos vectors of length {}", columns + block_ + copied, P_),
                         "Raise --memory.");
  basis_.reserve(columns * P_);  // pages that aren't touched take no memory
}

BlockLanczos::Stop BlockLanczos::run(const SpectrumEnds& ends, Context& context) {
  allocate(ends, context);
  if (m_ == 0) {
    while (next_ < block_ && fill_random(next_, context)) ++next_;
    native_ = next_;
  }
  for (;;) {
    if (next_ == 0) return finish(Stop::filled);
    if (looked_at_ == m_ && converged(ends) && settled(ends, context)) return Stop::converged;
    if (context.stop_requested()) return finish(Stop::interrupted);
    if (products_ > 0 && products_ + next_ > ends.products) return finish(Stop::budget);
    if (m_ + next_ > capacity_) restart(ends, context);
    try {
      step(context);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      return finish(Stop::interrupted);
    }
    context.report("Hessian-vector products", static_cast<double>(products_), static_cast<double>(ends.products));
    if (next_ == 0 || static_cast<double>(m_) >= kLookEvery * static_cast<double>(looked_at_)) look();
  }
}

BlockLanczos::Stop BlockLanczos::finish(Stop why) {
  if (looked_at_ != m_) look();
  return why;
}

// One product with the next block, the new columns of T, the next block.
void BlockLanczos::step(Context& context) {
  const std::size_t k = next_, old = m_;
  Matrix W(P_, k);
  A_.apply(ConstBlock(basis_.data() + old * P_, P_, k), W, context);
  if (!all_finite({W.data(), P_ * k})) {
    throw Error(ErrorKind::numerical, fmt::format("product {} with the operator is not finite.", products_ + 1),
                "Lanczos", "Check that loss and gradient are finite around this point.");
  }
  products_ += k;
  m_ += k;
  next_ = 0;
  ++steps_since_refresh_;
  if (pure_) ++depth_;
  Matrix C(m_, k), again(m_, k);
  project(basis(m_), W, C, context);
  project(basis(m_), W, again, context);
  Matrix T(m_, m_);
  for (std::size_t j = 0; j < old; ++j) std::ranges::copy(T_.column(j), T.column(j).begin());
  for (std::size_t j = 0; j < k; ++j) {
    axpy(1, again.column(j), C.column(j));
    scale_ = std::max(scale_, saddlescope::norm(C.column(j)));
    for (std::size_t i = 0; i < old; ++i) T(i, old + j) = T(old + j, i) = C(i, j);
  }
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < k; ++i) T(old + i, old + j) = 0.5 * C(old + i, j) + 0.5 * C(old + j, i);
  }
  T_ = std::move(T);
  dropped_ = widened(dropped_, k);
  for (std::size_t j = 0; j < k; ++j) is_native_.push_back(j < native_);
  factor_remainder(W, context);
}

// C := VᵀW, W := W − V·C. In panels of rows, their sums in order: the same bits for any number of threads.
void BlockLanczos::project(ConstBlock V, Block W, Matrix& C, const Context& context) const {
  const std::size_t m = V.columns(), k = W.columns(), count = groups_of_rows(P_);
  if (m == 0) return;
  const double flops = 2.0 * static_cast<double>(P_) * static_cast<double>(m * k);
  const int threads = count == 1 ? 1 : worthwhile_threads(flops, context.threads);
  Matrix partial(m * k, count);
  parallel_for(threads, count, [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t first = p * kRowsAtOnce, rows = std::min(kRowsAtOnce, P_ - first);
    gemm(Transpose::yes, Transpose::no, m, k, rows, 1, V.data() + first, P_, W.data() + first, P_, 0,
         partial.column(p).data(), m);
  });
  std::fill_n(C.data(), m * k, 0.0);
  for (std::size_t p = 0; p < count; ++p) axpy(1, partial.column(p), {C.data(), m * k});
  parallel_for(threads, count, [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t first = p * kRowsAtOnce, rows = std::min(kRowsAtOnce, P_ - first);
    gemm(Transpose::no, Transpose::no, rows, k, m, -1, V.data() + first, P_, C.data(), m, 1, W.data() + first, P_);
  });
}

// W = Q·R by Gram–Schmidt, twice; columns that are rounding make room for random ones, behind the others.
void BlockLanczos::factor_remainder(Matrix& W, Context& context) {
  const std::size_t k = W.columns(), old = m_ - k, width = std::min(block_, P_ - m_);
  const double rounding = invariance_tolerance(P_) * scale_;
  const std::size_t native = native_;
  Matrix R(width, m_);
  native_ = 0;
  for (std::size_t c = 0; c < k; ++c) {
    const std::span<double> w = W.column(c);
    const double before = saddlescope::norm(w);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < next_; ++i) {
        const double part = dot(column(m_ + i), w);
        R(i, old + c) += part;
        axpy(-part, column(m_ + i), w);
      }
    }
    double length = saddlescope::norm(w);
    if (length <= rounding || next_ == width) {
      if (c < native) deflated_ = std::hypot(deflated_, length);
      continue;
    }
    if (length < kCancelled * before) {  // what is left of V in it has grown
      Matrix C(m_ + next_, 1);
      project(basis(m_ + next_), Block(w), C, context);
      length = saddlescope::norm(w);
    }
    R(next_, old + c) = length;
    basis_.resize((m_ + next_ + 1) * P_);
    const std::span<double> q = column(m_ + next_);
    for (std::size_t i = 0; i < P_; ++i) q[i] = w[i] / length;
    ++next_;
    if (c < native) ++native_;
  }
  while (next_ < width && fill_random(m_ + next_, context)) ++next_;
  remainder_ = Matrix(next_, m_);
  for (std::size_t j = 0; j < m_; ++j) std::copy_n(R.column(j).begin(), next_, remainder_.column(j).begin());
  if (pure_ && native > 0 && native_ == 0) note_invariance();
}

// Nothing is left of the start's own columns: A·N = N·T_N + F·T_FN + rounding, F the random columns beside them.
void BlockLanczos::note_invariance() {
  invariant_ = true;
  for (std::size_t j = 0; j < m_; ++j) {
    for (std::size_t i = 0; i < m_; ++i) {
      if (is_native_[j] && !is_native_[i]) deflated_ = std::hypot(deflated_, T_(i, j));
    }
  }
}

// Column `at` := a random unit vector orthogonal to all before it; false where there is no room for one.
bool BlockLanczos::fill_random(std::size_t at, Context& context) {
  if (at >= P_) return false;
  basis_.resize((at + 1) * P_);
  const std::span<double> q = column(at);
  RandomStream random = context.random_start("block Lanczos", draws_++);
  for (double& entry : q) entry = random.normal();
  Matrix C(std::max<std::size_t>(at, 1), 1);
  for (int pass = 0; pass < 3; ++pass) {
    scale(1 / saddlescope::norm(q), q);
    project(basis(at), Block(q), C, context);
  }
  const double length = saddlescope::norm(q);
  scale(1 / length, q);
  return length > 0.5;  // the last pass took nothing away
}

// T's eigenpairs. On one thread and to the end: what was found is wanted also after a request to stop.
void BlockLanczos::look() {
  looked_at_ = m_;
  if (m_ == 0) return;
  Context own;
  const DenseSpectrum spectrum(T_, own);
  values_ = spectrum.values();
  ritz_ = spectrum.vectors({0, m_}, own);
  const BlasThreads one(1);
  const Matrix now = times(remainder_, ritz_), earlier = times(dropped_, ritz_);
  residuals_.assign(m_, 0);
  fresh_residuals_.assign(m_, 0);
  for (std::size_t i = 0; i < m_ && m_ < P_; ++i) {
    if (now.rows() > 0) fresh_residuals_[i] = saddlescope::norm(now.column(i));
    residuals_[i] = fresh_residuals_[i];
    if (earlier.rows() > 0) {
      residuals_[i] += std::sqrt(static_cast<double>(refreshes_)) * saddlescope::norm(earlier.column(i));
    }
  }
  if (!pure_) return;
  anchor_lowest_ = values_.front();
  anchor_highest_ = values_.back();
}

// By what the remainder of the last block leaves: what refresh() dropped is below the tolerance and stays.
bool BlockLanczos::converged(const SpectrumEnds& ends) const {
  const std::size_t low = std::min(ends.lowest, P_), high = std::min(ends.highest, P_);
  if (m_ < std::max(low, high)) return false;
  const auto small = [most = ends.tolerance * norm()](double residual) { return residual <= most; };
  const auto begin = fresh_residuals_.begin(), end = fresh_residuals_.end();
  return std::all_of(begin, begin + static_cast<std::ptrdiff_t>(low), small) &&
         std::all_of(end - static_cast<std::ptrdiff_t>(high), end, small);
}

// More pairs than columns of a block are wanted: do fresh columns, iterated as deep, bring further copies?
bool BlockLanczos::settled(const SpectrumEnds& ends, Context& context) {
  if (std::max(ends.lowest, ends.highest) <= block_) return true;
  if (refreshes_ == 0) steps_of_first_ = steps_since_refresh_;
  if (steps_since_refresh_ < steps_of_first_) return false;
  Vector wanted(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(std::min(ends.lowest, m_)));
  wanted.insert(wanted.end(), values_.end() - static_cast<std::ptrdiff_t>(std::min(ends.highest, m_)), values_.end());
  const double most = kAgree * ends.tolerance * norm() + static_cast<double>(m_) * kEps * norm();
  bool same = before_.size() == wanted.size();
  for (std::size_t i = 0; same && i < wanted.size(); ++i) same = std::abs(wanted[i] - before_[i]) <= most;
  if (same) return true;
  before_ = std::move(wanted);
  refresh(ends, context);
  return false;
}

// V := the pairs wanted, which have converged, and the next block is random. What the old one stood for is remembered
// in the residuals; Ritz vectors that haven't converged would carry too much of it.
void BlockLanczos::refresh(const SpectrumEnds& ends, Context& context) {
  if (m_ == P_) return;
  compress(ends.lowest, ends.highest, context);
  dropped_ = stacked(dropped_, remainder_);
  ++refreshes_;
  steps_since_refresh_ = 0;
  pure_ = false;
  next_ = 0;
  while (next_ < std::min(block_, P_ - m_) && fill_random(m_ + next_, context)) ++next_;
  remainder_ = Matrix(0, m_);
  look();
}

// V := the Ritz vectors at both ends; Q stays the next block.
void BlockLanczos::restart(const SpectrumEnds& ends, const Context& context) {
  if (looked_at_ != m_) look();
  pure_ = false;
  const std::size_t room = std::min(capacity_ - 2 * block_, m_ - 1);
  const std::size_t spare = room - std::min(room, ends.lowest + ends.highest);
  const std::size_t low = std::min(ends.lowest + spare / 4, room);
  compress(low, std::min(ends.highest + spare / 4, room - low), context);
}

// V := V·S for the `low` lowest and the `high` highest Ritz vectors.
void BlockLanczos::compress(std::size_t low, std::size_t high, const Context& context) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < m_; ++i) {
    if (i < low || i + high >= m_) kept.push_back(i);
  }
  const Matrix S = columns_of(ritz_, kept);
  const std::size_t k = kept.size(), old = m_;
  const double flops = 2.0 * static_cast<double>(P_) * static_cast<double>(old * k);
  parallel_for(worthwhile_threads(flops, context.threads), groups_of_rows(P_), [&](std::size_t p) {
    const BlasThreads one(1);
    const std::size_t first = p * kRowsAtOnce, rows = std::min(kRowsAtOnce, P_ - first);
    Matrix panel(rows, k);
    gemm(Transpose::no, Transpose::no, rows, k, old, 1, basis_.data() + first, P_, S.data(), old, 0, panel.data(),
         rows);
    for (std::size_t j = 0; j < k; ++j) std::ranges::copy(panel.column(j), basis_.data() + j * P_ + first);
  });
  std::copy_n(basis_.begin() + static_cast<std::ptrdiff_t>(old * P_), next_ * P_,
              basis_.begin() + static_cast<std::ptrdiff_t>(k * P_));
  basis_.resize((k + next_) * P_);
  remainder_ = times(remainder_, S);
  dropped_ = times(dropped_, S);
  Vector values(k);
  for (std::size_t j = 0; j < k; ++j) values[j] = values_[kept[j]];
  T_ = Matrix::diagonal(values);
  m_ = k;
  looked_at_ = 0;
}

Matrix BlockLanczos::vectors(std::size_t first, std::size_t count) const {
  if (looked_at_ != m_ || first + count > m_) throw_internal("Ritz vectors asked for exist");
  Matrix X(P_, count);
  if (count == 0) return X;
  for (std::size_t p = 0; p < groups_of_rows(P_); ++p) {
    const BlasThreads one(1);
    const std::size_t begin = p * kRowsAtOnce, rows = std::min(kRowsAtOnce, P_ - begin);
    gemm(Transpose::no, Transpose::no, rows, count, m_, 1, basis_.data() + begin, P_, ritz_.column(first).data(), m_, 0,
         X.data() + begin, P_);
  }
  return X;
}

double BlockLanczos::norm() const {
  return values_.empty() ? 0 : std::max(std::abs(values_.front()), std::abs(values_.back()));
}

double BlockLanczos::norm_estimate() const {
  if (values_.empty()) return 0;
  return std::max(norm_from_ritz(std::abs(values_.front()), residuals_.front()),
                  norm_from_ritz(std::abs(values_.back()), residuals_.back()));
}

UnseenBounds BlockLanczos::unseen(double failure_probability) const {
  UnseenBounds bounds;
  if (values_.empty() || depth_ == 0) return bounds;
  if (filled()) return {true, values_.front(), values_.back(), 0};
  const double per_column = std::log(2 / failure_probability) / static_cast<double>(block_);
  const double root =
      (std::log(1.648 * std::sqrt(static_cast<double>(P_))) + per_column) / (2 * static_cast<double>(depth_) - 1);
  const double epsilon = root * root;
  double beyond = std::numeric_limits<double>::infinity();
  if (epsilon < 0.5) beyond = epsilon * (anchor_highest_ - anchor_lowest_) / (1 - 2 * epsilon);
  if (invariant_) {
    const double remainder = deflated_ + invariance_tolerance(P_) * scale_;
    const double parts = std::sqrt(2 * static_cast<double>(P_) / std::numbers::pi) * std::exp(per_column);
    beyond = std::min(beyond, remainder * parts);
  }
  if (!std::isfinite(beyond)) return bounds;
  return {true, anchor_lowest_ - beyond, anchor_highest_ + beyond, failure_probability};
}

}  // namespace saddlescope
