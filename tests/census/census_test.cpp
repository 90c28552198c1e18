// A census of small networks: each is a function of model and seed alone, whatever runs beside it.
#include "saddlescope/commands/census.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <stop_token>

#include "saddlescope/base/error.h"
#include "saddlescope/census/optimization_failed.h"
#include "saddlescope/results/json.h"

namespace saddlescope {
namespace {

ProblemDescription line(std::uint64_t seed = 0) {
  ProblemDescription d;
  d.data = "sin(5*pi*x)/(5*pi*x)";
  d.x_range = "0:1";
  d.samples = 16;
  d.seed = seed;
  return d;
}

CensusCommandOptions small(std::size_t runs) {
  CensusCommandOptions options;
  options.census.runs = runs;
  options.census.steps = 40;
  options.census.iterations = 30;
  return options;
}

const std::vector<std::string> kModels{"mlp:1-3-1:tanh", "mlp:1-3-3-1:tanh"};

Census run(const std::vector<std::string>& models, const CensusCommandOptions& options, int threads = 1,
           std::uint64_t seed = 0) {
  Context context;
  context.threads = threads;
  context.seed = seed;
  return census(census_entries(line(), models, context), options, context);
}

std::vector<std::string> lines(const Census& result) {
  std::vector<std::string> text;
  for (const CensusNetwork& network : result.networks) text.push_back(to_json(network).dump());
  return text;
}

TEST(Census, HasEveryNetworkOnceInOrder) {
  const Census result = run(kModels, small(6));
  ASSERT_EQ(result.networks.size(), 12U);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(result.networks[i].model, kModels[i / 6]);
    EXPECT_EQ(result.networks[i].seed, i % 6);
    EXPECT_EQ(result.networks[i].failed, "");
    EXPECT_EQ(result.networks[i].finder, "levenberg-marquardt");
    const Inertia& signs = result.networks[i].inertia;
    EXPECT_EQ(signs.negative + signs.flat + signs.positive, result.models[i / 6].parameters);
  }
  EXPECT_FALSE(result.interrupted);
  EXPECT_EQ(result.models[0].parameters, 10U);
  EXPECT_EQ(result.models[0].outputs, 1U);
  EXPECT_FALSE(result.models[0].rank_bound);           // 16 > 10
  EXPECT_DOUBLE_EQ(*result.models[1].rank_bound, 16.0 / 22);
}

TEST(Census, IsTheSameBitsForTwoThreads) { EXPECT_EQ(lines(run(kModels, small(6))), lines(run(kModels, small(6), 2))); }

TEST(Census, ANetworkAloneIsTheOneAmongMany) {
  const Census all = run(kModels, small(6));
  for (const std::uint64_t seed : {0U, 3U, 5U}) {
    const Census alone = run({kModels[1]}, small(1), 1, seed);
    EXPECT_EQ(lines(alone).at(0), lines(all).at(6 + seed));
  }
}

TEST(Census, GoesOnToTheSameNetworksFromAnyPartOfThem) {
  CensusCommandOptions options = small(5);
  options.census.finders = {"levenberg-marquardt"};
  const Census whole = run(kModels, options);
  for (const std::size_t kept : {0U, 3U, 10U}) {
    CensusCommandOptions rest = options;
    rest.done.assign(whole.networks.begin(), whole.networks.begin() + static_cast<std::ptrdiff_t>(kept));
    std::ranges::reverse(rest.done);
    std::size_t ran = 0;
    rest.observer = [&](std::span<const CensusNetwork> records) { ran += records.size(); };
    EXPECT_EQ(lines(run(kModels, rest)), lines(whole));
    EXPECT_EQ(ran, 10 - kept);
  }
}

TEST(Census, StartsAtTheHeightsThatSeedsSay) {
  const Census result = run({kModels[0]}, small(40));
  std::size_t beginning = 0, end = 0;
  for (const CensusNetwork& network : result.networks) {
    beginning += network.start == 0;
    end += network.start == 1;
    EXPECT_LE(network.steps, 40U);
    EXPECT_NEAR(static_cast<double>(network.steps), 40 * network.start, 0.5);
  }
  EXPECT_EQ(beginning, 10U);
  EXPECT_EQ(end, 10U);
  CensusCommandOptions fixed = small(3);
  fixed.census.start = 0.5;
  for (const CensusNetwork& network : run({kModels[0]}, fixed).networks) EXPECT_EQ(network.steps, 20U);
}

TEST(Census, AFinderNeverRaisesTheLossOfALeastSquaresProblem) {
  for (const CensusNetwork& network : run(kModels, small(8)).networks) EXPECT_LE(network.loss, network.start_loss);
}

TEST(Census, WorthIsAtMostWhatIsLeftAboveTheFloor) {
  for (const CensusNetwork& network : run(kModels, small(8)).networks) {
    EXPECT_GE(network.worth, 0);
    EXPECT_LE(network.worth, network.loss);
    if (network.inertia.negative == 0) {
      EXPECT_EQ(network.worth, 0);
    }
  }
}

// Gradient descent with a step of 1e200 leaves the finite numbers.
TEST(Census, ANetworkThatLeavesTheFiniteNumbersIsAResult) {
  CensusCommandOptions options = small(2);
  options.census.start = 1;
  options.census.optimizer.name = "gradient-descent";
  options.census.optimizer.learning_rate = 1e200;
  const Census result = run({"mlp:1-3-1:relu"}, options);
  ASSERT_EQ(result.networks.size(), 2U);
  for (const CensusNetwork& network : result.networks) EXPECT_NE(network.failed, "");
  EXPECT_EQ(count(result).failed, 2U);
}

// Weights of 1e45 in four layers: losses of 1e266 and gradients whose squares are no number. Every finder ends
// somewhere, and every network is a record.
TEST(Census, NetworksAtTheEdgeOfTheNumbersAreResultsToo) {
  CensusCommandOptions options = small(6);
  options.census.start = 0;
  options.census.finders = {"gradient-norm", "newton-mr", "trust-region", "levenberg-marquardt"};
  ProblemDescription large = line();
  large.init_scale = 1e45;
  Context context;
  const std::vector<std::string> models{"mlp:1-3-3-1:relu"};
  const Census result = census(census_entries(large, models, context), options, context);
  EXPECT_EQ(result.networks.size(), 24U);
}

TEST(Census, PointsAreClassifiedWhereTheyAre) {
  Context context;
  const auto entries = census_entries(line(), kModels, context);
  CensusCommandOptions options = small(1);
  options.points = {{1, "b.npz", Vector(22, 0.0)}, {0, "a.npz", entries[0].start(5)}};
  const Census result = census(entries, options, context);
  ASSERT_EQ(result.networks.size(), 4U);
  EXPECT_EQ(result.networks[0].weights, "a.npz");
  EXPECT_EQ(result.networks[0].verdict.kind, VerdictKind::not_critical);
  EXPECT_EQ(result.networks[1].weights, "");
  EXPECT_EQ(result.networks[2].weights, "b.npz");
  EXPECT_EQ(result.networks[2].finder, "");
  EXPECT_EQ(result.networks[2].fingerprint, fingerprint(Vector(22, 0.0)));
}

TEST(Census, AStopKeepsWhatIsFinished) {
  Context context;
  std::stop_source source;
  context.stop = source.get_token();
  CensusCommandOptions options = small(50);
  options.observer = [&](std::span<const CensusNetwork>) { source.request_stop(); };
  const Census result = census(census_entries(line(), {{kModels[0]}}, context), options, context);
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.networks.size(), 1U);
}

// The deep network is left where it was drawn, the shallow one is trained: containment proves that this is no want of
// capacity.
TEST(Census, SaysWhereOptimisationFailedNotCapacity) {
  Context context;
  auto entries = census_entries(line(), {{"mlp:1-6-1:relu", "mlp:1-6-6-1:relu"}}, context);
  entries[1].start = [](std::uint64_t) { return Vector(61, 0.0); };  // dead: no finder moves
  CensusCommandOptions options = small(2);
  const Census result = census(entries, options, context);
  ASSERT_EQ(result.optimization_failed.size(), 1U);
  const OptimizationFailed& failed = result.optimization_failed[0];
  EXPECT_EQ(failed.deep, "mlp:1-6-6-1:relu");
  EXPECT_EQ(failed.shallow, "mlp:1-6-1:relu");
  EXPECT_TRUE(failed.exact);
  EXPECT_GT(failed.loss_gap, 0);
  EXPECT_DOUBLE_EQ(failed.loss_gap, failed.deep_loss - failed.shallow_loss);
  entries[0].weight_decay = 0.1;  // a loss that sees the weights
  EXPECT_TRUE(census(entries, options, context).optimization_failed.empty());
}

// A unit of the last place of a loss is no failure of optimisation: two networks at the same minimum, in f32.
TEST(Census, RoundingIsNoFailureOfOptimisation) {
  Context context;
  const auto entries = census_entries(line(), {{"mlp:1-6-1:relu", "mlp:1-6-6-1:relu"}}, context);
  Census c;
  c.problem.precision = "f32";
  for (const CensusEntry& entry : entries) {
    CensusModel model;
    model.description = entry.name;
    model.loss = "mse";
    model.stake = model.best_constant_loss = 0.1;
    c.models.push_back(model);
    CensusNetwork network;
    network.model = entry.name;
    network.start = 1;
    network.loss = network.start_loss = 0.09;
    c.networks.push_back(network);
  }
  c.networks[1].loss = c.networks[1].start_loss = 0.09 + std::ldexp(1.0, -27);
  EXPECT_TRUE(optimization_failed(entries, c).empty());
  c.problem.precision = "f64";
  EXPECT_EQ(optimization_failed(entries, c).size(), 1U);
}

// Nothing was optimised where finders that go to saddles begin at the initialization: however the losses lie, training
// didn't fail. After training, the same finder, and a climb from there isn't training's failure either.
TEST(Census, SaysNothingOfOptimisationWhereNothingWasOptimised) {
  Context context;
  auto entries = census_entries(line(), {{"mlp:1-6-1:relu", "mlp:1-6-6-1:relu"}}, context);
  entries[1].start = [](std::uint64_t) { return Vector(61, 0.0); };  // dead: nothing moves it
  CensusCommandOptions options = small(2);
  options.census.finders = {"newton-mr"};
  options.census.start = 0;
  EXPECT_TRUE(census(entries, options, context).optimization_failed.empty());
  options.census.start = 1;
  const Census trained = census(entries, options, context);
  ASSERT_EQ(trained.optimization_failed.size(), 1U);
  double lowest = 1;
  for (const CensusNetwork& n : trained.networks) {
    if (n.model == "mlp:1-6-1:relu") lowest = std::min({lowest, n.start_loss, n.loss});
  }
  EXPECT_EQ(trained.optimization_failed[0].shallow_loss, lowest);
}

// The verdict has the last word of what a finder ended at, and an end says nothing that its own numbers deny.
TEST(Census, TheEndOfAFinderDoesNotContradictTheVerdict) {
  CensusCommandOptions options = small(12);
  options.census.finders = {"newton-mr", "gradient-norm", "trust-region", "levenberg-marquardt"};
  options.census.iterations = 300;
  options.census.tolerance = 1e-6;
  std::size_t flat = 0;
  for (const CensusNetwork& n : run(kModels, options).networks) {
    SCOPED_TRACE(n.command);
    flat += n.verdict.kind == VerdictKind::gradient_flat;
    EXPECT_EQ(n.end, end_by_verdict(n.end, n.verdict.kind));
    if (n.end == FinderEnd::gradient_flat && n.verdict.kind != VerdictKind::gradient_flat) {
      ASSERT_TRUE(n.gradient_flatness.has_value());
      EXPECT_LE(*n.gradient_flatness, 1e-3);
    }
  }
  EXPECT_GE(flat, 1U);
}

// Weights of 0: every pre-activation is 0, where relu has its kink and tanh none.
TEST(Census, APointOnAKinkIsToldFromOthers) {
  Context context;
  ProblemDescription zeros = line();
  zeros.init = "zeros";
  CensusCommandOptions options = small(2);
  options.census.start = 0;
  const std::vector<std::string> models{"mlp:1-3-1:relu", "mlp:1-3-1:tanh"};
  const Census result = census(census_entries(zeros, models, context), options, context);
  ASSERT_EQ(result.networks.size(), 4U);
  for (const CensusNetwork& network : result.networks) {
    EXPECT_EQ(network.failed, "");
    EXPECT_EQ(network.kink.empty(), network.model == "mlp:1-3-1:tanh") << network.kink;
  }
  const CensusCounts counts = count(result, "mlp:1-3-1:relu");
  EXPECT_EQ(counts.on_kink, 2U);
  EXPECT_EQ(counts.naive_minima + counts.naive_saddles + counts.negative_here, 0U);
}

// What all threads' copies of data and matrices take is known beforehand: fewer run side by side, or none.
TEST(Census, IsRefusedBeforehandWhereOneNetworkDoesNotFit) {
  Context context;
  context.threads = 2;
  std::vector<CensusEntry> entries = census_entries(line(), kModels, context);
  for (const CensusEntry& entry : entries) {
    EXPECT_GE(entry.bytes, 16 * sizeof(double));  // a copy of 16 numbers, and what an evaluation takes
    EXPECT_EQ(entry.shared_bytes, 16 * sizeof(double));
  }
  const double matrices = 0x1p24 + 8 * 8 * 22 * 22;  // 1-3-3-1: 3·2 + 3·4 + 4 parameters
  const double held = entries[0].bytes + entries[1].bytes, shared = entries[0].shared_bytes;
  context.memory = static_cast<std::size_t>(shared + held + matrices) + 1;
  const Census fits = census(entries, small(2), context);
  EXPECT_EQ(fits.networks.size(), 4U);
  for (const CensusNetwork& network : fits.networks) EXPECT_EQ(network.failed, "");
  const auto refused = [&] {
    std::size_t finished = 0;
    try {
      run_census(entries, {}, small(2).census, {}, [&](auto) { ++finished; }, context);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::memory);
      EXPECT_THAT(error.message(), ::testing::HasSubstr("the matrices of a network of 22 parameters would take"));
      EXPECT_EQ(finished, 0U);
      return true;
    }
    return false;
  };
  context.memory = static_cast<std::size_t>(shared + held + matrices) - 1;
  EXPECT_TRUE(refused());
  context.memory = std::size_t{1} << 30;
  EXPECT_FALSE(refused());
  entries[1].bytes = 2e9;  // data of which each thread has a copy
  EXPECT_TRUE(refused());
}

TEST(Census, RefusesWhatItCannotDo) {
  const auto message = [](const CensusCommandOptions& options, const std::vector<std::string>& models) {
    try {
      run(models, options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CensusCommandOptions options = small(1);
  EXPECT_EQ(message(options, {kModels[0], kModels[0]}),
            "--model: the model mlp:1-3-1:tanh is given twice. Give it once.");
  options.census.finders = {"levenberg-marquardt", "levenberg-marquardt"};
  EXPECT_EQ(message(options, kModels), "--finder: levenberg-marquardt is given twice. Give it once.");
  options = small(1);
  options.census.start = 2;
  EXPECT_EQ(message(options, kModels),
            "--start: 2 is no fraction of the training. 0 is the initialization, 1 the end.");
}

}  // namespace
}  // namespace saddlescope
