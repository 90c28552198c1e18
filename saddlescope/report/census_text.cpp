// The text of `census`: what the networks support, what all negative eigenvalues are worth, and what the naive minimum
// ratio alone would have said.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "saddlescope/report/text.h"
#include "saddlescope/report/words.h"

namespace saddlescope {
namespace {

using report::counted;
using report::folded;
using report::number;
using report::row;

constexpr double kAtConstant = 1e-3;  // relative distance from the best constant's loss that counts as there
constexpr std::size_t kFailuresListed = 5;  // one by one
constexpr double kPerfectFit = 1e-3;  // L − floor as a share of S, below which a fit is called perfect (at_floor)

struct Part {
  std::size_t n;
  std::string words;
};

// "3 saddles (2 certified), 1 gradient-flat"; those that are 0 are left out.
std::string listed(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) {
    if (part.n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", part.n, part.words);
  }
  return text.empty() ? "nothing" : text;
}

std::string plural(std::size_t n, std::string_view one, std::string_view many) {
  return std::string(n == 1 ? one : many);
}

std::string certified(std::size_t n) { return n == 0 ? " (none certified)" : fmt::format(" ({} certified)", n); }

std::string found(const CensusCounts& c) {
  return listed(
      {{c.saddles, plural(c.saddles, "saddle", "saddles") + certified(c.certified_saddles)},
       {c.degenerate_saddles, plural(c.degenerate_saddles, "degenerate saddle", "degenerate saddles")},
       {c.local_minima, plural(c.local_minima, "local minimum", "local minima") + certified(c.certified_minima)},
       {c.degenerate_minima, plural(c.degenerate_minima, "degenerate minimum", "degenerate minima")},
       {c.maxima, plural(c.maxima, "maximum", "maxima")},
       {c.gradient_flat, "gradient-flat"},
       {c.not_critical, "not critical"},
       {c.undetermined, "undetermined"},
       {c.failed, "not finite"}});
}

struct Range {
  double low = 0, median = 0, high = 0;
};

Range range_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return {values.front(), 0.5 * (values[(n - 1) / 2] + values[n / 2]), values.back()};
}

std::string spoken(const Range& range) {
  if (number(range.low) == number(range.high)) return number(range.low);
  return fmt::format("{} to {}", number(range.low), number(range.high));
}

template <class Of>
Range range_over(const std::vector<const CensusNetwork*>& networks, const Of& of) {
  std::vector<double> values;
  values.reserve(networks.size());
  for (const CensusNetwork* network : networks) values.push_back(static_cast<double>(of(*network)));
  return range_of(std::move(values));
}

std::vector<const CensusNetwork*> points_of(const Census& census, const CensusModel& model) {
  std::vector<const CensusNetwork*> points;
  for (const CensusNetwork& network : census.networks) {
    if (network.model == model.description && network.failed.empty()) points.push_back(&network);
  }
  return points;
}

std::string finder_row(const Census& census, const std::string& model, const std::string& finder) {
  std::size_t critical = 0, open = 0, flat = 0, neither = 0;
  std::vector<double> iterations;
  for (const CensusNetwork& network : census.networks) {
    if (network.finder != finder || network.model != model || !network.failed.empty()) continue;
    iterations.push_back(static_cast<double>(network.iterations));
    const bool settled = is_critical(network.verdict.kind);
    critical += network.end == FinderEnd::critical_point && settled;
    open += network.end == FinderEnd::critical_point && !settled;
    flat += network.end == FinderEnd::gradient_flat;
    neither += network.end == FinderEnd::neither;
  }
  if (iterations.empty()) return {};
  return row("Finder", fmt::format("{}: {}; iterations {} (median {})", finder,
                                   listed({{critical, "ended at a critical point"},
                                           {open, "with a gradient at the tolerance, which leaves open what it is"},
                                           {flat, "stalled at a gradient near the kernel of H"},
                                           {neither, "stopped at neither"}}),
                                   spoken(range_of(iterations)), number(range_of(iterations).median)));
}

// Networks whose outputs don't depend on the inputs, by the loss.
std::string constant_row(const CensusModel& model, const std::vector<const CensusNetwork*>& points) {
  if (!(model.best_constant_loss > 0)) return {};  // nobody knows, as without a model's anatomy, or targets don't vary
  const auto n = static_cast<std::size_t>(std::ranges::count_if(points, [&](const CensusNetwork* p) {
    return std::abs(p->loss - model.best_constant_loss) <= kAtConstant * model.best_constant_loss;
  }));
  if (n == 0) return {};
  return row("Constant",
             fmt::format("{} of {} ended at the loss of the best constant prediction, {}{}", n, points.size(),
                         model.loss == "mse" ? "Var(y) = " : "", report::precise(model.best_constant_loss)));
}

std::string naive_row(const CensusModel& model, const std::vector<const CensusNetwork*>& points,
                      const CensusCounts& c) {
  const Range ratio = range_over(points, [](const CensusNetwork& p) { return p.minimum_ratio; });
  std::string text = fmt::format(
      "eigenvalues > 0 of all, whatever their error: {} (median {}). It alone would have called {} of {} minima (ratio "
      "1) and {} {}",
      spoken(ratio), number(ratio.median), c.naive_minima, points.size(), c.naive_saddles,
      plural(c.naive_saddles, "saddle", "saddles"));
  if (model.rank_bound) {
    text +=
        fmt::format("; at a perfect fit no more than N·C/P = {} of them can be positive", number(*model.rank_bound));
  }
  return row("Naive ratio", text);
}

std::string signs_row(const Census& census, const CensusModel& model, const std::vector<const CensusNetwork*>& points,
                      const CensusCounts& c) {
  std::vector<const CensusNetwork*> negative;
  for (const CensusNetwork* point : points) {
    if (point->inertia.negative > 0) negative.push_back(point);
  }
  const std::string_view certainly = census.problem.precision == "f32" ? "" : "certainly ";  // f32 certifies no sign
  if (negative.empty()) return row("Signs here", fmt::format("no point has a {}negative eigenvalue", certainly));
  std::string text = fmt::format(
      "{} of {} points have {}negative eigenvalues where they stand{}, {} of {}. ", negative.size(), points.size(),
      certainly, certainly.empty() ? ", as f32 sees them" : "",
      spoken(range_over(negative, [](const CensusNetwork& p) { return p.inertia.negative; })), model.parameters);
  std::size_t none = 0, elsewhere = 0, open = 0;  // an inertia nearby that no critical point stands behind is no count
  for (const CensusNetwork* point : negative) {
    const VerdictKind kind = point->verdict.kind;
    const bool there = is_critical(kind) && point->nearby;
    none += there && point->nearby->inertia.negative == 0;
    elsewhere += kind == VerdictKind::not_critical || kind == VerdictKind::gradient_flat;
    open += !there && kind != VerdictKind::not_critical && kind != VerdictKind::gradient_flat;
  }
  text += fmt::format("At the critical point itself: {}",
                      listed({{none, "where none of them is left: not one of these signs binds it"},
                              {c.negative_nearby, "where some are: it is no minimum"},
                              {open, "where that stays open"},
                              {elsewhere, "at no critical point"}}));
  return row("Signs here", text);
}

std::string worth_row(const CensusModel& model, const std::vector<const CensusNetwork*>& points) {
  std::vector<const CensusNetwork*> negative;
  for (const CensusNetwork* point : points) {
    if (point->inertia.negative > 0) negative.push_back(point);
  }
  if (negative.empty()) return {};
  std::string text = fmt::format("following negative curvature lowered the loss by {} (median {})",
                                 spoken(range_over(negative, [](const CensusNetwork& p) { return p.worth; })),
                                 number(range_over(negative, [](const CensusNetwork& p) { return p.worth; }).median));
  if (model.floor) {
    const auto left = [&](const CensusNetwork& p) { return p.loss - *model.floor; };
    text += fmt::format("; all negative eigenvalues together are worth no more than loss − floor, {} (median {})",
                        spoken(range_over(negative, left)), number(range_over(negative, left).median));
  }
  return row("Worth", text);
}

// Why 0.5 to 0.6 appears at perfect fits, said only where that was measured.
std::string trap_row(const CensusModel& model, const std::vector<const CensusNetwork*>& points) {
  if (!model.floor) return {};
  std::vector<const CensusNetwork*> fits;
  for (const CensusNetwork* p : points) {
    const bool perfect = p->loss - *model.floor <= kPerfectFit * model.stake;
    const bool trap = p->inertia.negative > 0 && p->nearby && p->nearby->inertia.negative == 0 && p->minimum_ratio < 1;
    if (perfect && trap) fits.push_back(p);
  }
  if (fits.empty()) return {};
  return row(
      "The trap",
      fmt::format("{} of these points fit the data to within {:g} of what is at stake and show a ratio of {}. It "
                  "says nothing of the critical point: the signs of the many tiny eigenvalues are those of leftover "
                  "residuals and of round-off, and the strictly flat ones count as not positive",
                  fits.size(), kPerfectFit,
                  spoken(range_over(fits, [](const CensusNetwork& p) { return p.minimum_ratio; }))));
}

// Which networks and files have no point, and why: the first few, then how many more.
std::string not_finite_rows(const Census& census, const CensusModel& model) {
  std::string text;
  std::size_t seen = 0;
  for (const CensusNetwork& network : census.networks) {
    if (network.model != model.description || network.failed.empty() || ++seen > kFailuresListed) continue;
    const std::string name = network.weights.empty() ? fmt::format("seed {}", network.seed) : network.weights;
    const std::string finder = network.weights.empty() ? fmt::format(", {}", network.finder) : "";
    text += row("Not finite", fmt::format("{}{}: {}", name, finder, network.failed));
  }
  if (seen > kFailuresListed) text += row("Not finite", fmt::format("{} more", seen - kFailuresListed));
  return text;
}

std::string model_text(const Census& census, const CensusModel& model) {
  const std::vector<const CensusNetwork*> points = points_of(census, model);
  const CensusCounts c = count(census, model.description);
  std::string text = fmt::format("\n{}: {} parameters, {} on {}\n", model.description, model.parameters, model.loss,
                                 counted(model.samples, "sample"));
  text += row("Found", found(c));
  text += not_finite_rows(census, model);
  if (points.empty()) return text;
  const Range loss = range_over(points, [](const CensusNetwork& p) { return p.loss; });
  text += row("Loss", fmt::format("{} (median {})", spoken(loss), number(loss.median)));
  for (const std::string& finder : census.finders) text += finder_row(census, model.description, finder);
  text += constant_row(model, points);
  text += naive_row(model, points, c);
  text += signs_row(census, model, points, c);
  text += worth_row(model, points);
  return text + trap_row(model, points);
}

std::string failed_text(const OptimizationFailed& f) {
  return folded(
      fmt::format("Optimisation failed, not capacity: {} ends at {} at best, {} at {}, though the deeper network can "
                  "compute whatever the shallower one does ({}). It could have ended lower by {}{}.",
                  f.deep, number(f.deep_loss), f.shallow, number(f.shallow_loss), f.why, number(f.loss_gap),
                  f.exact ? " or more" : ", or by as nearly that as one likes"),
      0);
}

}  // namespace

std::string to_text(const Census& census) {
  const CensusCounts c = count(census);
  const std::string points = c.networks == c.drawn ? "" : counted(c.networks, "point") + " of ";
  std::string text = folded(fmt::format("{}{}: {}.", points, counted(c.drawn, "network"), found(c)), 0);
  for (const CensusModel& model : census.models) text += model_text(census, model);
  for (const OptimizationFailed& failed : census.optimization_failed) text += "\n" + failed_text(failed);
  if (census.interrupted)
    text +=
        "\nInterrupted: the networks that were finished are counted; with -o the same command goes on from there.\n";
  return text;
}

}  // namespace saddlescope
