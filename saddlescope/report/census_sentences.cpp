#include "saddlescope/report/census_sentences.h"

#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kPerfectFit = 1e-3;  // L − floor as a share of S, below which a fit is called perfect (at_floor)

}  // namespace

std::string listed(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) {
    if (part.n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", part.n, part.words);
  }
  return text.empty() ? "nothing" : text;
}

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return {values.front(), 0.5 * (values[(n - 1) / 2] + values[n / 2]), values.back()};
}

std::string spoken(const Spread& range) {
  if (number(range.low) == number(range.high)) return number(range.low);
  return fmt::format("{} to {}", number(range.low), number(range.high));
}

std::string with_median(const Spread& range) {
  const std::string text = spoken(range);
  return text == number(range.median) ? text : fmt::format("{} (median {})", text, number(range.median));
}

std::vector<const CensusNetwork*> points_of(const Census& census, const CensusModel& model) {
  std::vector<const CensusNetwork*> points;
  for (const CensusNetwork& network : census.networks) {
    if (network.model == model.description && network.failed.empty()) points.push_back(&network);
  }
  return points;
}

std::vector<const CensusNetwork*> off_kinks(std::vector<const CensusNetwork*> points) {
  std::erase_if(points, [](const CensusNetwork* point) { return !point->kink.empty(); });
  return points;
}

std::string kink_sentence(const CensusCounts& counts) {
  if (counts.on_kink == 0) return {};
  return fmt::format(
      "{} of {} points {} on a kink, where derivatives jump: eigenvalues there prove nothing and aren't counted",
      counts.on_kink, counts.points - counts.failed, counts.on_kink == 1 ? "lies" : "lie");
}

std::string finder_sentence(const Census& census, const std::string& model, const std::string& finder) {
  std::size_t critical = 0, by_verdict = 0, open = 0, flat = 0, neither = 0, spent = 0;
  std::vector<double> iterations;
  for (const CensusNetwork& network : census.networks) {
    if (network.finder != finder || network.model != model || !network.failed.empty()) continue;
    iterations.push_back(static_cast<double>(network.iterations));
    const bool settled = is_critical(network.verdict.kind);
    const bool by_gradient = ended_by_gradient(network);
    critical += network.end == FinderEnd::critical_point && settled && by_gradient;
    by_verdict += network.end == FinderEnd::critical_point && settled && !by_gradient;
    spent += network.stopped == "iterations";
    open += network.end == FinderEnd::critical_point && !settled;
    flat += network.end == FinderEnd::gradient_flat;
    neither += network.end == FinderEnd::neither;
  }
  if (iterations.empty()) return {};
  const Spread range = spread_of(iterations);
  const std::string ends = listed({{critical, "ended at a critical point"},
                                   {by_verdict, "at a critical point by the verdict"},
                                   {open, "with a gradient at the tolerance but undecided"},
                                   {flat, "stalled at a gradient near the kernel of H"},
                                   {neither, "stopped where the gradient is neither zero nor near the kernel of H"}});
  if (spent == iterations.size() && range.low == range.high && range.high > 1) {
    return fmt::format("{}: {}; none reached the tolerance {:g}, all used their {} iterations", finder, ends,
                       census.tolerance, number(range.high));
  }
  return fmt::format("{}: {}; iterations {}", finder, ends, with_median(range));
}

bool ended_by_gradient(const CensusNetwork& network) {
  return network.stopped.empty() || network.stopped.starts_with("gradient norm");
}

std::string worth_sentence(const CensusModel& model, const std::vector<const CensusNetwork*>& points) {
  std::vector<const CensusNetwork*> negative;
  for (const CensusNetwork* point : points) {
    if (point->inertia.negative > 0) negative.push_back(point);
  }
  if (negative.empty()) return {};
  std::string text = fmt::format("following negative curvature lowered the loss by {}",
                                 with_median(spread_over(negative, [](const CensusNetwork& p) { return p.worth; })));
  if (model.floor) {
    const auto left = [&](const CensusNetwork& p) { return p.loss - *model.floor; };
    text += fmt::format("; all negative eigenvalues together are worth no more than loss − floor, {}",
                        with_median(spread_over(negative, left)));
  }
  return text;
}

std::string trap_sentence(const CensusModel& model, const std::vector<const CensusNetwork*>& points) {
  if (!model.floor) return {};
  std::vector<const CensusNetwork*> fits;
  for (const CensusNetwork* p : points) {
    const bool perfect = p->loss - *model.floor <= kPerfectFit * model.stake;
    const bool trap = p->inertia.negative > 0 && p->nearby && p->nearby->inertia.negative == 0 && p->minimum_ratio < 1;
    if (perfect && trap) fits.push_back(p);
  }
  if (fits.empty()) return {};
  const Spread negative = spread_over(fits, [](const CensusNetwork& p) { return p.inertia.negative; });
  const Spread flat = spread_over(fits, [](const CensusNetwork& p) { return p.inertia.complete ? p.inertia.flat : 0; });
  std::string text = fmt::format(
      "{} to within {:g} of what is at stake and {} a ratio of {}. It says nothing of "
      "the critical point: the eigenvalues that are negative here, {}, aren't negative there, but come of leftover "
      "residuals",
      fits.size() == 1 ? "1 of these points fits the data"
                       : fmt::format("{} of these points fit the data", fits.size()),
      kPerfectFit, fits.size() == 1 ? "shows" : "show",
      spoken(spread_over(fits, [](const CensusNetwork& p) { return p.minimum_ratio; })), spoken(negative));
  if (flat.high > 0) {
    text += fmt::format("; flat ones, {}, take their signs from round-off, and count as not positive unless above zero",
                        spoken(flat));
  }
  return text;
}

std::pair<std::string, std::string> told_apart(double a, double b) {
  constexpr int kAll = 17;  // tell any two doubles apart
  if (number(a) != number(b)) return {number(a), number(b)};
  for (int digits = 5;; ++digits) {
    auto both = std::pair(fmt::format("{:#.{}g}", a, digits), fmt::format("{:#.{}g}", b, digits));
    if (digits == kAll || both.first != both.second) return both;
  }
}

}  // namespace saddlescope::report
