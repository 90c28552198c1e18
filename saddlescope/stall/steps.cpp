// step_too_short: Adam: 0 < |gᵢ| ≤ ε for more than half of the parameters (it divides by √v̂ + ε, so that they hardly
// move however long it runs; an entry that is exactly 0 moves with no ε and doesn't count). Methods whose step is a
// multiple of g: η‖g‖ (times 1/(1−β) with momentum) is below the rounding of θ, eps·‖θ‖; of a method that wasn't said, at
// η = 1. Or: all the steps taken (500 where their number isn't known) promise less than 1e-3 of what is left, though at
// half the rate that the method is stable below they would promise more, and so would one plain step of the best length.
// step_too_long: λmax > threshold (thresholds.h); with Adam λmax(D⁻¹H), which needs its state.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/lanczos.h"
#include "saddlescope/stall/causes.h"
#include "saddlescope/stall/thresholds.h"
#include "saddlescope/stall/top_eigenvalue.h"

namespace saddlescope {
namespace {

constexpr double kAchieved = 1e-3;  // of L − floor: what a run that stalled lowered the loss by (optimize/stop_tests.h)
constexpr std::size_t kWatched = 500;  // steps over which a run is judged (MinimizeOptions::stall)
constexpr double kCaution = 0.5;  // of what a method is stable below
constexpr double kBoldRate = 1;  // of a method that wasn't said
constexpr std::size_t kShareSteps = 40;  // of Lanczos from g, for its share in the sharpest directions

bool multiple_of_gradient(const TrainedBy& by) {
  return by.optimizer == "gradient-descent" || by.optimizer == "momentum" || by.optimizer == "nesterov" ||
         by.optimizer == "perturbed-gradient-descent";
}

// What a constant gradient is multiplied by in the long run.
double long_run_rate(const TrainedBy& by) { return by.learning_rate / (1 - by.momentum); }

Found below_epsilon(Facts& facts) {
  const double epsilon = facts.by().epsilon;
  const std::span<const double> g = facts.at().gradient();
  const auto tiny = static_cast<std::size_t>(
      std::count_if(g.begin(), g.end(), [&](double x) { return x != 0 && std::abs(x) <= epsilon; }));
  if (2 * tiny <= g.size()) return std::nullopt;
  Vector sizes;
  for (const double x : g) {
    if (x != 0) sizes.push_back(std::abs(x));
  }
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  const double median = sizes[sizes.size() / 2];
  return StallCause{
      "step_too_short",
      fmt::format("the gradient of {} of {} parameters isn't 0 but at most Adam's ε = {:g} (median {:.2g}): divided by "
                  "√v + ε they hardly move.",
                  tiny, g.size(), epsilon, median),
      fmt::format("A smaller ε, --epsilon {:.0e} say, lets them move; so does an initialization that gives gradients "
                  "above it.",
                  std::max(1e-300, median * 1e-3))};
}

// A method that takes multiples of the gradient. Where none was said: plain steps at a rate that no one would call small.
Found below_rounding(Facts& facts) {
  if (facts.gradient_norm() <= facts.gradient_error()) return std::nullopt;  // no step of any length is seen there
  const TrainedBy& by = facts.by();
  const bool said = !by.optimizer.empty();
  const double least = kEps * norm(facts.at().theta());
  const double step = (said ? long_run_rate(by) : kBoldRate) * facts.gradient_norm();
  if (!(step <= least)) return std::nullopt;
  const std::string evidence =
      said ? fmt::format(
                 "a step of {} is {:.2g} long, below the rounding of the weights ({:.2g}): adding it "
                 "changes nothing.",
                 spoken(by.optimizer), step, least)
           : fmt::format(
                 "a step along the gradient, even at a learning rate of {:g}, is {:.2g} long, below the rounding "
                 "of the weights ({:.2g}): adding it changes nothing.",
                 kBoldRate, step, least);
  return StallCause{
      "step_too_short", evidence,
      fmt::format("A learning rate above {:.1e} would be seen.", least * (1 - by.momentum) / facts.gradient_norm())};
}

// The share of ‖g‖² along eigenvectors of curvature above the threshold, by the Ritz pairs of a space started at g.
double share_above(Facts& facts, double threshold) {
  const HessianOperator H(facts.at());
  Lanczos space(H, facts.at().gradient(), facts.context());
  space.steps(affordable_steps(kShareSteps, facts.at().size(), facts.context()), facts.context());
  if (space.steps_taken() == 0) return 0;
  const RitzPairs ritz = space.ritz();
  double above = 0, all = 0;
  for (std::size_t i = 0; i < ritz.values.size(); ++i) {
    const double part = ritz.parts[i] * ritz.parts[i];
    all += part;
    if (ritz.values[i] > threshold) above += part;
  }
  return all > 0 ? above / all : 0;
}

/// D^−½·H·D^−½, which has the eigenvalues of D⁻¹H.
class PreconditionedHessian final : public SymmetricOperator {
 public:
  PreconditionedHessian(const Linearization& at, const Vector& D) : at_(at), root_(D.size()) {
    for (std::size_t i = 0; i < D.size(); ++i) root_[i] = 1 / std::sqrt(D[i]);
  }
  std::size_t size() const override { return at_.size(); }
  void apply(ConstBlock V, Block AV, Context& context) const override {
    Matrix scaled(V.rows(), V.columns());
    for (std::size_t j = 0; j < V.columns(); ++j) {
      for (std::size_t i = 0; i < V.rows(); ++i) scaled(i, j) = root_[i] * V(i, j);
    }
    at_.apply(scaled, AV, context);
    for (std::size_t j = 0; j < V.columns(); ++j) {
      for (std::size_t i = 0; i < V.rows(); ++i) AV(i, j) *= root_[i];
    }
  }

 private:
  const Linearization& at_;
  Vector root_;
};

BoundedEigenvalue sharpest(Facts& facts, const StabilityThreshold& threshold) {
  if (!threshold.preconditioned) return facts.highest();
  return top_eigenvalue(PreconditionedHessian(facts.at(), facts.by().preconditioner), facts.context());
}

bool sharpest_is_known(Facts& facts, const StabilityThreshold& threshold) {
  return !threshold.preconditioned || facts.by().preconditioner.size() == facts.at().size();
}

// What a step promises to first order.
double promise_of_a_step(Facts& facts) {
  const TrainedBy& by = facts.by();
  const double g = facts.gradient_norm();
  if (multiple_of_gradient(by)) return long_run_rate(by) * g * g;
  if (by.optimizer != "adam") return 0;
  double sum = 0;
  for (const double x : facts.at().gradient()) sum += std::abs(x);
  return by.learning_rate * sum;
}

// All the steps that were taken from about here, or as many as a run may take before `train` calls it stalled, promised
// next to nothing, though steps longer by what the sharpest curvature allows would have done.
Found short_of_the_goal(Facts& facts) {
  const TrainedBy& by = facts.by();
  const bool floor = facts.floor().value.has_value();
  const double left = floor ? facts.above_floor() : std::abs(facts.at().value());
  if (!(left > 0) || (by.steps == 0 && !floor) || facts.at_the_floor()) return std::nullopt;
  const auto steps = static_cast<double>(by.steps > 0 ? by.steps : kWatched);
  const double a_step = promise_of_a_step(facts), goal = kAchieved * left;
  if (!(a_step > 0) || steps * a_step >= goal) return std::nullopt;
  const auto threshold = stability_threshold(by.optimizer, by.learning_rate, by.momentum);
  if (!threshold || !sharpest_is_known(facts, *threshold)) return std::nullopt;
  const BoundedEigenvalue top = sharpest(facts, *threshold);
  const double curvature = top.value + top.bound, g = facts.gradient_norm(), along = facts.gradient_curvature();
  const double factor = curvature > 0 ? kCaution * threshold->curvature / curvature : HUGE_VAL;
  const double best = along > 0 ? g * g * g * g / (2 * along) : HUGE_VAL;  // of one plain step
  if (!(std::min(steps * factor * a_step, best) > goal)) return std::nullopt;
  const std::string taken = by.steps > 0 ? fmt::format("all {} of them {:.2g}", by.steps, steps * a_step)
                                         : fmt::format("a thousandth of that takes {:.2g} such steps", goal / a_step);
  return StallCause{
      "step_too_short",
      fmt::format(
          "at a learning rate of {:g} a step of {} promises {:.2g} of the {:.3g} {}, {} (gradient norm {:.3g}).",
          by.learning_rate, spoken(by.optimizer), a_step, left, floor ? "above the floor" : "of loss", taken, g),
      std::isfinite(factor)
          ? fmt::format("Raise the learning rate, step by step: {}, {:.1e} times as much, is half of what the sharpest "
                        "curvature here, {} = {:.4g}, lets {} live with.",
                        rounded_down(by.learning_rate * factor, 2), factor,
                        threshold->preconditioned ? "λmax(D⁻¹H)" : "λmax", top.value, spoken(by.optimizer))
          : fmt::format("Raise the learning rate, step by step: no curvature here, {} = {:.3g}, sets a limit to it.",
                        threshold->preconditioned ? "λmax(D⁻¹H)" : "λmax", top.value)};
}

std::string lower_the_rate(double learning_rate, double threshold, double curvature) {
  return fmt::format(
      "Lower the learning rate below {}: training goes on falling on average beyond, but by "
      "oscillating across the sharpest directions.",
      rounded_down(learning_rate * threshold / curvature, 3));
}

}  // namespace

Found step_too_short(Facts& facts) {
  const TrainedBy& by = facts.by();
  if (facts.critical()) return std::nullopt;  // no longer step gains anything there
  if (by.optimizer.empty()) return below_rounding(facts);
  if (by.optimizer == "adam") {
    if (Found found = below_epsilon(facts)) return found;
  } else if (multiple_of_gradient(by)) {
    if (Found found = below_rounding(facts)) return found;
  }
  return short_of_the_goal(facts);
}

Found step_too_long(Facts& facts) {
  const TrainedBy& by = facts.by();
  const auto threshold = stability_threshold(by.optimizer, by.learning_rate, by.momentum);
  if (!threshold) return std::nullopt;
  if (!sharpest_is_known(facts, *threshold)) {
    facts.undecided.push_back(
        {"step_too_long", fmt::format("Adam is stable below λmax(D⁻¹H) = {} = {:.4g}; D is made of its running means, "
                                      "which the weights alone don't hold. train -o DIR keeps them beside "
                                      "DIR/weights.npz, and diagnose reads them there.",
                                      threshold->formula, threshold->curvature)});
    return std::nullopt;
  }
  const BoundedEigenvalue top = sharpest(facts, *threshold);
  if (!(top.value - top.bound > threshold->curvature)) return std::nullopt;
  std::string evidence = fmt::format(
      "the sharpest curvature, {} = {:.6g}, is above {} = {:.6g}, what {} at a learning rate of {:g} stays "
      "stable below.",
      threshold->preconditioned ? "λmax(D⁻¹H)" : "λmax", top.value, threshold->formula, threshold->curvature,
      spoken(by.optimizer), by.learning_rate);
  if (!threshold->preconditioned && facts.gradient_norm() > 0) {
    evidence += fmt::format(" {:.0f} % of ‖g‖² lies along directions that sharp, across which its steps oscillate.",
                            100 * share_above(facts, threshold->curvature));
  }
  return StallCause{"step_too_long", evidence, lower_the_rate(by.learning_rate, threshold->curvature, top.value)};
}

}  // namespace saddlescope
