// What a network evaluates on its data set, in one arithmetic: data, programs and samples of it, behind an interface
// that is f64 (θ, L, g, V, H·V, H). f64 itself, or f32 for large networks: half the memory and some twice the speed,
// each result to some 1e-7 of its size. θ is rounded to the arithmetic first.
// Calls may overlap.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/data/dataset.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/network.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/network/targets.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

class NetworkEvaluation {
 public:
  virtual ~NetworkEvaluation() = default;

  virtual double epsilon() const = 0;  ///< of the arithmetic
  virtual std::size_t chunk() const = 0;  ///< samples
  virtual double evaluation_bytes(int threads) const = 0;
  virtual double product_bytes(int threads) const = 0;
  virtual double value(std::span<const double> theta, Context& context) const = 0;
  /// g of length P; returns L.
  virtual double gradient(std::span<const double> theta, std::span<double> g, Context& context) const = 0;
  /// `of`: the objective that is evaluated.
  virtual std::unique_ptr<Linearization> linearize(const Objective& of, std::span<const double> theta,
                                                   Context& context) const = 0;
  virtual Tensor outputs(std::span<const double> theta, Context& context) const = 0;  ///< N × C
  virtual Kink kink(std::span<const double> theta, Context& context) const = 0;
  virtual std::string first_not_finite(std::span<const double> theta, Context& context) const = 0;
  virtual std::vector<LayerActivity> activity(std::span<const double> theta, Context& context) const = 0;
  virtual std::vector<double> output_gains(std::span<const double> theta, Context& context) const = 0;
  virtual const Samples& samples() const = 0;
  virtual const LeastSquares* least_squares() const = 0;  ///< of a sum of squares in f64, else null

  /// The exact Hessian of its dense layers (engine/layer_hessian.h).
  struct LayersCost {
    std::size_t parameters = 0;  ///< that belong to dense layers
    double flops = 0;
    double least_bytes = 0, free_bytes = 0;  ///< what a chunk takes at least; what it may take whatever H takes
  };
  virtual LayersCost layers_cost() const = 0;
};

/// Keeps references to spec, loss and targets; copies the data.
std::unique_ptr<NetworkEvaluation> make_evaluation(const MlpSpec& spec, const Loss& loss, const DataSet& data,
                                                   const Targets& targets, const NetworkOptions& options);

}  // namespace saddlescope
