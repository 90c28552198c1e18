// Block Lanczos with full two-pass reorthogonalization: both ends of the spectrum of a symmetric A, copies included.
//
//   A·V = V·T + Q·B·Eᵀ;  V: P × m, orthonormal;  T = VᵀAV: m × m;  Q: P × b, orthonormal, Q ⊥ V;  E: the last b columns
//   of I
// Begins with b independent Gaussian columns. A column of the remainder that is rounding (≤ 100·√P·eps·‖T‖) makes room
// for a random one, so that an invariant subspace isn't the end; H = 0 is legal. Where memory ends it restarts thick:
// on the Ritz vectors wanted, their neighbours, and Q. More pairs than b wanted at an end: once they have converged,
// fresh columns are drawn against all of V and iterated as deep again, until that brings no further copy.
// Stops where ‖Ax − θx‖ ≤ tolerance·‖T‖ for every pair wanted, never relative to |θ|: with a bulk at zero that has no
// end.
//
// Proves (up to the error of a product): [θᵢ − rᵢ, θᵢ + rᵢ] holds an eigenvalue; #{θ < −e} ≤ n₋ and #{θ > e} ≤ n₊
// (Cauchy), copies counted. Not which eigenvalue, nor that none lies outside: for that there is only a probability,
// unseen(). Up to b copies of an eigenvalue come with probability 1; further ones only from fresh columns.
// Where V fills the whole space (filled()) the Ritz values are all eigenvalues.
//
// unseen(p): the block Krylov space of depth j contains that of each column, span{x, Ax, …, Aʲ⁻¹x}. By Kuczyński &
// Woźniakowski (1992, for one Gaussian start and depth j) θ_min of a column misses λ_min by more than ε·(λ_max − λ_min)
// with probability ≤ q = 1.648·√P·exp(−(2j−1)·√ε). θ_min of the block is no higher than that of any column, and the
// columns are independent: it misses only if all do, with probability ≤ qᵇ. So with p = 2qᵇ for both ends together,
//   λ_min ≥ θ_min − ε(θ_max − θ_min)/(1 − 2ε),  λ_max ≤ θ_max + the same,  ε = [(ln(1.648·√P) + ln(2/p)/b)/(2j−1)]² < ½
// with θ at depth j, before any restart. Where the space of the start is invariant, all of the remainder being t·‖T‖ or
// less, an eigenvector u with λ beyond the ends by d has ‖uᵀV‖ ≤ t‖T‖/d; the part of a random unit vector along u is
// below a with probability ≤ a·√(2P/π) and this holds for b of them: d ≤ t‖T‖·√(2P/π)·(2/p)^(1/b). The smaller of the
// two is given.
//
// Cost: j products with b columns, 8P(jb)² flops at most, P(m + 2b) doubles; T's eigenvalues 4m³/3 flops a look. The
// same bits for any number of threads. Source: Golub & Underwood 1977; Wu & Simon 2000 (thick restart); Parlett 1998,
// ch. 13.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

struct BlockLanczosOptions {
  std::size_t block = 4;  ///< b ≥ 1, at most P
  std::size_t columns = 300;  ///< m at most, before a restart; at least 4b + what is wanted is taken, and no more than
  ///< all products could fill
};

/// What run() works towards.
struct SpectrumEnds {
  std::size_t lowest = 1, highest = 1;  ///< pairs at each end, copies counted
  double tolerance = 1e-8;  ///< a pair has converged where its residual is at most this times ‖T‖
  std::size_t products =
      400;  ///< at most, all calls of run() together, columns counted; the first block is always made
};

class BlockLanczos {
 public:
  enum class Stop { converged, filled, budget, interrupted };

  /// Keeps a reference to A. Throws Error(bad input) if A has no rows or the block no columns.
  BlockLanczos(const SymmetricOperator& A, const BlockLanczosOptions& options);

  /// Random columns come from context.random_start("block Lanczos"). Iterates until the ends have converged, V fills
  /// the space, the products are spent or a stop is requested; may be called again with other ends. Whatever the
  /// reason, what was found so far is there. Throws Error(memory) before any product of this call if P(columns + 2b)
  /// doubles, and those to be copied from a shorter basis, aren't allowed, Error(numerical) if a product isn't finite.
  Stop run(const SpectrumEnds& ends, Context& context);

  std::size_t size() const { return P_; }
  std::size_t products() const { return products_; }  ///< columns multiplied so far
  std::size_t columns() const { return m_; }  ///< m
  bool filled() const { return m_ == P_; }  ///< V spans everything
  const Vector& values() const { return values_; }  ///< Ritz values, ascending
  const Vector& residuals() const { return residuals_; }  ///< ‖A·xᵢ − θᵢ·xᵢ‖, xᵢ = V·sᵢ
  /// xᵢ for i = first … first + count − 1: P × count.
  Matrix vectors(std::size_t first, std::size_t count) const;
  double norm() const;  ///< max |θ|: ‖A‖ is at least this
  /// What stands for ‖A‖ in tolerances (invariance.h), from both ends.
  double norm_estimate() const;
  UnseenBounds unseen(double failure_probability) const;

 private:
  void step(Context& context);
  void project(ConstBlock V, Block W, Matrix& C, const Context& context) const;
  void factor_remainder(Matrix& W, Context& context);
  void note_invariance();
  bool fill_random(std::size_t at, Context& context);
  void look();
  Stop finish(Stop why);
  void restart(const SpectrumEnds& ends, const Context& context);
  void compress(std::size_t low, std::size_t high, const Context& context);
  void refresh(const SpectrumEnds& ends, Context& context);
  bool converged(const SpectrumEnds& ends) const;
  bool settled(const SpectrumEnds& ends, Context& context);
  void allocate(const SpectrumEnds& ends, const Context& context);
  std::span<double> column(std::size_t j) { return {basis_.data() + j * P_, P_}; }
  ConstBlock basis(std::size_t count) const { return {basis_.data(), P_, count}; }

  const SymmetricOperator& A_;
  std::size_t P_, block_, asked_columns_, capacity_ = 0;
  Vector basis_;  // V, then the next block Q
  std::size_t m_ = 0, next_ = 0;  // columns of V and of Q
  Matrix T_;  // m × m
  Matrix remainder_;  // next × m: Q·remainder_ = (I − VVᵀ)·A·V but for what was dropped
  Matrix dropped_;  // rows × m: remainders that refresh() left behind
  std::size_t refreshes_ = 0, steps_since_refresh_ = 0, steps_of_first_ = 0;
  Vector before_;  // the values wanted as they were before the last refresh

  bool pure_ = true;  // V holds the block Krylov space of the start
  std::size_t depth_ = 0;  // to this depth, with θ_min and θ_max then
  double anchor_lowest_ = 0, anchor_highest_ = 0;
  std::size_t native_ = 0;  // columns of Q that descend from the start; they come first
  std::vector<bool> is_native_;  // of V's columns, while pure_
  bool invariant_ = false;  // the start's own space is invariant, to
  double deflated_ = 0;  // this norm of what was taken for rounding

  std::size_t products_ = 0, looked_at_ = 0;
  std::uint64_t draws_ = 0;
  double scale_ = 0;  // ‖T‖ from below
  Vector values_, residuals_, fresh_residuals_;
  Matrix ritz_;  // S: m × m at the last look
};

/// Columns that fit in `bytes` beside the blocks of b that products need, at least 8b.
std::size_t affordable_columns(std::size_t P, std::size_t block, double bytes);

}  // namespace saddlescope
