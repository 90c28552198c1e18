// Training as a loop: stop tests, step, observe, until a test says why to stop (stop_tests.h).
//
// Proves nothing of the point where it ends: `converged` says that the gradient is zero to rounding or to the tolerance
// asked for, which a saddle also gives. The weights in the result are the last finite ones.
// Cost: a gradient a step (L-BFGS: 1 to 2), about 7 gradients for the few times that rounding is measured.
// Writes no file and prints nothing: an observer sees every step.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "saddlescope/optimize/registry.h"
#include "saddlescope/optimize/state.h"
#include "saddlescope/results/training.h"

namespace saddlescope {

struct MinimizeOptions {
  OptimizerOptions optimizer;
  std::size_t steps = 10000;  ///< at most
  std::size_t stall = 500;  ///< stop when the last so many steps achieved nothing; 0 never
  double gradient_tolerance = 0;  ///< stop when ‖g‖ is at most this; 0: only within its rounding error
  std::size_t checkpoint_every = 0;  ///< steps between checkpoints; 0 none
  std::optional<std::size_t> batch_size;  ///< samples a step (batch_run.h); nothing, or N and more: all of them
  const NamedVectors* resume = nullptr;  ///< the state of a run with the same options (but `steps`) to go on with
  bool keep_state = false;  ///< the result has the state of the run at its end

  /// Throws Error(bad input) naming the option, its value and what would do.
  void validate() const;
};

/// One finite iterate. `theta` lives until the observer returns.
struct Observation {
  std::size_t step = 0;
  double loss = 0, gradient_norm = 0;  ///< of the whole data set; NaN where batches left it unmeasured
  double seconds = 0;  ///< since the start of the run
  std::span<const double> theta;
  bool checkpoint = false;  ///< step is a multiple of checkpoint_every, 0 included
  std::function<NamedVectors()> state;  ///< takes the state to go on with from here; until the observer returns
};
using TrainingObserver = std::function<void(const Observation&)>;

/// Fills in optimizer, stop, steps, losses, gradient_norm, seconds, history, theta, seed, engine; problem, weights and
/// environment are the caller's. Same inputs, same result to the bit (but seconds) if the objective is deterministic.
/// With options.resume it goes on from there, whatever theta, and neither observes nor records that iterate again;
/// throws Error(bad input) where the state doesn't fit objective or method.
/// Throws Error(usage) where there is a batch size but no samples, or a method that isn't of first order.
/// Exceptions of objective and observer pass through, except Error(interrupted), which ends the run as a stop request,
/// and in a stop test or a step Error(numerical), which ends it as not finite.
Training minimize(const Objective& objective, std::span<const double> theta, const MinimizeOptions& options,
                  const TrainingObserver& observer, Context& context);

}  // namespace saddlescope
