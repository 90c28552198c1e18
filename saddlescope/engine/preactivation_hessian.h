// What the Hessian of dense layers is made of, for one chunk of samples (layer_hessian.h): with ε_l added to the
// pre-activations z_l, and per sample n
//   a_l[p], with a 1 behind the last where the layer has a bias      δ_l[i] = ∂L/∂z_l[i]
//   S_lm[i, j] = ∂²L/∂ε_l[i]∂ε_m[j]                                  A_lm[i, q] = ∂a_m[q]/∂ε_l[i]
// for layers l ≤ m (l < m for A) in topological order. S and A come from the engine itself: δ and a are differentiated
// along ε_l, one direction a unit of layer l, in which that unit moves in every sample at once (samples are
// independent: dense_layers.h). So any activation, loss and branching works. Along a chain only the last layer is done
// so, the others by recursion from the next one (layer_link.h).
//
// The answers are laid out for sample_products.h: sample after sample, features contiguous, in rows or in tiles of
// kColumnTile columns. Cost: h_l directions through the linearized gradient above z_l, or the recursion's products;
// beside 2N·Σ P_l·P_m flops small.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "saddlescope/engine/dense_layers.h"
#include "saddlescope/engine/kernels/sample_products.h"
#include "saddlescope/engine/layer_shape.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/workspace.h"

namespace saddlescope::engine {

enum class Jacobian { none, diagonal, dense };
/// gauss_newton: the curvature of the loss in the last layer's z alone, carried back: S without E of layer_link.h, and
/// no A.
/// Where the loss is ½‖r‖² and the last layer is r's, up to a factor, that is JᵀJ.
enum class Curvature { full, gauss_newton };

template <class T>
class PreactivationHessian {
 public:
  /// The chunk's contribution to the loss; its layers are those of dense_layers.h, perhaps none. Gauss–Newton: none
  /// unless they are a chain.
  explicit PreactivationHessian(Value loss, Curvature curvature = Curvature::full);

  const std::vector<LayerShape>& layers() const { return layers_; }
  std::size_t samples() const { return samples_; }
  double flops() const { return flops_; }  ///< of evaluate
  std::size_t size() const { return size_; }  ///< elements of a panel
  std::size_t workspace() const;  ///< elements that evaluate takes besides

  void evaluate(const T* theta, std::span<const T* const> inputs, T* panel, BufferPool<T>& pool) const;

  // Where the answers lie in a panel, l ≤ m. Tiles are tile_stride() apart.
  PerSample<T> a(const T* panel, std::size_t l) const;  ///< rows of factors()
  PerSample<T> delta(const T* panel, std::size_t l) const;
  const T* a_tiles(const T* panel, std::size_t l) const;
  const T* delta_tiles(const T* panel, std::size_t l) const;
  bool has_hessian(std::size_t l, std::size_t m) const { return pair(l, m).S; }
  Jacobian jacobian(std::size_t l, std::size_t m) const { return pair(l, m).jacobian; }
  /// S_ll: packed_size(units) columns; S_lm where the Jacobian isn't dense: column i·h_m + j.
  const T* hessian_tiles(const T* panel, std::size_t l, std::size_t m) const;
  PerSample<T> hessian_row(const T* panel, std::size_t l, std::size_t m, std::size_t i) const;  ///< where it is dense
  PerSample<T> jacobian_row(const T* panel, std::size_t l, std::size_t m,
                            std::size_t i) const;  ///< where it is dense
  PerSample<T> jacobian_diagonal(const T* panel, std::size_t l, std::size_t m) const;
  std::size_t tile_stride() const { return samples_ * kColumnTile; }

 private:
  // Offsets in a panel (…_at) and in a row of a level (…_row).
  struct Pair {
    bool S = false;
    Jacobian jacobian = Jacobian::none;
    std::size_t S_at = 0, A_at = 0, S_row = 0, A_row = 0;
  };
  // What lies downstream of one layer: a row a unit, [.., n] each: S_ll, then S_lm and A_lm for m > l.
  struct Level {
    bool linked = false;  // by recursion from the next; else by `program`
    std::size_t row = 0;
    std::unique_ptr<const BasicProgram<T>> program;
    std::vector<T> seeds;
  };
  struct Place {
    std::size_t a = 0, a_tiles = 0, delta = 0, delta_tiles = 0;  // in a panel
    std::size_t a_out = 0, delta_out = 0, D_out = 0, E_out = 0;  // in the shared outputs
    bool E = false;
  };

  Pair& pair(std::size_t l, std::size_t m) { return pairs_[l * layers_.size() + m]; }
  const Pair& pair(std::size_t l, std::size_t m) const { return pairs_[l * layers_.size() + m]; }
  std::size_t take(std::size_t elements);
  std::size_t most_rows(std::size_t parity) const;  ///< elements of the largest of every other level
  std::vector<Output> plan_activations(const std::vector<DenseLayer>& found, std::span<const Value> delta);
  bool plan_link(const std::vector<DenseLayer>& found, Value loss, std::size_t l, std::vector<Output>& shared);
  void plan_directions(const std::vector<DenseLayer>& found, std::span<const Value> delta, std::size_t l);
  void plan_panel(std::size_t l);
  void store_activations(const T* out, T* panel) const;
  void run_directions(std::size_t l, const T* theta, std::span<const T* const> inputs, T* rows,
                      BufferPool<T>& pool) const;
  void run_link(std::size_t l, const T* theta, const T* out, const T* above, T* rows, BufferPool<T>& pool) const;
  void store_level(std::size_t l, const T* rows, const T* out, T* panel) const;

  Curvature curvature_;
  std::vector<LayerShape> layers_;
  std::vector<Pair> pairs_;
  std::vector<Place> places_;
  std::vector<Level> levels_;
  std::size_t samples_ = 0, size_ = 0, shared_size_ = 0;
  double flops_ = 0;
  std::unique_ptr<const BasicProgram<T>> shared_;
};

}  // namespace saddlescope::engine
