// Blocks of the Hessian of two dense layers: how one is cut from a sum over samples, and where it goes.
//
//   kind       rows                 left factor G[n, row]                          columns   right factor B[n, column]
//   same       p ≤ q of l           a_l[p]·a_l[q]                                  i ≤ j     S_ll[i, j]
//   outer      p of l, q of m       a_l[p]·a_m[q]                                  i, j      S_lm[i, j]
//   diagonal   i of l, p of l       A_lm[i, i]·a_l[p]                              j         δ_m[j]
//   diagonal'  i of l, j of m       A_lm[i, i]·δ_m[j]                              p         a_l[p]
//   bracket    i of l, (j,q) of m   a_m[q]·S_lm[i, j] + A_lm[i, q]·δ_m[j]          p         a_l[p]
//
// `outer` needs a Jacobian that isn't dense, and `diagonal` or `diagonal'` beside it where there is one, whichever has
// fewer rows; else `bracket`. p and q count
// factors (inputs, and the bias), i and j units. Entry (j,q), (i,p) of H is written, for `same` where i ≤ j and p ≤ q.
// Invariant: blocks of one pair and kind share no entry; `diagonal` and `diagonal'` add to entries of `outer`.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "saddlescope/engine/preactivation_hessian.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope::engine {

inline constexpr std::size_t kBlockColumns = 512;  // of a block at most: a multiple of kColumnTile

enum class BlockKind { same, outer, diagonal, diagonal_by_units, bracket };

/// All blocks of one kind between layers l ≤ m.
struct BlockGrid {
  BlockKind kind = BlockKind::same;
  std::size_t l = 0, m = 0, rows = 0, columns = 0;
  std::size_t width = kBlockColumns;  ///< columns of a block, at most kBlockColumns: a multiple of kColumnTile

  std::size_t blocks() const;
  std::size_t widest() const;  ///< columns of a block at most
};

/// A block in work: adds chunks up, then goes to H.
template <class T>
class LayerBlock {
 public:
  static constexpr std::size_t kDepth = 288;  // samples in work at once

  /// G: product_workspace(kDepth), C: kRowBlock·grid.widest() elements.
  LayerBlock(const BlockGrid& grid, std::size_t index, const std::vector<LayerShape>& layers, T* G, T* C);

  void add(const PreactivationHessian<T>& chunk, const T* panel);
  /// H's entries become the sum, or get it added, in f64.
  void store(Block H, bool add) const;

 private:
  void push_outer(const PreactivationHessian<T>& chunk, const T* panel);
  void push_diagonal(const PreactivationHessian<T>& chunk, const T* panel);
  void push_bracket(const PreactivationHessian<T>& chunk, const T* panel);
  void store_factors(Block H, bool add) const;
  void store_diagonal(Block H) const;
  void store_bracket(Block H, bool add) const;

  const BlockGrid& grid_;
  const LayerShape &l_, &m_;
  std::size_t first_row_, rows_, first_column_, columns_;
  T *G_, *C_;
  std::array<Strip<T>, kRowBlock> strips_;
  std::size_t strips_used_ = 0;
};

}  // namespace saddlescope::engine
