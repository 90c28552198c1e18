// A network on a data set as an objective:
//   L(θ) = 1/N·Σₙ ℓ(f(xₙ; θ), tₙ) + ½λ‖θ‖²
// with every derivative from the engine's graph. Samples are cut into chunks whose borders depend on the problem alone;
// each chunk contributes with the whole data set's 1/N, weight decay enters once, partial sums are added in a fixed
// order: value, gradient, products and Hessian are the same bits for any number of threads, and agree across chunk
// lengths to rounding. In f32 (network_evaluation.h) that is rounding to f32: no sign is certified with it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/data/dataset.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

class Loss;  // network/loss.h

/// The arithmetic of an evaluation. θ and results are f64 either way.
enum class Precision { f64, f32 };

struct NetworkOptions {
  Precision precision = Precision::f64;
  double weight_decay = 0;  ///< λ ≥ 0
  std::size_t chunk = 0;  ///< samples a chunk; 0: the engine's measured choice
};

/// What the network says of every sample.
struct Prediction {
  Tensor outputs;  ///< N × C
  std::optional<double> accuracy;  ///< share of samples whose largest output is their class; nothing where no classes
};

/// Calls may overlap from several threads; each call then has a Context of its own.
class NetworkObjective final : public Objective, public Anatomy {
 public:
  ~NetworkObjective() override;

  const MlpSpec& spec() const;
  const Loss& loss() const;
  double weight_decay() const;
  std::size_t chunk() const;
  Prediction predict(std::span<const double> theta, Context& context) const;
  /// Bytes that one gradient takes with so many threads.
  double evaluation_bytes(int threads) const;
  /// Bytes that a product with the Hessian takes with so many threads, where nothing is kept for the next.
  double product_bytes(int threads) const;

  std::span<const Parameter> parameters() const override;
  Traits traits() const override;
  double value(std::span<const double> theta, Context& context) const override;
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override;
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override;
  void values(ConstBlock thetas, std::span<double> L, Context& context) const override;
  Floor floor() const override;
  /// Distance of the nearest kink, to first order: min |z|/‖∂z/∂θ‖ over the pre-activations z of ReLU units and the
  /// residuals of l1 (0) and huber (±1), with exact per-sample norms. `on`: some |z| is within its own rounding.
  Kink kink(std::span<const double> theta, Context& context) const override;
  std::string where_not_finite(std::span<const double> theta, Context& context) const override;
  /// By layers where that is cheaper, and one chunk of it fits kPanelBytes or a fifth of H.
  HessianCost hessian_cost() const override;
  const Anatomy* anatomy() const override { return this; }
  const Samples* samples() const override;
  const LeastSquares* least_squares() const override;  ///< of mse in f64

  std::size_t sample_count() const override;
  std::string loss_name() const override;
  double best_constant_loss() const override;
  double stake() const override;
  std::optional<double> accuracy(std::span<const double> theta, Context& context) const override;
  std::vector<LayerActivity> activity(std::span<const double> theta, Context& context) const override;
  double penalty(std::span<const double> theta) const override;
  std::optional<PredictionSpread> prediction_spread(std::span<const double> theta, Context& context) const override;
  std::vector<double> output_gains(std::span<const double> theta, Context& context) const override;
  std::optional<Margins> margins(std::span<const double> theta, Context& context) const override;
  std::optional<double> value_with_last_layer_scaled(std::span<const double> theta, double factor,
                                                     Context& context) const override;
  /// None with weight decay, which breaks them all.
  std::vector<NullSymmetry> symmetries(std::span<const double> theta) const override;

 private:
  friend std::unique_ptr<NetworkObjective> make_network(const MlpSpec&, const DataSet&, std::string_view,
                                                        const NetworkOptions&);
  struct State;
  explicit NetworkObjective(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

/// The objective of a network on a data set. `loss_name`: contract's names; empty: the default for these targets. x
/// with more axes than the network takes comes flattened from the data set. Throws Error(bad input) where spec or data
/// break their invariants, or the number of features, the targets or an option don't fit, naming both sides.
std::unique_ptr<NetworkObjective> make_network(const MlpSpec& spec, const DataSet& data, std::string_view loss_name,
                                               const NetworkOptions& options = {});

}  // namespace saddlescope
