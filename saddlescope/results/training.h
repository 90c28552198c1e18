// What `escape` and `train` answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Why an iteration ended. Its text (kinds.cpp) says meaning, likely causes, what to change.
enum class StopReason { converged, stalled, budget, not_finite, interrupted, line_search_failed };

std::string_view to_string(StopReason reason);
StopReason stop_reason(std::string_view name);

/// A stop test that fired: what was measured against what.
struct Stop {
  StopReason reason = StopReason::budget;
  std::string criterion;  ///< "gradient norm", "decrease over the last 500 steps", "steps"
  double measured = 0, threshold = 0;
  std::string why;        ///< the sentence for a person
};

struct EscapeRound {
  std::optional<double> eigenvalue;  ///< vᵀHv of the direction taken; none on a kink, where second order says nothing
  double step = 0, loss_before = 0;
  std::optional<double> predicted_decrease;  ///< none where the model doesn't reach so far
  double measured_decrease = 0;
  /// "quartic", "quadratic"; "higher order": a lower point that second order doesn't show; "kink": found by the loss alone
  std::string predicted_by;
};

struct Escape {
  ProblemSummary problem;
  std::vector<EscapeRound> rounds;
  double loss_before = 0, loss = 0;
  std::string stopped;  ///< "second_order_stationary", "no_decrease", "budget", "interrupted", …
  std::string why;
  double gradient_equivalents = 0;
  std::vector<double> theta;  ///< not in JSON
  std::string weights;  ///< the file written, empty if none
  std::uint64_t seed = 0;
  std::string engine;
  Environment environment;
};

struct TrainingPoint {
  std::size_t step = 0;
  double loss = 0, gradient_norm = 0, seconds = 0;
  std::optional<double> batch_loss =
      std::nullopt;  ///< mean loss of the batches since the point before; nothing without batches
};

struct Training {
  ProblemSummary problem;
  std::string optimizer;
  Stop stop;
  std::size_t steps = 0;
  double loss_before = 0, loss = 0, gradient_norm = 0, seconds = 0;
  std::optional<std::size_t> batch_size;  ///< nothing where every step took all samples
  double epochs = 0;  ///< steps over batches an epoch, with a batch size
  std::vector<TrainingPoint> history;
  std::vector<StallCause> stall;  ///< why it came to rest, or left the finite numbers, where something explains it
  std::vector<UndecidedCause> stall_undecided;
  bool interrupted = false;  ///< on request: the run (stop), or the search for causes after it; what was found stands
  std::vector<double> theta;  ///< the last finite weights; not in JSON
  std::vector<std::pair<std::string, std::vector<double>>> state;  ///< to go on with; not in JSON; empty: wasn't kept
  std::string weights;  ///< the file written, empty if none
  std::uint64_t seed = 0;
  std::string engine;
  Environment environment;
};

}  // namespace saddlescope
