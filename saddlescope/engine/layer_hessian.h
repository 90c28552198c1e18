// The exact Hessian of dense layers, a sum over chunks of samples, at the cost of matrix products.
//
//   ∂²L/∂W_l[i,p]∂W_m[j,q] = Σₙ a_l[n,p]·( a_m[n,q]·S_lm[n,i,j] + A_lm[n,i,q]·δ_m[n,j] ),   l ≤ m
//
// with the per-sample S, A, a, δ of preactivation_hessian.h (a bias is the weight of a 1 in a; A_ll = 0). For l = m
// both factors are symmetric: (a⊙a), N × d(d+1)/2, times the packed S, N × h(h+1)/2. Left factors exist only in cache,
// block by block (layer_blocks.h, kernels/sample_products.h); each block of the result is one task and its sum over
// samples runs in order, so that the bits don't depend on the number of threads.
// Columns by H·v would cost 12·N·P² flops; this costs
//   2N·( Σ_l d_l(d_l+1)/2·h_l(h_l+1)/2 + Σ_{l<m} P_l·P_m )
// and S and A. Exactly symmetric by construction.
//
// Memory beside H: S and A for a panel of chunks, kPanelBytes or one chunk's if that is more, what makes them for a
// chunk a thread, and a block a thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/engine/layer_blocks.h"
#include "saddlescope/engine/preactivation_hessian.h"
#include "saddlescope/engine/workspace.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope::engine {

/// One chunk: what it contributes, and its data (not copied).
template <class T>
struct BasicLayerTerm {
  std::shared_ptr<const PreactivationHessian<T>> chunk;
  std::vector<const T*> inputs;
};
using LayerTerm = BasicLayerTerm<double>;

/// S, A, a, δ and the sums over a panel of chunks are T's, sums over panels and H itself f64. Calls may overlap.
template <class T>
class BasicLayerHessian {
 public:
  static constexpr double kPanelBytes = 32 << 20;

  /// The layers are those that every term has: none if they differ.
  /// pools: shared with the sums of an objective; left out, its own.
  explicit BasicLayerHessian(std::vector<BasicLayerTerm<T>> terms,
                             std::shared_ptr<Pools<T>> pools = std::make_shared<Pools<T>>());

  const std::vector<LayerShape>& layers() const { return layers_; }
  std::size_t parameters() const;  ///< of all layers
  std::vector<char> covered(std::size_t P) const;  ///< 1 for each entry of θ that belongs to a layer
  double flops() const { return flops_; }
  double bytes(int threads) const;  ///< beside H
  /// Of one chunk, which has to be there at once.
  double chunk_bytes() const;

  /// H's entries between parameters of layers, both triangles: the terms' sum at θ. Other entries are left alone.
  void fill(std::span<const double> theta, Block H, Context& context) const;

 private:
  void plan_grids();
  std::size_t terms_a_panel() const;
  void add_panel(const T* panels, std::size_t first, std::size_t count, Block H, Context& context) const;
  void clear_unrelated(Block H, Context& context) const;

  std::vector<BasicLayerTerm<T>> terms_;
  std::vector<LayerShape> layers_;
  std::vector<BlockGrid> grids_, diagonals_;  // the second add to what the first have stored
  std::size_t widest_ = 0, largest_panel_ = 0, largest_workspace_ = 0;
  double flops_ = 0;
  std::shared_ptr<Pools<T>> pools_;
};
using LayerHessian = BasicLayerHessian<double>;

/// The half of a layered Hessian that LayerBlock stores, to the other one.
void mirror_layers(const std::vector<LayerShape>& layers, Block H, Context& context);

}  // namespace saddlescope::engine
