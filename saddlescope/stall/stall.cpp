#include "saddlescope/stall/stall.h"

#include <array>
#include <utility>

#include "saddlescope/stall/causes.h"

namespace saddlescope {
namespace {

// In the order in which they are said: from what ends the question to what merely describes the point.
constexpr std::array kCauses = {at_floor,           constant_output,     dead_units,     saturated_units,
                                vanishing_gradient, minimum_at_infinity, step_too_short, step_too_long,
                                noise_dominates,    gradient_flat,       plateau,        critical_point};

}  // namespace

StallAnswer why_stalled(const StallInput& input, Context& context) {
  Facts facts(input, context);
  StallAnswer answer;
  for (const auto cause : kCauses) {
    context.throw_if_stopped();
    if (Found found = cause(facts)) answer.causes.push_back(std::move(*found));
  }
  answer.undecided = std::move(facts.undecided);
  return answer;
}

}  // namespace saddlescope
