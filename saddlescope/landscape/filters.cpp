#include "saddlescope/landscape/filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {
namespace {

constexpr std::array<std::pair<Normalization, std::string_view>, 3> kNames{
    {{Normalization::filters, "filter"},
     {Normalization::filters_and_biases, "filter-and-biases"},
     {Normalization::none, "none"}}};

// Entries of a parameter that belong to one unit: `outer` runs of `run` entries, `stride` apart.
struct Filter {
  std::size_t first, outer, stride, run;

  template <class Body>
  void each(Body body) const {
    for (std::size_t o = 0; o < outer; ++o) {
      for (std::size_t i = 0; i < run; ++i) body(first + o * stride + i);
    }
  }
};

double length(const Filter& filter, std::span<const double> x) {
  Vector entries;
  filter.each([&](std::size_t i) { entries.push_back(x[i]); });
  return norm(entries);
}

void normalize(const Filter& filter, std::span<const double> theta, std::span<double> d) {
  const double own = length(filter, d), wanted = length(filter, theta);
  const double factor = own > 0 ? wanted / own : 0;
  filter.each([&](std::size_t i) { d[i] *= factor; });
}

}  // namespace

std::string_view to_string(Normalization how) {
  return std::ranges::find(kNames, how, &std::pair<Normalization, std::string_view>::first)->second;
}

Normalization normalization_named(std::string_view name) {
  for (const auto& [how, known] : kNames) {
    if (known == name) return how;
  }
  throw_bad_input(fmt::format("\"{}\" is no normalization of random directions.", name), {},
                  "There are filter, filter-and-biases and none.");
}

Normalization usual_normalization(const Objective& objective) {
  const bool network =
      std::ranges::any_of(objective.parameters(), [](const Parameter& p) { return p.shape.size() > 1; });
  return network ? Normalization::filters : Normalization::none;
}

void normalize_by_filters(std::span<const Parameter> parameters, std::span<const double> theta, bool biases,
                          std::span<double> d) {
  for (const Parameter& p : parameters) {
    const std::size_t count = element_count(p.shape);
    const bool matrix = p.shape.size() > 1;
    if (!matrix && !biases) {
      std::fill_n(d.begin() + static_cast<std::ptrdiff_t>(p.offset), count, 0.0);
    } else if (!matrix || !p.unit_axis) {
      normalize({p.offset, 1, count, count}, theta, d);
    } else {
      std::size_t run = 1;
      for (std::size_t axis = *p.unit_axis + 1; axis < p.shape.size(); ++axis) run *= p.shape[axis];
      const std::size_t units = p.shape[*p.unit_axis], stride = units * run;
      for (std::size_t unit = 0; unit < units && stride > 0; ++unit) {
        normalize({p.offset + unit * run, count / stride, stride, run}, theta, d);
      }
    }
  }
}

}  // namespace saddlescope
