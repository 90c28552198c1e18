#include "saddlescope/commands/compare/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "saddlescope/report/words.h"

namespace saddlescope {
namespace {

static_assert(kEqualFall == 0.01);  // the 1 % of our sentences
constexpr int kDigits = 4;  // of a loss, at the least

std::pair<double, double> range(const ComparedMethod& method) {
  if (method.losses.empty()) return {method.loss, method.loss};
  const auto [low, high] = std::minmax_element(method.losses.begin(), method.losses.end());
  return {*low, *high};
}

// start: the loss that every method began at.
std::string at_loss(const ComparedMethod& method, double start) {
  const auto [low, high] = range(method);
  const auto said = [&](double loss) { return report::apart(loss, {start, low, high}, kDigits); };
  if (!(high > low)) return said(method.loss);
  return fmt::format("{} ({} to {} over {} seeds)", said(method.loss), said(low), said(high), method.losses.size());
}

std::string cost(const ComparedMethod& method) {
  return method.half_way ? fmt::format(", half of that way for {:.3g} gradient equivalents", *method.half_way) : "";
}

const ComparedMethod* best_of(const Comparison& comparison, MethodGroup group) {
  for (const ComparedMethod& method : comparison.methods) {
    if (method.group() == group) return &method;
  }
  return nullptr;
}

bool equal(const ComparedMethod& a, const ComparedMethod& b, double fall) {
  const auto [low_a, high_a] = range(a);
  const auto [low_b, high_b] = range(b);
  return std::abs(a.loss - b.loss) <= kEqualFall * fall || (low_b <= a.loss && a.loss <= high_b) ||
         (low_a <= b.loss && b.loss <= high_a);
}

std::string beside(const Comparison& comparison, MethodGroup group, std::string_view of) {
  const ComparedMethod& best = comparison.methods.front();
  const ComparedMethod* other = best_of(comparison, group);
  if (best.group() == group || !other) return {};
  if (equal(best, *other, comparison.loss - best.loss)) {
    return fmt::format(
        " Of {} the best is {}: it ends as low, to 1 % of the fall or within the spread over seeds, at {}{}.", of,
        label(*other), at_loss(*other, comparison.loss), cost(*other));
  }
  return fmt::format(" Of {} the best is {}: it reaches {}, {:.4g} above.", of, label(*other),
                     at_loss(*other, comparison.loss), other->loss - best.loss);
}

// Those that stay by themselves: a list, with what held them where it isn't the same for all.
std::string standing(const Comparison& comparison) {
  std::vector<std::string> names, held;
  for (const ComparedMethod& method : comparison.methods) {
    if (method.group() != MethodGroup::alone || method.moved) continue;
    names.push_back(method.optimizer);
    held.push_back(method.held);
  }
  if (names.empty()) return {};
  const std::string_view verb = names.size() == 1 ? "doesn't" : "don't";
  if (std::all_of(held.begin(), held.end(), [&](const std::string& why) { return why == held.front(); })) {
    return fmt::format(" By {} {} {} change the loss: {}.", names.size() == 1 ? "itself" : "themselves",
                       fmt::join(names, ", "), verb, held.front());
  }
  std::vector<std::string> groups;  // what held them, each said once
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(i), held[i]) !=
        held.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    std::vector<std::string> alike;
    for (std::size_t j = i; j < names.size(); ++j) {
      if (held[j] == held[i]) alike.push_back(names[j]);
    }
    groups.push_back(fmt::format("{} ({})", fmt::join(alike, ", "), held[i]));
  }
  return fmt::format(" By themselves these don't change the loss: {}.", fmt::join(groups, "; "));
}

// Methods that haven't run can't be said to lead out or not.
std::string so_far(const Comparison& comparison) {
  const auto lowest = std::ranges::min_element(comparison.methods, {}, &ComparedMethod::loss);
  return fmt::format(
      "Interrupted after {}: no answer, since the others hadn't begun. So far the lowest loss is {}, of {}; "
      "it began at {}.",
      comparison.methods.size() == 1 ? "1 method" : fmt::format("{} methods", comparison.methods.size()),
      report::apart(lowest->loss, {comparison.loss}, kDigits), label(*lowest),
      report::apart(comparison.loss, {lowest->loss}, kDigits));
}

// The cheapest of those that count as equal needn't be the lowest.
std::string lowest_of_all(const Comparison& comparison) {
  const ComparedMethod& best = comparison.methods.front();
  const auto lowest = std::ranges::min_element(comparison.methods, {}, &ComparedMethod::loss);
  if (!(lowest->loss < best.loss) || fmt::format("{:.4g}", lowest->loss) == fmt::format("{:.4g}", best.loss)) return {};
  return fmt::format(" Lowest of all, within 1 % of that fall: {}, at {}.", label(*lowest),
                     report::apart(lowest->loss, {best.loss, comparison.loss}, kDigits));
}

}  // namespace

void rank(Comparison& c) {
  const auto loss_less = [](const ComparedMethod& a, const ComparedMethod& b) { return a.loss < b.loss; };
  std::stable_sort(c.methods.begin(), c.methods.end(), loss_less);
  if (c.methods.empty() || !(c.methods.front().loss < c.loss)) return;
  const double lowest = c.methods.front().loss, fall = c.loss - lowest;
  for (ComparedMethod& method : c.methods) {
    const auto there = std::find_if(method.history.begin(), method.history.end(),
                                    [&](const ComparedPoint& point) { return point.loss <= c.loss - 0.5 * fall; });
    if (there != method.history.end()) method.half_way = there->spent;
  }
  const auto equal_end = std::find_if(c.methods.begin(), c.methods.end(),
                                      [&](const ComparedMethod& m) { return m.loss > lowest + kEqualFall * fall; });
  std::stable_sort(c.methods.begin(), equal_end, [](const ComparedMethod& a, const ComparedMethod& b) {
    constexpr double kNever = std::numeric_limits<double>::infinity();
    return a.half_way.value_or(kNever) < b.half_way.value_or(kNever);
  });
}

std::string label(const ComparedMethod& method) {
  if (method.group() == MethodGroup::escape && method.before.empty()) return "escape alone";
  return method.learning_rate ? fmt::format("{} at {:g}", method.name, *method.learning_rate) : method.name;
}

std::string summarize_comparison(const Comparison& comparison) {
  if (comparison.methods.empty()) return "Interrupted before the first method had begun.";
  if (comparison.interrupted) return so_far(comparison);
  const ComparedMethod& best = comparison.methods.front();
  const bool any = std::any_of(comparison.methods.begin(), comparison.methods.end(),
                               [](const ComparedMethod& m) { return m.moved; });
  if (!any) return fmt::format("No way out within this budget: every loss stays at {:.6g}.", comparison.loss);
  std::string text;
  if (best.loss < comparison.loss) {
    text =
        fmt::format("Cheapest way down: {}, from {} to {}{}.", label(best),
                    report::apart(comparison.loss, {best.loss}, kDigits), at_loss(best, comparison.loss), cost(best)) +
        lowest_of_all(comparison);
  } else {
    text = fmt::format("No method ends below the {:.6g} it began at.", comparison.loss);
  }
  text += beside(comparison, MethodGroup::escape, "those that begin with an escape");
  text += beside(comparison, MethodGroup::alone, "the optimizers by themselves");
  text += beside(comparison, MethodGroup::control, "the controls");
  return text + standing(comparison);
}

}  // namespace saddlescope
