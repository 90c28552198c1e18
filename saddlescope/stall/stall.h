// Why training stopped making progress (docs/methods.md §12): every cause that holds at θ, in a fixed order, each with
// the numbers it rests on and what to do about it.
//
//   not_finite · at_floor · constant_output · dead_units, saturated_units · vanishing_gradient · minimum_at_infinity ·
//   step_too_short · step_too_long · noise_dominates · gradient_flat, plateau · the kind of a critical point
//
// A cause is a condition on measured numbers, and its evidence states both: it proves that the condition holds here,
// not that nothing else keeps the loss where it is. Several may hold at once (saturated units make a constant output).
// What would need knowledge that isn't there is listed as undecided, never guessed; so is a cause whose numbers can't
// be had: a product that isn't finite, memory that isn't allowed.
// Cost: some fifty evaluations of the loss, a few products, up to 100 more where λmax isn't given, and up to 100 where
// the step is too long; with a batch size the noise of the gradient (Samples::noise).
// Sources: Cohen et al. 2021, 2022 (thresholds); McCandlish et al. 2018 (noise scale); Frye et al. 2021 (flatness).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// How it was trained. An option that the method doesn't have is 0.
struct TrainedBy {
  std::string optimizer;  ///< a name of optimize/registry.h; empty: not said
  double learning_rate = 0;  ///< η
  double momentum = 0;  ///< β
  double epsilon = 0;  ///< Adam's ε
  std::optional<std::size_t> batch_size;  ///< B; nothing: the whole data set
  /// Adam's D: its step is −η·D⁻¹m, m its mean gradient, so Dᵢ = (1 − β₁ᵏ)(√v̂ᵢ + ε). Empty: unknown.
  Vector preconditioner;
  std::size_t steps = 0;  ///< taken at this rate from about here, the loss hardly moving; 0: unknown
};

/// What the caller knows of the point already; what is left out is measured where a cause needs it.
struct StallInput {
  const Linearization& at;  ///< finite value and gradient
  TrainedBy trained_by{};
  std::optional<BoundedEigenvalue> highest{};  ///< λmax of H
  std::optional<double> norm{};  ///< ‖H‖
  std::optional<Verdict> verdict{};
  std::string arguments{};  ///< the flags that said the problem, so that no remedy repeats one
};

struct StallAnswer {
  std::vector<StallCause> causes;
  std::vector<UndecidedCause> undecided;
  bool interrupted = false;  ///< on request: what was found until then
};

/// Whether an error leaves a question open and the rest of an answer standing: one of numbers or of memory.
bool leaves_open(const Error& error);

/// Every cause that holds. Never not_finite: that is asked before (not_finite.h). Never throws Error(interrupted).
StallAnswer why_stalled(const StallInput& input, Context& context);

}  // namespace saddlescope
