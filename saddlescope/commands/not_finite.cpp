#include "saddlescope/commands/not_finite.h"

#include <utility>

#include "saddlescope/stall/not_finite.h"

namespace saddlescope {

NotFinite::NotFinite(StallCause cause)
    : Error(ErrorKind::numerical, cause.evidence, {}, cause.remedy), cause_(std::move(cause)) {}

void require_finite(const Objective& objective, std::span<const double> theta, double loss,
                    std::span<const double> gradient, Context& context) {
  if (auto cause = not_finite(objective, theta, loss, gradient, context)) throw NotFinite(std::move(*cause));
}

}  // namespace saddlescope
