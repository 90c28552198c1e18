// at_floor: L − floor ≤ 1e-3·S, S what a network can win over the best constant prediction; for a formula, whose floor
// must be attained, within rounding of it.
#include <fmt/format.h>

#include "saddlescope/stall/causes.h"

namespace saddlescope {

Found loss_at_floor(Facts& facts) {
  if (!facts.at_the_floor()) return std::nullopt;
  const double floor = *facts.floor().value;
  StallCause cause{"at_floor", {}, {}};
  cause.evidence = facts.above_floor() == 0
                       ? fmt::format("the loss has reached its floor {:.6g} ({})", floor, facts.floor().why)
                       : fmt::format("the loss {:.6g} is {:.3g} above its floor {:.6g} ({})", facts.at().value(),
                                     facts.above_floor(), floor, facts.floor().why);
  if (const Anatomy* anatomy = facts.anatomy()) {
    const double stake = anatomy->stake();
    cause.evidence += stake > 0 ? fmt::format(", {:.2g} of the {:.4g} that there is to win over a constant prediction.",
                                              facts.above_floor() / stake, stake)
                                : std::string(", where a constant prediction is as well.");
    cause.remedy = floor > 0
                       ? "No weights get lower on these data: samples that look alike have different targets. Only "
                         "inputs that tell them apart would."
                       : "There is next to nothing left to gain on these data: stop, and judge the network by "
                         "data it hasn't seen.";
  } else {
    cause.evidence += ", within rounding.";
    cause.remedy = "It can't get lower: there is nothing to do.";
  }
  return cause;
}

}  // namespace saddlescope
