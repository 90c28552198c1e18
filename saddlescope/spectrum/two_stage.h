// A symmetric matrix to tridiagonal form in two stages, most of it in products of matrices.
//
//   A = Q₁·B·Q₁ᵀ, B of bandwidth b;   B = Q₂·T·Q₂ᵀ, T tridiagonal;   A = (Q₁Q₂)·T·(Q₁Q₂)ᵀ
// Stage one: the b columns of a panel below the band are factored, Q·R with Q = I − V·S·Vᵀ, and what is right of them
// is updated on both sides:  X = A·V·S,  W = X − ½V·(SᵀVᵀX),  A := A − V·Wᵀ − W·Vᵀ. Stage two chases bulges: sweep s
// makes column s tridiagonal by a reflector of length b, whose fill-in is pushed down the band by further reflectors,
// one for every b rows, each on a block that stays in the first-level cache (bulge_chase.h).
// In one stage (dsytrd) half of the 4n³/3 flops are products of the matrix with a vector, which memory sets the pace
// of.
//
// Both sets of reflectors are kept in the array of A: those of stage one below the band, those of sweep s (n − 1 − s
// numbers) in column n − 1 − s above the diagonal. Applied to a block they are grouped, b sweeps at a time: I − V·S·Vᵀ
// again.
//
// Proves: backward stable, ‖A − QTQᵀ‖ = O(n·eps·‖A‖) (reflectors). The same bits for any number of threads: the work is
// cut into panels of fixed size, each on one BLAS thread, in a few hundred parallel regions of milliseconds.
// Cost: 4n³/3 flops in matrix products and 6n²b in cache, both shared among threads. Memory beside A: 10nb + n²/b + n
// doubles, of which nb + n²/b stay. Q on m columns: 6n²m. Source: Bischof, Lang & Sun 2000 (successive band reduction);
// Haidar, Ltaief & Dongarra 2011.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// Bytes that a reduction takes at most, A included: what is kept, and panels in work.
double bytes_of_two_stages(std::size_t n, std::size_t bandwidth);

class TwoStageReduction {
 public:
  /// A: symmetric n × n, lower triangle read, entries near 1 at most; becomes the store of reflectors. b ≥ 2.
  TwoStageReduction(Matrix A, std::size_t bandwidth, Context& context);

  std::size_t size() const { return A_.rows(); }
  const Vector& diagonal() const { return diagonal_; }  ///< of T, n
  const Vector& subdiagonal() const { return subdiagonal_; }  ///< n, the last entry unused

  /// X := Q₁Q₂·X or (Q₁Q₂)ᵀ·X. X: n × m. May be called from several threads at once.
  void apply(Transpose transpose, Block X) const;

 private:
  struct Panel;
  struct Workspace;

  void to_band(Context& context);
  Panel factor_panel(std::size_t k);
  Matrix reflectors_of_panel(std::size_t k) const;
  void update_behind(std::size_t k, const Panel& panel, Panel& next, Workspace& work, Context& context);
  void to_tridiagonal(const Context& context);
  void apply_first(Transpose transpose, Block X) const;
  void apply_second(Transpose transpose, Block X) const;
  void apply_sweeps(Transpose transpose, Block X) const;
  void apply_group(Transpose transpose, std::size_t sweep, std::size_t step, Block X) const;
  std::span<double> sweep(std::size_t s) { return A_.column(size() - 1 - s).first(size() - 1 - s); }
  std::span<const double> sweep(std::size_t s) const { return A_.column(size() - 1 - s).first(size() - 1 - s); }
  std::size_t steps(std::size_t s) const { return (size() - 1 - s + b_ - 1) / b_; }

  Matrix A_;
  std::size_t b_;
  Matrix tau_first_;  // b × panels
  std::vector<Matrix> factors_;  // S of each panel
  Matrix tau_second_;  // steps × sweeps
  Vector diagonal_, subdiagonal_;
};

}  // namespace saddlescope
