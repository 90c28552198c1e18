#include "saddlescope/commands/on_kink.h"

#include <fmt/format.h>

namespace saddlescope {

std::string on_kink(const Objective& objective, std::span<const double> theta, Context& context) {
  const Kink kink = objective.kink(theta, context);
  return kink.known && kink.on ? kink.where : std::string();
}

std::string said_of_kink(const std::string& kink) {
  return fmt::format("The point lies on a kink ({}), where derivatives jump: they prove nothing here.", kink);
}

}  // namespace saddlescope
