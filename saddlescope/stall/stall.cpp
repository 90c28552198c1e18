#include "saddlescope/stall/stall.h"

#include <array>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/stall/causes.h"

namespace saddlescope {
namespace {

// In the order in which they are said: from what ends the question to what merely describes the point.
struct Entry {
  std::string_view name;
  Found (*find)(Facts& facts);
};
constexpr std::array kCauses = {Entry{"at_floor", loss_at_floor},
                                Entry{"constant_output", constant_output},
                                Entry{"dead_units", dead_units},
                                Entry{"saturated_units", saturated_units},
                                Entry{"vanishing_gradient", vanishing_gradient},
                                Entry{"minimum_at_infinity", minimum_at_infinity},
                                Entry{"step_too_short", step_too_short},
                                Entry{"step_too_long", step_too_long},
                                Entry{"noise_dominates", noise_dominates},
                                Entry{"gradient_flat", gradient_flat},
                                Entry{"plateau", plateau},
                                Entry{"critical_point", critical_point}};

}  // namespace

bool leaves_open(const Error& error) {
  return error.kind() == ErrorKind::numerical || error.kind() == ErrorKind::memory;
}

StallAnswer why_stalled(const StallInput& input, Context& context) {
  Facts facts(input, context);
  StallAnswer answer;
  for (const Entry& cause : kCauses) {
    try {
      context.throw_if_stopped();
      if (Found found = cause.find(facts)) answer.causes.push_back(std::move(*found));
    } catch (const Error& error) {
      answer.interrupted = error.kind() == ErrorKind::interrupted;
      if (answer.interrupted) break;
      if (!leaves_open(error)) throw;
      facts.undecided.push_back({std::string(cause.name), error.what()});
    }
  }
  answer.undecided = std::move(facts.undecided);
  return answer;
}

}  // namespace saddlescope
