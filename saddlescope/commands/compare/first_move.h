// What may come before a training method: a walk along negative curvature, its control along random directions, noise.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/comparison.h"

namespace saddlescope {

struct FirstMove {
  Vector theta;
  double spent = 0;  ///< gradient equivalents, counted
  double loss = 0;   ///< at theta; NaN where nobody evaluated it
  std::string why;   ///< how it went, a sentence
  std::vector<ComparedPoint> history;
  bool moved = false;
  bool interrupted = false;  ///< on request
};

/// critical/escape.h round after round until the loss has fallen by more than `enough`, it finds no further way, or the
/// budget is spent. Where escape refuses (its memory), no move, and `why` says so.
FirstMove walk_out(const Objective& objective, std::span<const double> theta, double loss, double enough, double budget,
                   Context& context);
/// The same doubling search (critical/line_search.h) along random directions, one after another from the lowest point
/// so far, until the budget, memory or finite numbers are spent, and says which of the last two. Random numbers: context.random("compare: random direction").
FirstMove random_directions(const Objective& objective, std::span<const double> theta, double loss, double budget,
                            Context& context);
/// sigma·N(0, 1) on every entry: costs nothing. Random numbers: context.random("compare: noise").
FirstMove add_noise(std::span<const double> theta, double sigma, const Context& context);

}  // namespace saddlescope
