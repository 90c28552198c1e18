#include "saddlescope/stall/not_finite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace saddlescope {
namespace {

// A NaN's sign says nothing.
std::string_view name_of(double x) { return std::isnan(x) ? "nan" : x > 0 ? "inf" : "-inf"; }

std::optional<std::size_t> first_not_finite(std::span<const double> values) {
  const auto bad = std::find_if(values.begin(), values.end(), [](double x) { return !std::isfinite(x); });
  if (bad == values.end()) return std::nullopt;
  return static_cast<std::size_t>(bad - values.begin());
}

std::string in_the_loss(const Objective& objective, std::span<const double> theta, std::string_view prefix,
                        Context& context) {
  const std::string where = objective.where_not_finite(theta, context);
  return where.empty() ? where : std::string(prefix) + where;
}

// The first sample whose own gradient isn't finite, by halving; empty where the objective knows no samples.
std::string in_the_gradient(const Objective& objective, std::span<const double> theta, Context& context) {
  const Samples* samples = objective.samples();
  if (!samples) return {};
  Vector g(theta.size());
  const auto bad = [&](std::size_t first, std::size_t count) {
    std::vector<std::size_t> batch(count);
    std::iota(batch.begin(), batch.end(), first);
    samples->gradient(theta, batch, g, context);
    return !all_finite(g);
  };
  std::size_t first = 0, count = samples->count();
  while (count > 1) {
    const std::size_t half = count / 2;
    if (bad(first, half)) {
      count = half;
    } else {
      first += half;
      count -= half;
    }
  }
  return bad(first, 1) ? fmt::format(", first on sample {}", first + 1) : std::string();
}

}  // namespace

std::optional<StallCause> not_finite(const Objective& objective, std::span<const double> theta, double loss,
                                     std::span<const double> gradient, Context& context) {
  if (const auto i = first_not_finite(theta)) {
    return StallCause{"not_finite",
                      fmt::format("the parameter {} is {}{}.", entry_name(objective, *i), name_of(theta[*i]),
                                  in_the_loss(objective, theta, "; it shows first in ", context)),
                      "Start from weights saved before that happened."};
  }
  if (!std::isfinite(loss)) {
    return StallCause{
        "not_finite",
        fmt::format("the loss is {} here{}.", name_of(loss), in_the_loss(objective, theta, ": ", context)),
        "Move the point into the loss's domain, or look for the step that threw it out."};
  }
  if (const auto i = first_not_finite(gradient)) {
    return StallCause{
        "not_finite",
        fmt::format("the loss is {:.6g} here, but its derivative by {} is {}{}.", loss, entry_name(objective, *i),
                    name_of(gradient[*i]), in_the_gradient(objective, theta, context)),
        "The loss has no derivative at this point; move it a little."};
  }
  return std::nullopt;
}

}  // namespace saddlescope
