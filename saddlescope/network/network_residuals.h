// The residuals of a network whose loss is a sum of squares (mse), and what a Gauss–Newton step is made of:
//   r = [ s·(ŷ − t) over all samples and outputs;  √λ·θ ],  s = √(2/(N·C)),  L = ½‖r‖²,  J = ∂r/∂θ
// Rows of J are products of what each sample knows: ∂rₙc/∂W_l[i,p] = δ_lc[n,i]·a_l[n,p], δ_lc = ∂rₙc/∂z_l, so that a row
// costs P multiplications and no pass through the graph. A = JᵀJ is summed over panels of rows: J of a panel lies in the
// cache, with r as one more of its columns, and every block of columns of A gets its dot products (engine/kernels); g = Jᵀr
// is the column of r. One order of sums: the same bits for any number of threads.
// Entries of r: chunk by chunk, in a chunk output by output; then weight decay's.
//
// Cost of normal_equations: (N·C)·P² flops and a gradient; doubles: a panel, and P²/2 of sums. Calls may overlap.
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
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

class NetworkResiduals final : public LeastSquares {
 public:
  /// samples: N. Keeps references. The loss has a residual_factor().
  NetworkResiduals(const MlpSpec& spec, const Loss& loss, const SampleChunks<double>& chunks, std::size_t samples,
                   double weight_decay);

  std::size_t residual_count() const override;
  double residuals(std::span<const double> theta, std::span<double> r, Context& context) const override;
  void jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const override;
  void transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context& context) const override;
  double normal_equations(std::span<const double> theta, Block A, std::span<double> g, Context& context) const override;

 private:
  // Shared: r [C, n] at 0, then a_l [d_l, n] of the hidden layers; directional: δ_l [h_l, n], one after another, for the
  // weights of the residuals that the seed [C, n] gives; Jᵀu in 0 … P − 1; J·v [C, n].
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
  struct Sums;  // the lower triangle of [J r]ᵀ[J r], by blocks of columns

  std::size_t outputs() const { return spec_.outputs(); }
  std::size_t term_rows(std::size_t term) const { return chunks_.list()[term / outputs()].length; }
  std::size_t length_index(std::size_t length) const { return length == chunks_.list().front().length ? 0 : 1; }
  const engine::Program& program(Kind kind, std::size_t length) const;
  std::unique_ptr<const engine::Program> compile(Kind kind, std::size_t n) const;
  void plan_panels();
  void fill_panel(const Panel& panel, std::span<const double> theta, double* J, Context& context) const;
  void fill_terms(const SampleChunk<double>& chunk, std::size_t first_output, std::size_t count,
                  std::span<const double> theta, double* J, std::size_t stride) const;
  void fill_rows(const SampleChunk<double>& chunk, const double* a, const double* delta, const double* r, double* J,
                 std::size_t stride) const;

  const MlpSpec& spec_;
  const SampleChunks<double>& chunks_;
  const Loss& loss_;
  std::size_t samples_, P_;
  double factor_, weight_decay_;
  std::vector<engine::LayerShape> layers_;
  std::vector<Panel> panels_;
  std::vector<Vector> one_hot_;  // for each length n of chunks 2C − 1 rows of n: row C − 1 is ones
  mutable Lazy programs_[kKinds];
  mutable engine::BufferPool<double> pool_;
};

}  // namespace saddlescope
