#include "saddlescope/commands/not_finite.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <utility>

namespace saddlescope {
namespace {

// A NaN's sign says nothing.
std::string_view name_of(double x) { return std::isnan(x) ? "nan" : x > 0 ? "inf" : "-inf"; }

}  // namespace

NotFinite::NotFinite(StallCause cause)
    : Error(ErrorKind::numerical, cause.evidence, {}, cause.remedy), cause_(std::move(cause)) {}

void require_finite(const Objective& objective, std::span<const double> theta, double loss,
                    std::span<const double> gradient, Context& context) {
  for (std::size_t i = 0; i < theta.size(); ++i) {
    if (std::isfinite(theta[i])) continue;
    throw NotFinite({"not_finite", fmt::format("the parameter {} is {}.", entry_name(objective, i), name_of(theta[i])),
                     "Start from weights saved before that happened."});
  }
  if (!std::isfinite(loss)) {
    const std::string where = objective.where_not_finite(theta, context);
    throw NotFinite({"not_finite",
                     fmt::format("the loss is {} here{}.", name_of(loss), where.empty() ? "" : ": " + where),
                     "Move the point into the loss's domain, or look for the step that threw it out."});
  }
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    if (std::isfinite(gradient[i])) continue;
    throw NotFinite({"not_finite",
                     fmt::format("the loss is {:.6g} here, but its derivative by {} is {}.", loss,
                                 entry_name(objective, i), name_of(gradient[i])),
                     "The loss has no derivative at this point; move it a little."});
  }
}

}  // namespace saddlescope
