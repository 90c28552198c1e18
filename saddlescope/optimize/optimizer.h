// A training method: from one iterate to the next. One method a file; the list of them is registry.cpp; the loop that
// calls them is minimize.h. L and ∇L are those of the whole objective, unless a first-order method is given gradients
// of batches.
//
// Invariant: a method sees only finite points; it keeps its own state (averages, pairs) and nothing of the loop's, nor
// anything that refers to an objective: a linearization goes from step to step in the point.
// Same objective, start and options: same iterates to the bit, if the objective is deterministic.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "saddlescope/base/context.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/state.h"
#include "saddlescope/results/training.h"

namespace saddlescope {

/// θ with L(θ) and ∇L(θ).
struct Point {
  Vector theta;
  double loss = 0;
  Vector gradient;
  std::shared_ptr<const Linearization> at =
      {};  ///< there, where whoever made the point has it; its objective outlives it

  bool finite() const;
};

/// The linearization at `point`: the point's own, or made now.
std::shared_ptr<const Linearization> linearization(const Objective& objective, const Point& point, Context& context);
/// The point where `at` is.
Point point_of(std::shared_ptr<const Linearization> at);

/// Fills in loss and gradient at point.theta.
void evaluate(const Objective& objective, Point& point, Context& context);

class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// Sets `next` to the iterate after `point`, evaluated; it may be not finite. Where the method itself can't go on,
  /// returns why and leaves `next` undefined.
  virtual std::optional<Stop> step(const Objective& objective, const Point& point, Point& next, Context& context) = 0;

  /// Whether the method has a step to take where the gradient is zero: the loop then doesn't stop it there.
  virtual bool leaves_critical_points() const { return false; }

  /// Names all that the method remembers between steps (state.h): a method made anew from the same options and restored
  /// goes on to the same bits. Called between steps, after any number of them.
  virtual void state(StateArchive& archive) = 0;
};

/// A method that needs the gradient at the iterate and nothing else.
class FirstOrderOptimizer : public Optimizer {
 public:
  std::optional<Stop> step(const Objective& objective, const Point& point, Point& next, Context& context) final;

  /// theta += the method's step for gradient g. Called once an iterate.
  virtual void move(std::span<const double> g, std::span<double> theta) = 0;
};

}  // namespace saddlescope
