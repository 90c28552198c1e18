#include "saddlescope/commands/on_kink.h"

#include <fmt/format.h>

namespace saddlescope {

std::string on_kink(const Objective& objective, std::span<const double> theta, Context& context) {
  const Kink kink = objective.kink(theta, context);
  return kink.known && kink.on ? kink.where : std::string();
}

void say_kink(std::string& before, const std::string& kink) {
  before += fmt::format("{}The point lies on a kink ({}), where derivatives jump: they prove nothing here.",
                        before.empty() ? "" : " ", kink);
}

}  // namespace saddlescope
