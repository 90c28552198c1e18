#include "saddlescope/commands/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/compare/first_move.h"
#include "saddlescope/commands/compare/summary.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/optimize/budgeted.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

const std::vector<double> kRates{1e-3, 1e-2, 1e-1};
constexpr double kEscapeShare = 0.5;  // of the budget that a walk out may spend before a method follows
constexpr double kMoved = kStallDecrease;
constexpr std::size_t kRememberedShare = 16;  // of the memory for each kind of first move, of which there are four
constexpr std::array kNoises{1e-3, 1e-1};
constexpr std::string_view kFollower = "adam";  // of the controls

using Known = std::shared_ptr<const FirstMove>;

// One way out: what comes first (by seed), and what follows.
struct MethodRun {
  std::string before;
  const OptimizerEntry* optimizer = nullptr;
  std::function<Known(std::size_t seed)> first;  // empty: nothing comes first
  bool noisy = false;
};

struct Outcome {
  BudgetedRun run;
  std::optional<double> rate;
  double spent_before = 0;
  std::vector<ComparedPoint> history_before;
  double distance = 0;  // of run.theta, which only the first of many runs keeps
};

class Comparer {
 public:
  Comparer(const Objective& objective, std::span<const double> theta, const CompareOptions& options, Context& context)
      : objective_(objective), theta_(theta), options_(options), context_(context), floor_(objective.floor()) {
    result_.budget = options.budget;
    result_.runs = options.runs;
    result_.learning_rates = options.learning_rate ? std::vector{*options.learning_rate} : kRates;
    result_.floor = floor_.value;
  }

  Comparison run() {
    look();
    const std::vector<MethodRun> by_themselves = alone();
    plan(by_themselves);
    plan_followers();
    measure(by_themselves);
    if (!stopped()) measure(after_first_moves());
    result_.interrupted = stopped();
    rank(result_);
    result_.summary = summarize_comparison(result_);
    return std::move(result_);
  }

 private:
  bool stopped() const { return context_.stop_requested(); }

  // The point itself: what stands beside every method.
  void look() {
    const auto at = objective_.linearize(theta_, context_);
    result_.loss = at->value();
    gradient_.assign(at->gradient().begin(), at->gradient().end());
    require_finite(objective_, theta_, result_.loss, gradient_, context_);
    result_.gradient_norm = norm(gradient_);
    const double error = at->rounding(ConstBlock(nullptr, theta_.size(), 0), context_).value;
    least_change_ = std::max(2 * error, kMoved * excess(floor_, result_.loss));
  }

  static std::vector<MethodRun> alone() {
    std::vector<MethodRun> ways;
    for (const OptimizerEntry& entry : optimizers()) {
      const bool noisy = make_optimizer({std::string(entry.name), {}, {}, {}})->leaves_critical_points();
      ways.push_back({"", &entry, {}, noisy});
    }
    return ways;
  }

  std::vector<MethodRun> after_first_moves() {
    std::vector<MethodRun> ways;
    const auto escape = remembered([this](Context& context) {
      return walk_out(objective_, theta_, result_.loss, least_change_, kEscapeShare * options_.budget, context);
    });
    const auto escape_alone = remembered([this](Context& context) {
      constexpr double kEverything = std::numeric_limits<double>::infinity();
      return walk_out(objective_, theta_, result_.loss, kEverything, options_.budget, context);
    });
    const Known first = escape(0);
    result_.escape = first->why;
    if (first->moved) {
      ways.push_back({kEscape, nullptr, escape_alone, true});
      for (const OptimizerEntry& entry : optimizers()) ways.push_back({kEscape, &entry, escape, true});
      const double as_much = first->spent;
      ways.push_back({"random directions", &find_optimizer(kFollower), remembered([this, as_much](Context& context) {
                        return random_directions(objective_, theta_, result_.loss, as_much, context);
                      }),
                      true});
    } else {
      planned_ -= followers_;
    }
    for (const double sigma : kNoises) {
      ways.push_back({fmt::format("noise {:g}", sigma), &find_optimizer(kFollower),
                      remembered([this, sigma](Context& context) { return add_noise(theta_, sigma, context); }), true});
    }
    return ways;
  }

  // Of one run: its own seed.
  Context context_of(std::size_t seed) const {
    Context context = context_;
    context.seed = context_.seed + seed;
    return context;
  }

  // A first move is made once a seed, for all that follow it; again each time, where the memory holds no more of them.
  template <class Move>
  std::function<Known(std::size_t seed)> remembered(Move move) const {
    return [this, move, made = std::make_shared<std::map<std::size_t, Known>>()](std::size_t seed) -> Known {
      const auto known = made->find(seed);
      if (known != made->end()) return known->second;
      Context context = context_of(seed);
      auto now = std::make_shared<const FirstMove>(move(context));
      const std::size_t most = context_.memory / kRememberedShare / (8 * theta_.size());
      if (made->size() < std::max<std::size_t>(1, most)) made->emplace(seed, now);
      return now;
    };
  }

  std::vector<std::optional<double>> rates(const OptimizerEntry& entry) const {
    if (!entry.learning_rate) return {std::nullopt};
    return {result_.learning_rates.begin(), result_.learning_rates.end()};
  }

  // Runs, for the progress: of a noisy method one a seed, and of one with a rate those that choose it.
  double runs_of(const OptimizerEntry& entry, bool noisy) const {
    return static_cast<double>((noisy ? options_.runs : 1) + rates(entry).size() - 1);
  }
  void plan(const std::vector<MethodRun>& ways) {
    for (const MethodRun& way : ways) planned_ += runs_of(*way.optimizer, way.noisy);
  }
  void plan_followers() {
    for (const OptimizerEntry& entry : optimizers()) followers_ += runs_of(entry, true);
    followers_ += static_cast<double>(options_.runs) + runs_of(find_optimizer(kFollower), true);
    planned_ += followers_ + static_cast<double>(kNoises.size()) * runs_of(find_optimizer(kFollower), true);
  }

  void measure(const std::vector<MethodRun>& ways) {
    for (const MethodRun& way : ways) {
      if (!stopped()) measure(way);
    }
  }

  Outcome once(const MethodRun& way, std::optional<double> rate, std::size_t seed) {
    context_.report("runs compared", done_++, planned_);
    Context context = context_of(seed);
    context.progress = {};  // ours tells how far it is
    Outcome outcome;
    outcome.rate = rate;
    const Known first = way.first ? way.first(seed) : nullptr;
    if (first) {
      outcome.spent_before = first->spent;
      outcome.history_before = first->history;
    }
    if (!way.optimizer) {
      outcome.run = {first->theta, first->loss, first->loss, 0, 0, {}, first->why, first->interrupted};
    } else {
      outcome.run =
          run_within(objective_, first ? std::span<const double>(first->theta) : theta_,
                     {std::string(way.optimizer->name), rate, {}, {}}, options_.budget - outcome.spent_before, context);
    }
    outcome.distance = distance(outcome.run.theta, theta_);
    return outcome;
  }

  void measure(const MethodRun& way) {
    Outcome best;
    for (const std::optional<double> rate : way.optimizer ? rates(*way.optimizer) : rates_of_none()) {
      Outcome tried = once(way, rate, 0);
      const bool better = best.run.theta.empty() || tried.run.loss < best.run.loss || !std::isfinite(best.run.loss);
      if (std::isfinite(tried.run.loss) && better) best = std::move(tried);
      if (stopped()) break;
    }
    if (best.run.theta.empty()) return;  // stopped before its first evaluation, or noise led out of the finite numbers
    std::vector<Outcome> outcomes{std::move(best)};
    for (std::size_t seed = 1; way.noisy && seed < options_.runs && !stopped(); ++seed) {
      Outcome next = once(way, outcomes.front().rate, seed);
      const bool same = next.run.theta == outcomes.front().run.theta;
      if (seed == 1 && same) {
        done_ += static_cast<double>(options_.runs - 2);
        break;
      }
      next.run.theta = {};
      if (!stopped() && std::isfinite(next.run.loss)) outcomes.push_back(std::move(next));
    }
    result_.methods.push_back(row(way, std::move(outcomes)));
  }

  static std::vector<std::optional<double>> rates_of_none() { return {std::nullopt}; }

  ComparedMethod row(const MethodRun& way, std::vector<Outcome> outcomes) const {
    ComparedMethod method;
    method.before = way.optimizer ? way.before : "";
    method.optimizer = way.optimizer ? std::string(way.optimizer->name) : "";
    method.name = !way.optimizer       ? way.before
                  : way.before.empty() ? method.optimizer
                                       : fmt::format("{}, then {}", way.before, method.optimizer);
    if (outcomes.size() > 1) {
      for (const Outcome& outcome : outcomes) method.losses.push_back(outcome.run.loss);
    }
    std::stable_sort(outcomes.begin(), outcomes.end(),
                     [](const Outcome& a, const Outcome& b) { return a.run.loss < b.run.loss; });
    const Outcome& median = outcomes[(outcomes.size() - 1) / 2];
    method.learning_rate = median.rate;
    method.spent_before = median.spent_before;
    method.spent = median.spent_before + median.run.spent;
    method.steps = median.run.steps;
    method.loss = median.run.loss;
    method.lowest = median.run.lowest;
    method.distance = median.distance;
    method.moved = std::abs(method.loss - result_.loss) > least_change_;
    method.history = median.history_before;
    for (const ComparedPoint& point : median.run.history) {
      method.history.push_back({median.spent_before + point.spent, point.loss});
    }
    method.why = median.run.why;
    method.held = held(way, method);
    return method;
  }

  // Of one that stayed: what there was to move it.
  std::string held(const MethodRun& way, const ComparedMethod& method) const {
    if (method.moved) return {};
    const bool at_zero = norm(gradient_) == 0 && way.before.empty();
    if (at_zero && !way.noisy) return "the gradient is exactly zero";
    if (way.optimizer && way.optimizer->epsilon && way.before.empty()) {
      const double epsilon = *way.optimizer->epsilon;
      const auto small =
          std::count_if(gradient_.begin(), gradient_.end(), [&](double g) { return g != 0 && std::abs(g) <= epsilon; });
      if (2 * static_cast<std::size_t>(small) > gradient_.size()) {
        return fmt::format("the gradient lies within its epsilon, {:g}, for {} of {} weights", epsilon, small,
                           gradient_.size());
      }
    }
    if (method.steps == 0) {
      return method.why == kBudgetSpent ? "the budget was too small for a step" : "it found no step";
    }
    const std::string steps = method.steps == 1 ? "1 step" : fmt::format("{} steps", method.steps);
    if (at_zero && way.optimizer && way.optimizer->learning_rate) {  // which multiplies a gradient of zero
      return fmt::format("its noise led {:.2g} far in {} and found no way down", method.distance, steps);
    }
    if (method.distance == 0) return fmt::format("{} changed no weight", steps);
    return fmt::format("{} led {:.2g} far", steps, method.distance);
  }

  const Objective& objective_;
  std::span<const double> theta_;
  const CompareOptions& options_;
  Context& context_;
  const Floor floor_;
  Vector gradient_;
  double least_change_ = 0, planned_ = 0, followers_ = 0, done_ = 0;
  Comparison result_;
};

}  // namespace

void CompareOptions::validate() const {
  if (!(budget >= 1) || std::isinf(budget)) {
    throw_bad_input("the budget must be a finite number of gradient equivalents, at least 1.",
                    fmt::format("--budget {:g}", budget), "The default is 2000.");
  }
  if (learning_rate && !(*learning_rate > 0 && std::isfinite(*learning_rate))) {
    throw_bad_input("the learning rate must be a finite number above 0.",
                    fmt::format("--learning-rate {:g}", *learning_rate), "Left out, 0.001, 0.01 and 0.1 are tried.");
  }
  if (runs == 0) throw_bad_input("at least one run is needed.", "--runs 0", "The default is 5.");
  if (runs > kMostRuns) {
    throw_bad_input(fmt::format("{} runs of a method are the most.", kMostRuns), fmt::format("--runs {}", runs),
                    "The default is 5.");
  }
}

Comparison compare(const Objective& objective, std::span<const double> theta, const CompareOptions& options,
                   Context& context) {
  options.validate();
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is no way out of anything.");
  Comparison result = Comparer(objective, theta, options, context).run();
  result.problem = summarize(objective, theta, options.problem);
  set_provenance(result, objective, context);
  return result;
}

Comparison compare(const Objective& objective, std::span<const double> theta, const CompareOptions& options) {
  Context context = checked_context();
  return compare(objective, theta, options, context);
}

}  // namespace saddlescope
