// The residuals of a network whose loss is a sum of squares (mse), and what a Gauss–Newton step is made of:
//   r = [ s·(ŷ − t) over all samples and outputs;  √λ·θ ],  s = √(2/(N·C)),  L = ½‖r‖²,  J = ∂r/∂θ
// Rows of J are products of what each sample knows: ∂rₙc/∂W_l[i,p] = δ_lc[n,i]·a_l[n,p], δ_lc = ∂rₙc/∂z_l, so that a
// row costs P multiplications and no pass through the graph. A = JᵀJ is summed over panels of rows: J of a panel lies
// in the cache, with r as one more of its columns, and every block of columns of A gets its dot products
// (engine/kernels); g = Jᵀr is the column of r. With several outputs that is C rows a sample; then JᵀJ = Σₙ
// a_l·a_m·S_lm with S_lm = Σ_c δ_lc·δ_mc comes cheaper, put together like the exact Hessian (engine/layer_hessian.h).
// Which way is chosen by flops alone. One order of sums: the same bits for any number of threads.
// Entries of r: chunk by chunk, in a chunk output by output; then weight decay's.
//
// Cost of normal_equations: a gradient and the less of (N·C)·P² and 2N·(Σ_l d_l(d_l+1)/2·h_l(h_l+1)/2 + Σ_{l<m}
// P_l·P_m) flops; doubles: a panel, and P²/2 of sums. Calls may overlap.
// In f64 alone: such steps are taken where critical points are sought, which f32 doesn't tell from their neighbours.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "saddlescope/engine/layer_shape.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/workspace.h"
#include "saddlescope/network/chunk_graph.h"
#include "saddlescope/network/network_sums.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

class NetworkResiduals final : public LeastSquares {
 public:
  /// samples: N. Keeps references; `sums` are the network's own. The loss has a residual_factor().
  NetworkResiduals(const MlpSpec& spec, const Loss& loss, const SampleChunks<double>& chunks, std::size_t samples,
                   const NetworkSums<double>& sums);

  std::size_t residual_count() const override;
  double residuals(std::span<const double> theta, std::span<double> r, Context& context) const override;
  void jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const override;
  void transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context& context) const override;
  double normal_equations(std::span<const double> theta, Block A, std::span<double> g, Context& context) const override;
  /// K without its rows (engine/kernels/row_products.h).
  void gram(std::span<const double> theta, Block J, Block K, Context& context) const override;

 private:
  // Shared: r [C, n] at 0, then a_l [d_l, n] of the hidden layers; directional: δ_l [h_l, n], one after another, for
  // the weights of the residuals that the seed [C, n] gives; Jᵀu in 0 … P − 1; J·v [C, n].
  enum class Kind { values, rows, transposed, forward };
  static constexpr std::size_t kKinds = 4;
  struct Lazy {
    std::once_flag once;
    std::vector<std::unique_ptr<const engine::Program>> programs;  // one for each length of chunks
  };
  // Consecutive terms, a term being one output over one chunk: rows of J that are made and used together.
  struct Panel {
    std::size_t first_term = 0, terms = 0, rows = 0;
  };
  struct Rows;  // where rows of J go, and what they are made of
  struct Sums;  // the lower triangle of [J r]ᵀ[J r], by blocks of columns

  std::size_t outputs() const { return spec_.outputs(); }
  std::size_t term_rows(std::size_t term) const { return chunks_.list()[term / outputs()].length; }
  std::size_t length_index(std::size_t length) const { return length == chunks_.list().front().length ? 0 : 1; }
  const engine::Program& program(Kind kind, std::size_t length) const;
  std::unique_ptr<const engine::Program> compile(Kind kind, std::size_t n) const;
  void plan_panels();
  bool by_layers() const;
  double by_rows(std::span<const double> theta, Block A, std::span<double> g, Context& context) const;
  void fill_panel(const Panel& panel, std::span<const double> theta, const Rows& to, Context& context) const;
  void fill_terms(const SampleChunk<double>& chunk, std::size_t first_output, std::size_t count,
                  std::span<const double> theta, const Rows& to, std::size_t at) const;
  void fill_rows(const SampleChunk<double>& chunk, const double* a, const double* delta, const Rows& to,
                 std::size_t at) const;
  std::vector<std::size_t> factor_offsets(std::size_t stride) const;

  const MlpSpec& spec_;
  const SampleChunks<double>& chunks_;
  const Loss& loss_;
  const NetworkSums<double>& sums_;
  std::size_t samples_, P_;
  double factor_, weight_decay_;
  std::vector<engine::LayerShape> layers_;
  std::vector<Panel> panels_;
  std::vector<Vector> one_hot_;  // for each length n of chunks 2C − 1 rows of n: row C − 1 is ones
  mutable Lazy programs_[kKinds];
  mutable engine::BufferPool<double> pool_;
};

}  // namespace saddlescope
