#include "saddlescope/landscape/cross_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {
namespace {

constexpr double kFlopsAtOnce = 4e10;  // some seconds' work at the most is lost when a program is killed
constexpr std::size_t kPointsAtOnce = 256, kRounds = 4;  // points asked for together; for each thread at least
constexpr double kPointsShare = 1.0 / 4;     // of the memory allowed

std::size_t points_at_once(const Objective& objective, const Context& context) {
  const double column = 8.0 * static_cast<double>(objective.size());
  const double fit = kPointsShare * static_cast<double>(context.memory) / column;
  if (fit < 1) {
    context.require_memory(column / kPointsShare, fmt::format("One more point of {} parameters", objective.size()),
                           fmt::format("Raise --memory to {}.", memory_that_fits(column / kPointsShare)));
  }
  const double value_flops = std::max(1.0, product_flops(objective) / 6);
  const auto busy = static_cast<double>(kRounds * static_cast<std::size_t>(context.threads));
  const double wanted =
      std::clamp(kFlopsAtOnce / value_flops, busy, std::max(busy, static_cast<double>(kPointsAtOnce)));
  return static_cast<std::size_t>(std::max(1.0, std::min(wanted, fit)));
}

bool all_parameters(const CrossSection& section) {
  return std::ranges::all_of(section.directions, [](const Direction& d) { return d.index.has_value(); });
}

// Of what the picture shows beside the grid: θ, marks that lie on it, curves of critical points, each of one loss.
double lowest_shown(const CrossSection& section) {
  double lowest = section.centre_loss;
  for (const Mark& mark : section.marks) {
    bool drawn = mark.off == 0;
    for (std::size_t k = 0; k < section.axes.size(); ++k) {
      drawn = drawn && section.axes[k].front() <= mark.at[k] && mark.at[k] <= section.axes[k].back();
    }
    if (drawn && mark.loss < lowest) lowest = mark.loss;
  }
  for (const Curve& curve : section.curves) {
    if (curve.verdict && curve.loss < lowest) lowest = curve.loss;
  }
  return lowest;
}

}  // namespace

std::vector<double> even_axis(double low, double high, std::size_t n) {
  std::vector<double> axis(n);
  const double middle = 0.5 * low + 0.5 * high, half = 0.5 * high - 0.5 * low;  // sums of halves don't overflow
  const auto last = static_cast<double>(n - 1);
  const double first = half > std::numeric_limits<double>::max() / last ? last : 1;  // divided by before the product
  for (std::size_t i = 0; i < n; ++i) {
    axis[i] = middle + half / first * (2 * static_cast<double>(i) - last) / (last / first);
  }
  axis.front() = low;
  axis.back() = high;
  const auto not_below = [](double a, double b) { return !(a < b); };  // NaN is below nothing
  const bool apart = std::ranges::adjacent_find(axis, not_below) == axis.end();
  if (apart && std::isfinite(low) && std::isfinite(high)) return axis;
  throw_bad_input(fmt::format("f64 can't tell apart {} points from {} to {}.", n, low, high));
}

void measure_angle(CrossSection& section) {
  if (section.directions.size() != 2) return;
  const double cosine = cosine_between(section.directions[0].vector, section.directions[1].vector);
  if (std::isnan(cosine)) return;  // a direction without a length, or one that overflowed
  const double degrees = std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / std::numbers::pi;
  if (std::abs(degrees - 90) > kRight) section.angle = degrees;
}

void place(std::span<const double> theta, const CrossSection& section, std::span<const double> a,
           std::span<double> out) {
  std::ranges::copy(theta, out.begin());
  const bool exact = all_parameters(section);
  for (std::size_t k = 0; k < a.size(); ++k) {
    const Direction& d = section.directions[k];
    if (exact) {
      out[*d.index] = a[k];
    } else {
      axpy(a[k] - section.origin[k], d.vector, out);
    }
  }
}

bool evaluate(const Objective& objective, std::span<const double> theta, CrossSection& section,
              const LossObserver& observer, Context& context) {
  const std::size_t total = section.points(), at_once = points_at_once(objective, context);
  section.loss.resize(total, std::numeric_limits<double>::quiet_NaN());
  while (section.evaluated < total) {
    if (context.stop_requested()) return false;
    const std::size_t first = section.evaluated, count = std::min(at_once, total - first);
    Matrix thetas(theta.size(), count);
    for (std::size_t j = 0; j < count; ++j) place(theta, section, section.coordinates(first + j), thetas.column(j));
    Vector losses(count);
    try {
      objective.values(thetas, losses, context);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      return false;
    }
    std::ranges::copy(losses, section.loss.begin() + static_cast<std::ptrdiff_t>(first));
    section.evaluated += count;
    if (observer) observer(first, losses);
    context.report("surface", static_cast<double>(section.evaluated), static_cast<double>(total));
  }
  return true;
}

void add_model(CrossSection& section, const SecondOrder& model) {
  section.model.resize(section.points());
  for (std::size_t i = 0; i < section.model.size(); ++i) {
    Vector a = section.coordinates(i);
    for (std::size_t k = 0; k < a.size(); ++k) a[k] -= section.origin[k];
    section.model[i] = section.centre_loss + model.change(a);
  }
}

void mark_lowest(CrossSection& section) {
  std::size_t lowest = section.evaluated;
  for (std::size_t i = 0; i < section.evaluated; ++i) {
    if (std::isfinite(section.loss[i]) && (lowest == section.evaluated || section.loss[i] < section.loss[lowest]))
      lowest = i;
  }
  if (lowest == section.evaluated || !(section.loss[lowest] < lowest_shown(section))) return;
  section.marks.push_back(
      {.at = section.coordinates(lowest),
       .loss = section.loss[lowest],
       .label = section.evaluated < section.points() ? "lowest of the points evaluated" : "lowest of the grid",
       .kind = MarkKind::minimum});
}

}  // namespace saddlescope
