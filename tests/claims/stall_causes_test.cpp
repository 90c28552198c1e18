// The other causes of docs/methods.md §12 on networks trained as people train them (units: stall_units_test.cpp; steps:
// stall_steps_test.cpp), and none where there is none.
#include <fmt/format.h>

#include <cmath>

#include "saddlescope/commands/not_finite.h"
#include "tests/claims/trained_networks.h"
#include "tests/network/networks.h"
#include "tests/stall/evidence.h"

namespace saddlescope {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing_stall::expect_states;

// --- minimum_at_infinity: separable data run on

TEST(MinimumAtInfinity, IsListedOnSeparableDataRunOnAndNotWithWeightDecay) {
  const std::vector<Recipe> recipes = {{"wine", "mlp:13-3", "adam", 1e-2, 3000, 0},
                                       {"wine", "mlp:13-16-3:tanh", "adam", 1e-3, 3000, 1},
                                       {"wine", "mlp:13-8-8-3:sigmoid", "adam", 1e-2, 2000, 2},
                                       {"iris", "mlp:4-16-3:relu", "l-bfgs", {}, 600, 3}};
  for (const Recipe& recipe : recipes) {
    SCOPED_TRACE(named(recipe));
    const Trained made = trained(recipe);
    const Diagnosis d = look(made.objective(), made.theta);
    Context context;
    ASSERT_EQ(made.network().predict(made.theta, context).accuracy, 1.0);
    Vector doubled = made.theta;
    const std::size_t C = made.network().spec().outputs(), width = made.network().spec().sizes.rbegin()[1];
    scale(2, std::span(doubled).last(C * (width + 1)));
    const double there = made.objective().value(doubled, context);
    ASSERT_LT(there, d.loss);
    expect_states(cause(d, "minimum_at_infinity").evidence, there);
    EXPECT_EQ(causes(d).front() == "at_floor", d.loss <= 1e-3 * d.stake.value()) << d.loss;
    for (const std::string absent : {"constant_output", "dead_units", "saturated_units", "vanishing_gradient"}) {
      EXPECT_THAT(causes(d), Not(Contains(absent)));
    }
    EXPECT_NE(d.verdict.kind, VerdictKind::local_minimum);
    ProblemDescription decayed = described(recipe);
    decayed.weight_decay = 0.1;
    const Problem other = make_problem(decayed, context);
    EXPECT_THAT(causes(look(*other.objective, made.theta)), Not(Contains("minimum_at_infinity")));
  }
}

// --- at_floor: equal inputs with different targets

// x₁ … x₁₂ twice each, targets sin(3x) ± 0.3: within-group variance 0.09, what no network undercuts.
TEST(AtFloor, IsTheMeanVarianceOfTargetsWithinEqualInputs) {
  for (const std::string model : {"mlp:1-8-1:tanh", "mlp:1-12-1:softplus", "mlp:1-6-6-1:tanh"}) {
    SCOPED_TRACE(model);
    Vector x, y;
    for (int i = 0; i < 24; ++i) {
      x.push_back(i / 2 / 6.0 - 1);
      y.push_back(std::sin(3 * x.back()) + (i % 2 == 0 ? 0.3 : -0.3));
    }
    const auto objective = objective_of(model, numbers(24, x, y), "mse");
    TrainCommandOptions options;
    options.minimize.optimizer.name = "l-bfgs";
    options.minimize.steps = 500;
    Context context;
    const Vector start = initialize(parse_mlp(model), initialization("pytorch"), 1, 3);
    const Training there = train(*objective, start, options, context);
    ASSERT_LT(there.loss - 0.09, 2e-4);
    const Diagnosis d = look(*objective, there.theta);
    ASSERT_FALSE(d.stall.empty());
    EXPECT_EQ(d.stall[0].cause, "at_floor");
    expect_states(d.stall[0].evidence, 0.09, 1e-6);
    EXPECT_THAT(d.stall[0].remedy, HasSubstr("different targets"));
    EXPECT_THAT(causes(d), Not(Contains("plateau")));
    EXPECT_THAT(causes(look(*objective, start)), Not(Contains("at_floor")));
  }
}

// --- critical points: recipes 4 (saddle) and 5 (the small network's minimum)

TEST(CriticalPoint, IsTheLastCauseOfANetworkOfZeros) {
  const std::vector<Recipe> recipes = {
      {"wine", "mlp:13-16-3:tanh", "adam", 1e-3, 3000, 0, true, "zeros"},
      {"iris", "mlp:4-8-3:tanh", "momentum", 0.1, 500, 0, true, "zeros"},
      {"sin(5*pi*x)/(5*pi*x)", "mlp:1-16-1:tanh", "adam", 1e-2, 3000, 0, false, "zeros"}};
  for (const Recipe& recipe : recipes) {
    SCOPED_TRACE(named(recipe));
    const Trained made = trained(recipe);
    const Diagnosis d = look_knowing(made, recipe);
    EXPECT_THAT(causes(d), ElementsAre("constant_output", "saddle")) << d.verdict.why;
    EXPECT_THAT(cause(d, "constant_output").evidence, HasSubstr("Every weight is 0."));
    EXPECT_THAT(cause(d, "constant_output").remedy, HasSubstr("random weights"));
  }
}

TEST(CriticalPoint, IsAMinimumWhereASmallNetworkIsTrainedToTheEnd) {
  std::size_t minima = 0;
  for (const std::uint64_t seed : {0, 1, 2, 3}) {
    const Recipe recipe{"sin(5*pi*x)/(5*pi*x)", "mlp:1-2-1:tanh", "l-bfgs", {}, 3000, seed, false};
    const Trained made = trained(recipe);
    const Diagnosis d = look(made.objective(), made.theta);
    if (d.verdict.kind != VerdictKind::local_minimum) continue;
    ++minima;
    EXPECT_THAT(causes(d), ElementsAre("local_minimum"));
  }
  EXPECT_GE(minima, 3U);
}

// --- not_finite: which layer, which sample

TEST(NotFinite, NamesLayerAndSampleOfANetworkBlownUp) {
  for (const std::string model : {"mlp:13-16-3:relu", "mlp:13-8-8-3:softplus", "mlp:13-3"}) {
    SCOPED_TRACE(model);
    Context context;
    Problem problem = make_problem(described({"wine", model, "", {}, 0, 0}), context);
    const std::size_t last_weight = problem.objective->parameters().rbegin()[1].offset;
    for (std::size_t i = last_weight; i < problem.theta.size(); ++i) problem.theta[i] = 1e308;
    try {
      look(problem);
      FAIL() << "a loss of 1e308 times anything is finite?";
    } catch (const NotFinite& error) {
      EXPECT_EQ(error.cause().cause, "not_finite");
      EXPECT_THAT(error.cause().evidence, ::testing::MatchesRegex("the loss is .* here: output 1, sample .*"));
    }
  }
}

// --- train says it as well, from the first step on

TEST(Train, ThatNeverMovesSaysWhy) {
  for (const std::string optimizer : {"gradient-descent", "momentum", "adam"}) {
    SCOPED_TRACE(optimizer);
    Context context;
    const Problem problem = make_problem(described({"wine", "mlp:13-16-3:tanh", optimizer, {}, 0, 0}), context);
    TrainCommandOptions options;
    options.minimize.optimizer.name = optimizer;
    options.minimize.optimizer.learning_rate = 1e-10;
    const Training t = train(*problem.objective, problem.theta, options, context);
    ASSERT_FALSE(t.stall.empty());
    EXPECT_EQ(t.stall[0].cause, "step_too_short");
    EXPECT_THAT(t.stall[0].remedy, HasSubstr("Raise the learning rate"));
  }
}

TEST(Train, ThatLeavesTheFiniteNumbersSaysSoFirst) {
  for (const std::uint64_t seed : {0, 1, 2}) {
    Context context;
    const Problem problem =
        make_problem(described({"sin(5*pi*x)/(5*pi*x)", "mlp:1-8-1:relu", "", {}, 0, seed, false}), context);
    TrainCommandOptions options;
    options.minimize.optimizer.name = "gradient-descent";
    options.minimize.optimizer.learning_rate = 100;
    const Training t = train(*problem.objective, problem.theta, options, context);
    ASSERT_EQ(t.stop.reason, StopReason::not_finite);
    ASSERT_FALSE(t.stall.empty());
    EXPECT_EQ(t.stall[0].cause, "not_finite");
  }
}

// --- healthy runs: no cause, early and in the middle, whatever they were trained with

TEST(HealthyRuns, HaveNoCause) {
  const std::string sinc = "sin(5*pi*x)/(5*pi*x)";
  std::vector<Recipe> recipes;
  for (const std::size_t steps : {3UL, 60UL}) {
    recipes.push_back({"wine", "mlp:13-16-3:tanh", "gradient-descent", 0.02, steps, 1});
    recipes.push_back({"wine", "mlp:13-16-3:relu", "adam", 1e-3, steps, 2});
    recipes.push_back({"iris", "mlp:4-16-3:tanh", "adam", 1e-3, steps, 3});
    recipes.push_back({"iris", "mlp:4-8-8-3:relu", "momentum", 0.003, steps, 4});
    recipes.push_back({"iris", "mlp:4-12-3:sigmoid", "gradient-descent", 0.05, steps, 5});
    recipes.push_back({"breast-cancer", "mlp:30-6-2:tanh", "gradient-descent", 0.02, steps, 6});
    recipes.push_back({sinc, "mlp:1-10-1:tanh", "adam", 1e-2, steps, 7, false});
    recipes.push_back({sinc, "mlp:1-16-16-1:softplus", "momentum", 0.005, steps, 8, false});
    recipes.push_back({"wine", "mlp:13-3", "adam", 1e-2, steps, 9});
    recipes.push_back({"iris", "mlp:4-10-10-3:gelu", "adam", 1e-3, steps, 10});
  }
  for (const Recipe& recipe : recipes) {
    SCOPED_TRACE(fmt::format("{}, {} steps", named(recipe), recipe.steps));
    const Trained made = trained(recipe);
    const Diagnosis d = look_knowing(made, recipe);
    EXPECT_THAT(causes(d), IsEmpty()) << d.loss;
  }
}

}  // namespace
}  // namespace saddlescope
