// step_too_short: Adam: 0 < |gᵢ| ≤ ε for more than half of the parameters (it divides by √v̂ + ε, so that they hardly move
// however long it runs; an entry that is exactly 0 moves with no ε and doesn't count). Methods whose step is a multiple of
// g: η‖g‖ (times 1/(1−β) with momentum) is below the rounding of θ, eps·‖θ‖; or, where the number of steps taken is
// known, all of them together promised less than 1e-3 of what is left, though a longer one would have done.
// step_too_long: λmax > threshold (thresholds.h); with Adam λmax(D⁻¹H), which needs its state.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/lanczos.h"
#include "saddlescope/stall/causes.h"
#include "saddlescope/stall/thresholds.h"
#include "saddlescope/stall/top_eigenvalue.h"

namespace saddlescope {
namespace {

constexpr double kAchieved = 1e-3;  // of L − floor: what a run that stalled lowered the loss by (optimize/stop_tests.h)
constexpr double kShort = 1e-2;  // of the length at which the plain step's parabola is lowest
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

Found below_rounding(Facts& facts) {
  const double step = long_run_rate(facts.by()) * facts.gradient_norm(), theta = norm(facts.at().theta());
  if (!(step <= kEps * theta)) return std::nullopt;
  return StallCause{"step_too_short",
                    fmt::format("a step of {} is {:.2g} long, below the rounding of the weights ({:.2g}): adding it "
                                "changes nothing.",
                                spoken(facts.by().optimizer), step, kEps * theta),
                    fmt::format("A learning rate above {:.1e} would be seen.",
                                facts.by().learning_rate * kEps * theta / std::max(step, 1e-300))};
}

// The run is known to have taken so many steps from about here.
Found short_of_the_goal(Facts& facts) {
  const TrainedBy& by = facts.by();
  const double left = facts.floor().value ? facts.above_floor() : std::abs(facts.at().value());
  if (by.steps == 0 || !(left > 0)) return std::nullopt;
  const double g = facts.gradient_norm();
  double a_step = 0;  // first-order promise
  if (multiple_of_gradient(by)) a_step = long_run_rate(by) * g * g;
  if (by.optimizer == "adam") {
    for (const double x : facts.at().gradient()) a_step += by.learning_rate * std::abs(x);
  }
  const double promised = static_cast<double>(by.steps) * a_step;
  const double curvature = facts.gradient_curvature();
  const double best = curvature > 0 ? g * g * g * g / (2 * curvature) : HUGE_VAL;
  if (!(a_step > 0) || promised >= kAchieved * left || !(a_step <= kShort * best) || best <= kAchieved * left) {
    return std::nullopt;
  }
  const double factor = std::min(best, left) / a_step;
  return StallCause{
      "step_too_short",
      fmt::format("at a learning rate of {:g} a step of {} promises {:.2g}, all {} of them {:.2g}, of the {:.3g} {}; "
                  "the gradient itself isn't small (norm {:.3g}).",
                  by.learning_rate, spoken(by.optimizer), a_step, by.steps, promised, left,
                  facts.floor().value ? "above the floor" : "of loss", g),
      fmt::format(
          "Raise the learning rate: even {:.1e} times as much stays within what the curvature along the gradient "
          "allows.",
          kShort * factor)};
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

std::string lower_the_rate(double learning_rate, double threshold, double curvature) {
  return fmt::format(
      "Lower the learning rate below {}: training goes on falling on average beyond, but by "
      "oscillating across the sharpest directions.",
      rounded_down(learning_rate * threshold / curvature, 3));
}

}  // namespace

Found step_too_short(Facts& facts) {
  const TrainedBy& by = facts.by();
  if (by.optimizer.empty() || facts.critical()) return std::nullopt;  // no longer step gains anything there
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
  if (threshold->preconditioned && by.preconditioner.size() != facts.at().size()) {
    facts.undecided.push_back(
        {"step_too_long", fmt::format("Adam is stable below λmax(D⁻¹H) = {} = {:.4g}; D is made of its running means, "
                                      "which the weights alone don't hold. train -o DIR keeps them beside "
                                      "DIR/weights.npz, and diagnose reads them there.",
                                      threshold->formula, threshold->curvature)});
    return std::nullopt;
  }
  const BoundedEigenvalue top =
      threshold->preconditioned ? top_eigenvalue(PreconditionedHessian(facts.at(), by.preconditioner), facts.context())
                                : facts.highest();
  if (!(top.value - top.bound > threshold->curvature)) return std::nullopt;
  std::string evidence = fmt::format(
      "the sharpest curvature, {} = {:.6g}, is above {} = {:.6g}, what {} at a learning rate of {:g} stays "
      "stable below.",
      threshold->preconditioned ? "λmax(D⁻¹H)" : "λmax", top.value, threshold->formula, threshold->curvature,
      spoken(by.optimizer), by.learning_rate);
  if (!threshold->preconditioned && facts.gradient_norm() > 0) {
    evidence += fmt::format(" {:.0f} % of the gradient's square lies along directions that sharp.",
                            100 * share_above(facts, threshold->curvature));
  }
  return StallCause{"step_too_long", evidence, lower_the_rate(by.learning_rate, threshold->curvature, top.value)};
}

}  // namespace saddlescope
