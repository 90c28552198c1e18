// The text of `census`: what the networks support, what all negative eigenvalues are worth, and what the naive minimum
// ratio alone would have said.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "saddlescope/report/census_sentences.h"
#include "saddlescope/report/text.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kAtConstant = 1e-3;  // relative distance from the best constant's loss that counts as there
constexpr std::size_t kFailuresListed = 5;  // one by one

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

// Networks whose outputs don't depend on the inputs, by the loss.
std::string constant_row(const CensusModel& model, const std::vector<const CensusNetwork*>& points) {
  if (!(model.best_constant_loss > 0)) return {};  // nobody knows, as without a model's anatomy, or targets don't vary
  const auto n = static_cast<std::size_t>(std::ranges::count_if(points, [&](const CensusNetwork* p) {
    return std::abs(p->loss - model.best_constant_loss) <= kAtConstant * model.best_constant_loss;
  }));
  if (n == 0) return {};
  return row("Constant",
             fmt::format("{} of {} ended at the loss of the best constant prediction, {}{}", n, points.size(),
                         model.loss == "mse" ? "Var(y) = " : "", precise(model.best_constant_loss)));
}

std::string naive_row(const CensusModel& model, const std::vector<const CensusNetwork*>& points,
                      const CensusCounts& c) {
  const Spread ratio = spread_over(points, [](const CensusNetwork& p) { return p.minimum_ratio; });
  std::string text = fmt::format(
      "eigenvalues > 0 of all, whatever their error: {}. It alone would have called {} of {} minima (ratio 1) and {} "
      "{}",
      with_median(ratio), c.naive_minima, points.size(), c.naive_saddles, plural(c.naive_saddles, "saddle", "saddles"));
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
      "{} of {} {} {}negative eigenvalues where {}{}, {} of {}. ", negative.size(), points.size(),
      plural(points.size(), "point", "points") + plural(negative.size(), " has", " have"), certainly,
      plural(negative.size(), "it stands", "they stand"), certainly.empty() ? ", as f32 sees them" : "",
      spoken(spread_over(negative, [](const CensusNetwork& p) { return p.inertia.negative; })), model.parameters);
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
  const Spread loss = spread_over(points, [](const CensusNetwork& p) { return p.loss; });
  text += row("Loss", with_median(loss));
  const auto add = [&text](std::string_view label, const std::string& sentence) {
    if (!sentence.empty()) text += row(label, sentence);
  };
  for (const std::string& finder : census.finders) {
    add("Finder", finder_sentence(census, model.description, finder));
  }
  text += constant_row(model, points);
  add("On a kink", kink_sentence(c));
  const std::vector<const CensusNetwork*> smooth = off_kinks(points);
  if (smooth.empty()) return text;
  text += naive_row(model, smooth, c);
  text += signs_row(census, model, smooth, c);
  add("Worth", worth_sentence(model, smooth));
  add("The trap", trap_sentence(model, smooth));
  return text;
}

std::string failed_text(const OptimizationFailed& f) {
  const auto [deep_loss, shallow_loss] = told_apart(f.deep_loss, f.shallow_loss);
  return folded(
      fmt::format("Optimisation failed, not capacity: {} ends at {} at best, {} at {}, though the deeper network can "
                  "compute whatever the shallower one does ({}). It could have ended lower by {}{}.",
                  f.deep, deep_loss, f.shallow, shallow_loss, f.why, number(f.loss_gap),
                  f.exact ? " or more" : ", or by as nearly that as one likes"),
      0);
}

}  // namespace

std::string to_text(const Census& census) {
  const CensusCounts c = count(census);
  const std::string points = c.points == c.networks ? "" : counted(c.points, "point") + " of ";
  std::string text = folded(fmt::format("{}{}: {}.", points, counted(c.networks, "network"), found(c)), 0);
  for (const CensusModel& model : census.models) text += model_text(census, model);
  for (const OptimizationFailed& failed : census.optimization_failed) text += "\n" + failed_text(failed);
  if (census.interrupted)
    text +=
        "\nInterrupted: the networks that were finished are counted; with -o the same command goes on from there.\n";
  return text;
}

}  // namespace saddlescope::report
