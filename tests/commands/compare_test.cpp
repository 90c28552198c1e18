// The ways out of a point at equal cost, on objectives written by hand.
#include "saddlescope/commands/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/compare/first_move.h"
#include "saddlescope/commands/compare/summary.h"
#include "saddlescope/results/json.h"
#include "tests/base/errors.h"
#include "tests/commands/quartic.h"
#include "tests/objective/handwritten.h"

namespace saddlescope {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

Comparison compared(const Objective& objective, const Vector& theta, double budget, std::uint64_t seed = 0) {
  Context context;
  context.seed = seed;
  CompareOptions options;
  options.budget = budget;
  return compare(objective, theta, options, context);
}

const ComparedMethod& method(const Comparison& comparison, const std::string& name) {
  const auto found = std::find_if(comparison.methods.begin(), comparison.methods.end(),
                                  [&](const ComparedMethod& m) { return m.name == name; });
  if (found == comparison.methods.end()) throw Error(ErrorKind::internal, "no method " + name);
  return *found;
}

// x² − y² + y⁴ at its saddle: whoever has a step to take there reaches −¼, the others stay at 0 and say why.
TEST(Compare, AtAnExactSaddleTellsWhoMovesFromWhoDoesNot) {
  const Comparison c = compared(Quartic(), {0, 0}, 300);
  EXPECT_EQ(c.loss, 0);
  EXPECT_EQ(c.gradient_norm, 0);
  for (const char* name : {"trust-region", "cubic-regularization", "perturbed-gradient-descent", "escape",
                           "escape, then adam", "escape, then l-bfgs"}) {
    EXPECT_NEAR(method(c, name).loss, -0.25, 1e-4) << name;
    EXPECT_TRUE(method(c, name).moved) << name;
    EXPECT_TRUE(method(c, name).half_way.has_value()) << name;
    EXPECT_EQ(method(c, name).held, "") << name;
  }
  for (const char* name : {"gradient-descent", "momentum", "nesterov", "adam", "l-bfgs", "saddle-free-newton"}) {
    EXPECT_EQ(method(c, name).loss, 0) << name;
    EXPECT_FALSE(method(c, name).moved) << name;
    EXPECT_EQ(method(c, name).held, "the gradient is exactly zero") << name;
    EXPECT_EQ(method(c, name).distance, 0) << name;
  }
  EXPECT_THAT(c.summary,
              HasSubstr("By themselves gradient-descent, momentum, nesterov, adam, l-bfgs, saddle-free-newton don't "
                        "change the loss: the gradient is exactly zero."));
  EXPECT_THAT(c.methods, Each(Field(&ComparedMethod::spent, ::testing::Le(300 + 1e-6))));
}

// What moves without a gradient isn't held by its being zero: by what it spent, or by what its noise found.
TEST(Compare, SaysOfEachMethodWhatHeldIt) {
  const Comparison poor = compared(Quartic(), {0, 0}, 5);
  for (const char* name : {"trust-region", "cubic-regularization"}) {
    EXPECT_FALSE(method(poor, name).moved) << name;
    EXPECT_EQ(method(poor, name).held, "the budget was too small for a step") << name;
  }
  EXPECT_EQ(method(poor, "adam").held, "the gradient is exactly zero");
  EXPECT_THAT(poor.summary, HasSubstr("saddle-free-newton (the gradient is exactly zero); trust-region, "
                                      "cubic-regularization (the budget was too small for a step)."));
  const handwritten::ExponentialSum bowl({1, 1, 1, 1}, {{1, 0}, {-1, 0}, {0, 1}, {0, -1}});
  const Comparison minimum = compared(bowl, {0, 0}, 100);
  ASSERT_EQ(minimum.gradient_norm, 0);
  EXPECT_THAT(method(minimum, "perturbed-gradient-descent").held,
              ::testing::MatchesRegex("its noise led [^ ]+ far in [0-9]+ steps and found no way down"));
}

TEST(Compare, ListsTheLowestFirstAndOfEqualOnesTheCheapest) {
  const Comparison c = compared(Quartic(), {0, 0}, 300);
  const double lowest =
      std::min_element(c.methods.begin(), c.methods.end(), [](auto& a, auto& b) { return a.loss < b.loss; })->loss;
  const double equal = lowest + kEqualFall * (c.loss - lowest);
  for (std::size_t i = 1; i < c.methods.size(); ++i) {
    const ComparedMethod &a = c.methods[i - 1], &b = c.methods[i];
    if (b.loss <= equal) {
      EXPECT_LE(a.loss, equal);
      EXPECT_LE(*a.half_way, *b.half_way) << b.name;
    } else {
      EXPECT_LE(a.loss, b.loss) << b.name;
    }
  }
}

// What comes first is paid for: its cost is where the follower's history begins. One step leaves this saddle; negative
// curvature alone goes on with what is left of the budget.
TEST(Compare, TakesTheCostOfEscapeOffTheBudget) {
  const Comparison c = compared(Quartic(), {0, 0}, 300);
  const ComparedMethod& then = method(c, "escape, then adam");
  EXPECT_GT(then.spent_before, 0);
  EXPECT_EQ(then.history.front().spent, 0);
  EXPECT_EQ(then.history.front().loss, c.loss);
  EXPECT_EQ(then.history.at(1).spent, then.spent_before);
  EXPECT_EQ(then.history.at(2).spent, then.spent_before + 1);
  EXPECT_LE(then.spent, 300 + 1e-6);
  EXPECT_GT(method(c, "escape").spent, then.spent_before);
  EXPECT_EQ(method(c, "escape").history.at(1).spent, then.spent_before);
  const ComparedMethod& control = method(c, "random directions, then adam");
  EXPECT_LE(control.spent_before, then.spent_before + 1e-6);  // as much as the eigenvector's search had, and not more
  EXPECT_EQ(method(c, "noise 0.1, then adam").spent_before, 0);
  EXPECT_THAT(c.escape, HasSubstr("1 step of negative curvature, "));
}

TEST(Compare, ShowsTheMedianAndEveryRunWhereNoiseIsPartOfAMethod) {
  const Comparison c = compared(Quartic(), {0.5, 0}, 60);
  const ComparedMethod& noisy = method(c, "noise 0.1, then adam");
  ASSERT_EQ(noisy.losses.size(), 5u);
  std::vector<double> sorted = noisy.losses;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(noisy.loss, sorted[2]);
  EXPECT_LT(sorted.front(), sorted.back());
  EXPECT_TRUE(method(c, "adam").losses.empty());
  EXPECT_TRUE(method(c, "l-bfgs").losses.empty());
}

TEST(Compare, GivesTheSameBitsTwice) {
  const handwritten::ExponentialSum objective({1, 1, -1, -1}, {{1, 0}, {-1, 0}, {0, 1}, {0, -1}});
  const Comparison a = compared(objective, {0.1, 0}, 40), b = compared(objective, {0.1, 0}, 40);
  EXPECT_EQ(to_json(a), to_json(b));
}

// A minimum: nothing to win, nothing moves, and no escape is offered.
TEST(Compare, AtAMinimumNothingMoves) {
  const Comparison c = compared(Quartic(), {0, std::sqrt(0.5)}, 50);
  for (const ComparedMethod& m : c.methods) {
    EXPECT_NE(m.before, "escape") << m.name;
    if (m.before.empty()) {
      EXPECT_FALSE(m.moved) << m.name;
    }
  }
  EXPECT_THAT(c.escape, HasSubstr("no eigenvalue is certainly negative"));
}

TEST(Compare, OneLearningRateReplacesThoseTried) {
  Context context;
  CompareOptions options;
  options.budget = 20;
  options.learning_rate = 0.05;
  options.runs = 1;
  const Comparison c = compare(Quartic(), Vector{0.5, 0.1}, options, context);
  EXPECT_EQ(method(c, "adam").learning_rate, 0.05);
  EXPECT_EQ(c.learning_rates, (std::vector<double>{0.05}));
  EXPECT_FALSE(method(c, "trust-region").learning_rate.has_value());
  EXPECT_TRUE(method(c, "noise 0.1, then adam").losses.empty());
}

// Stopped from within the objective after some calls: what had begun is there, and it says so.
TEST(Compare, KeepsWhatItHasOnRequest) {
  class Stopping final : public LikeQuartic {
   public:
    explicit Stopping(std::stop_source& source) : source_(source) {}
    double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
      if (++calls_ == 100) source_.request_stop();
      return quartic_.gradient(theta, g, context);
    }

   private:
    std::stop_source& source_;
    mutable int calls_ = 0;
  };
  std::stop_source source;
  const Stopping objective(source);
  Context context;
  context.stop = source.get_token();
  const Comparison c = compare(objective, Vector{0.5, 0.1}, {}, context);
  EXPECT_TRUE(c.interrupted);
  ASSERT_EQ(c.methods.size(), 1u);
  EXPECT_EQ(c.methods[0].name, "gradient-descent");
  EXPECT_EQ(c.methods[0].why, "stopped on request");
  EXPECT_LT(c.methods[0].loss, c.loss);
}

TEST(Compare, RefusesWhatItCannotWorkWith) {
  Context context;
  const auto message = [&](const CompareOptions& options, const Vector& theta) -> std::string {
    try {
      compare(Quartic(), theta, options, context);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  CompareOptions options;
  options.budget = 0.5;
  EXPECT_EQ(
      message(options, {0, 0}),
      "--budget 0.5: the budget must be a finite number of gradient equivalents, at least 1. The default is 2000.");
  options = {};
  options.learning_rate = 0;
  EXPECT_EQ(message(options, {0, 0}),
            "--learning-rate 0: the learning rate must be a finite number above 0. Left out, 0.001, 0.01 and 0.1 are "
            "tried.");
  options = {};
  options.runs = 0;
  EXPECT_EQ(message(options, {0, 0}), "--runs 0: at least one run is needed. The default is 5.");
  EXPECT_EQ(message({}, {0, 0, 0}), "theta has 3 entries; the objective has 2 parameters.");
  EXPECT_EQ(message({}, {1, 1e80}),
            "the loss is inf here. Move the point into the loss's domain, or look for the step that threw it out.");
}

// Products that aren't finite, or don't fit: who needs them ends and says so, the others go on.
TEST(Compare, AMethodWithoutItsNumbersEndsAlone) {
  const std::function<void(Block)> not_finite = [](Block HV) { std::ranges::fill(HV.column(0), std::nan("")); };
  const std::function<void(Block)> too_large = [](Block) { throw Error(ErrorKind::memory, "too much."); };
  for (const auto* trouble : {&not_finite, &too_large}) {
    const char* why = trouble == &too_large ? "too much." : "curvature isn't finite";
    const Comparison c = compared(Troubled(*trouble), {1, 0.1}, 50);
    EXPECT_FALSE(c.interrupted);
    EXPECT_THAT(c.escape, HasSubstr(trouble == &too_large ? "too much." : "nan"));
    for (const char* name : {"trust-region", "cubic-regularization", "saddle-free-newton"}) {
      EXPECT_THAT(method(c, name).why, HasSubstr(why)) << name;
      EXPECT_EQ(method(c, name).loss, c.loss) << name;
    }
    EXPECT_LT(method(c, "gradient-descent").loss, c.loss);
  }
}

// The quartic, of which only so many losses can be had.
class Spent final : public LikeQuartic {
 public:
  Spent(std::size_t losses, ErrorKind kind) : left_(losses), kind_(kind) {}
  double value(std::span<const double> theta, Context& context) const override {
    if (left_ == 0) throw Error(kind_, "too much.");
    --left_;
    return quartic_.value(theta, context);
  }

 private:
  mutable std::size_t left_;
  ErrorKind kind_;
};

TEST(RandomDirections, EndWithWhatTheyHaveWhereMemoryOrFiniteNumbersRunOut) {
  Context context;
  const Vector saddle{0, 0};
  for (const ErrorKind kind : {ErrorKind::memory, ErrorKind::numerical}) {
    const FirstMove move = random_directions(Spent(40, kind), saddle, 0, 1000, context);
    EXPECT_TRUE(move.moved);
    EXPECT_LT(move.loss, 0);
    EXPECT_FALSE(move.interrupted);
    EXPECT_LT(move.spent, 1000);
    EXPECT_THAT(move.why, MatchesRegex("[0-9]+ random directions, [0-9]+ of them led down\\. Then: too much\\."));
  }
  expect_error(ErrorKind::internal, "too much.",
               [&] { random_directions(Spent(40, ErrorKind::internal), saddle, 0, 1000, context); });
}

// First moves that the memory doesn't hold are made again: the answer is the same.
TEST(Compare, TheMemoryAllowedChangesNoAnswer) {
  Comparison all[2];
  for (const std::size_t memory : {std::size_t{1} << 30, std::size_t{600}}) {
    Context context;
    context.memory = memory;
    CompareOptions options;
    options.budget = 60;
    options.runs = 4;
    Comparison c = compare(Quartic(), Vector{0, 0.1}, options, context);
    c.environment = {};
    all[memory == 600 ? 1 : 0] = std::move(c);
  }
  EXPECT_EQ(to_json(all[0]), to_json(all[1]));
}

TEST(Compare, RunsHaveAnUpperLimit) {
  CompareOptions options;
  options.runs = CompareOptions::kMostRuns;
  EXPECT_NO_THROW(options.validate());
  ++options.runs;
  EXPECT_EQ(refusal([&] { options.validate(); }),
            "--runs 10001: 10000 runs of a method are the most. The default is 5.");
}

ComparedMethod ended(const std::string& name, double loss, double half_way, bool moved = true) {
  ComparedMethod m;
  m.name = m.optimizer = name;
  m.loss = loss;
  m.half_way = half_way;
  m.moved = moved;
  return m;
}

// Both end at 0; one had been at ½ for 40, of the other it isn't known when.
TEST(CompareSummary, WhereHalfTheWayIsUnknownNothingIsTheCheapest) {
  Comparison c;
  c.loss = 1;
  ComparedMethod unknown = ended("adam", 0, 0), known = ended("l-bfgs", 0.001, 0);
  unknown.half_way.reset();
  known.history = {{10, 1}, {40, 0.5}, {90, 0.001}};
  c.methods = {unknown, known};
  rank(c);
  EXPECT_EQ(c.methods[0].name, "l-bfgs");
  EXPECT_EQ(c.methods[0].half_way, 40);
  EXPECT_FALSE(c.methods[1].half_way);
}

TEST(CompareSummary, OfAnInterruptedOneGivesNoAnswer) {
  Comparison c;
  c.loss = 2.30259;
  c.methods = {ended("gradient-descent", 2.30259, 0, false)};
  c.interrupted = true;
  EXPECT_EQ(summarize_comparison(c),
            "Interrupted after 1 method: no answer, since the others hadn't begun. So far the lowest loss is 2.303, of "
            "gradient-descent; it began at 2.303.");
}

// Read aloud each is a sentence: the group, then its best.
TEST(CompareSummary, SaysTheBestOfEachGroupInASentence) {
  Comparison c;
  c.loss = 1;
  c.methods = {ended("adam", 0.001, 10), ended("escape", 0.002, 20), ended("noise 0.1, then adam", 0.5, 30)};
  c.methods[1].optimizer.clear();
  c.methods[2].before = "noise 0.1";
  EXPECT_EQ(
      summarize_comparison(c),
      "Cheapest way down: adam, from 1 to 0.001, half of that way for 10 gradient equivalents. Of those that begin "
      "with an escape the best is escape alone: it ends as low, to 1 % of the fall or within the spread over "
      "seeds, at 0.002, half of that way for 20 gradient equivalents. Of the controls the best is noise 0.1, then "
      "adam: it reaches 0.5, 0.499 above.");
}

TEST(CompareSummary, NamesTheLowestBesideTheCheapest) {
  Comparison c;
  c.loss = 1;
  c.methods = {ended("cheap", 0.005, 10), ended("lowest", 0.001, 20)};
  EXPECT_EQ(summarize_comparison(c),
            "Cheapest way down: cheap, from 1 to 0.005, half of that way for 10 gradient equivalents. Lowest of all, "
            "within 1 % of that fall: lowest, at 0.001.");
}

}  // namespace
}  // namespace saddlescope
