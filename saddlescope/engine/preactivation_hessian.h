// What the Hessian of dense layers is made of, for one chunk of samples (layer_hessian.h): with ε_l added to the
// pre-activations z_l, and per sample n
//   a_l[p], with a 1 behind the last where the layer has a bias      δ_l[i] = ∂L/∂z_l[i]
//   S_lm[i, j] = ∂²L/∂ε_l[i]∂ε_m[j]                                  A_lm[i, q] = ∂a_m[q]/∂ε_l[i]
// for layers l ≤ m (l < m for A) in topological order. S and A come from the engine itself: δ and a are differentiated
// along ε_l, one direction a unit of layer l, in which that unit moves in every sample at once (samples are independent:
// dense_layers.h). So any activation, loss and branching works.
//
// The answers are laid out for sample_products.h: sample after sample, features contiguous. Cost: h_l directions through
// the linearized gradient above z_l for each l, beside 2N·Σ P_l·P_m flops small.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/engine/dense_layers.h"
#include "saddlescope/engine/kernels/sample_products.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/workspace.h"

namespace saddlescope::engine {

/// A dense layer as its parameters lie in θ.
struct LayerShape {
  std::size_t inputs = 0, units = 0;
  std::size_t weight_offset = 0;
  std::optional<std::size_t> bias_offset;
  bool units_first = true;  ///< W is stored [h, d]; else [d, h]

  std::size_t factors() const { return inputs + (bias_offset ? 1 : 0); }  ///< columns of a
  std::size_t parameters() const { return factors() * units; }
  /// Index in θ of ∂z[unit]/∂a[factor]; factor = inputs: the bias.
  std::size_t index(std::size_t unit, std::size_t factor) const {
    if (factor == inputs) return *bias_offset + unit;
    return weight_offset + (units_first ? unit * inputs + factor : factor * units + unit);
  }
  friend bool operator==(const LayerShape&, const LayerShape&) = default;
};

/// i ≤ j of n, row by row of the upper triangle.
constexpr std::size_t packed_size(std::size_t n) { return n * (n + 1) / 2; }
constexpr std::size_t packed_index(std::size_t n, std::size_t i, std::size_t j) { return i * n - i * (i + 1) / 2 + j; }

class PreactivationHessian {
 public:
  enum class Jacobian { none, diagonal, dense };

  /// The chunk's contribution to the loss; its layers are those of dense_layers.h, perhaps none.
  explicit PreactivationHessian(Value loss);

  const std::vector<LayerShape>& layers() const { return layers_; }
  std::size_t samples() const { return samples_; }
  double flops() const { return flops_; }  ///< of evaluate, all tasks together
  std::size_t size() const { return size_; }  ///< doubles of a panel

  /// Independent tasks, in any order, on any threads; together they fill `panel`.
  std::size_t tasks() const { return layers_.size() + 1; }
  void evaluate(std::size_t task, const double* theta, std::span<const double* const> inputs, double* panel,
                BufferPool& pool) const;

  // Where the answers lie in a panel, l ≤ m.
  PerSample a(const double* panel, std::size_t l) const;  ///< rows of factors()
  const double* a_tiles(const double* panel, std::size_t l) const;  ///< the same as tiles of kColumnTile columns
  PerSample delta(const double* panel, std::size_t l) const;
  const double* hessian_tiles(const double* panel, std::size_t l) const;  ///< S_ll, packed_size(units) columns
  bool has_hessian(std::size_t l, std::size_t m) const { return pair(l, m).S; }
  PerSample hessian_row(const double* panel, std::size_t l, std::size_t m,
                        std::size_t i) const;  ///< row i of S_lm, l < m
  Jacobian jacobian(std::size_t l, std::size_t m) const { return pair(l, m).jacobian; }
  PerSample jacobian_row(const double* panel, std::size_t l, std::size_t m,
                         std::size_t i) const;  ///< row i of A_lm, if dense
  PerSample jacobian_diagonal(const double* panel, std::size_t l, std::size_t m) const;  ///< A_lm[i, i]
  std::size_t tile_stride() const { return samples_ * kColumnTile; }

 private:
  struct Pair {
    bool S = false;
    Jacobian jacobian = Jacobian::none;
    std::size_t S_at = 0, A_at = 0;  // in a panel
    std::size_t S_column = 0, A_column = 0;  // in a column of the directional outputs
  };
  struct Place {
    std::size_t a = 0, a_tiles = 0, delta = 0;  // in a panel
    std::size_t a_out = 0, delta_out = 0;  // in the shared outputs
  };

  const Pair& pair(std::size_t l, std::size_t m) const { return pairs_[l * layers_.size() + m]; }
  std::size_t take(std::size_t doubles);
  void plan_activations(Graph& graph, const std::vector<DenseLayer>& found, std::span<const Value> delta);
  void plan_directions(Graph& graph, const std::vector<DenseLayer>& found, std::span<const Value> delta, std::size_t l);
  void take_activations(const double* theta, std::span<const double* const> inputs, double* panel,
                        BufferPool& pool) const;
  void take_directions(std::size_t l, const double* theta, std::span<const double* const> inputs, double* panel,
                       BufferPool& pool) const;
  void store_direction(std::size_t l, std::size_t i, const double* column, double* panel) const;

  std::vector<LayerShape> layers_;
  std::vector<Pair> pairs_;
  std::vector<Place> places_;
  std::size_t samples_ = 0, size_ = 0;
  double flops_ = 0;
  std::unique_ptr<const Program> shared_;
  std::vector<std::unique_ptr<const Program>> directional_;  // a layer each
  std::vector<Vector> seeds_;
};

}  // namespace saddlescope::engine
