// What `compare` answers: the ways out of one point, each with the same budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Costs are gradient equivalents: gradient 1, Hessian-vector product 2, loss 1/3 (objective/counted.h).
struct ComparedPoint {
  double spent = 0, loss = 0;
};

inline constexpr const char* kEscape = "escape";  ///< ComparedMethod::before, where the walk out came first

/// What a method is compared as: an optimizer by itself, an escape with or without one after it, or a control, where
/// something else came first.
enum class MethodGroup { alone, escape, control };

struct ComparedMethod {
  std::string name;       ///< "adam", "escape, then adam", "escape"
  std::string before;     ///< what came first: "escape", "random directions", "noise 0.1"; empty: nothing
  std::string optimizer;  ///< empty: nothing came after
  std::optional<double> learning_rate;  ///< the best of those tried; none where the method has none
  double spent = 0;         ///< in all, what came first included
  double spent_before = 0;  ///< by what came first
  std::size_t steps = 0;    ///< of the optimizer
  double loss = 0;      ///< where it ended; of several runs their median (of an even number the lower)
  double lowest = 0;    ///< along the way
  /// Spent where the loss had first fallen by half of what the lowest method's fell, at a point of the history; none
  /// where it hadn't.
  std::optional<double> half_way;
  double distance = 0;  ///< ‖θ − θ₀‖ at the end
  bool moved = false;   ///< the loss changed by more than 1e-3 of what it was above its floor, and than its rounding
  std::string why;   ///< why it ended
  std::string held;  ///< where it didn't move, what was measured of that: "218 steps led 0.021 far"; else empty
  std::vector<double> losses;  ///< of every run, by seed, where noise is part of the method; else empty
  std::vector<ComparedPoint> history;  ///< of the run shown, the one with the median loss

  MethodGroup group() const {
    if (optimizer.empty()) return MethodGroup::escape;
    return before.empty() ? MethodGroup::alone : before == kEscape ? MethodGroup::escape : MethodGroup::control;
  }
};

struct Comparison {
  ProblemSummary problem;
  double loss = 0;  ///< of the point itself
  double gradient_norm = 0;
  std::optional<double> floor;  ///< a proven lower bound of the loss
  double budget = 0;            ///< of each method
  std::vector<double> learning_rates;   ///< tried by each method that has one, each at the full budget
  std::size_t runs = 0;                 ///< at most, where noise is part of a method
  std::string escape;                   ///< what the walk along negative curvature found, a sentence
  std::vector<ComparedMethod> methods;  ///< lowest loss first; of those within 1 % of the lowest's fall the cheapest
  std::string summary;                  ///< who wins, and what was measured of those that leave the loss as it is
  bool interrupted = false;             ///< ended on request: methods that hadn't begun are missing
  std::uint64_t seed = 0;
  std::string engine;
  Environment environment;
};

}  // namespace saddlescope
