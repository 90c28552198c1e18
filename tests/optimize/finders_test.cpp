// Every finder on problems whose critical points are known in closed form; what a run says of its end.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"
#include "saddlescope/objective/conformance.h"
#include "saddlescope/optimize/find.h"
#include "saddlescope/optimize/finder.h"
#include "saddlescope/optimize/squared_gradient.h"
#include "tests/base/errors.h"
#include "tests/optimize/formula.h"

namespace saddlescope {
namespace {

using ::testing::IsEmpty;

// y = sin(3x₁)·x₂ on random points, through a tanh network of several chunks.
struct Net {
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;
};
Net tanh_net(std::uint64_t seed, double weight_decay = 0) {
  RandomStream random(seed, "finder data");
  DataSet data;
  const std::size_t N = 50;
  data.x = {{N, 2}, Vector(2 * N)};
  data.y.kind = DataTargets::Kind::numbers;
  data.y.values = {{N, 1}, Vector(N)};
  for (std::size_t n = 0; n < N; ++n) {
    double *x = &data.x.values[2 * n], &y = data.y.values.values[n];
    x[0] = random.normal();
    x[1] = random.normal();
    y = std::sin(3 * x[0]) * x[1];
  }
  const MlpSpec spec = parse_mlp("mlp:2-4-3-1:tanh");
  NetworkOptions options;
  options.weight_decay = weight_decay;
  options.chunk = 9;
  return {make_network(spec, data, "mse", options), initialize(spec, initialization("pytorch"), 1, seed)};
}

FindOptions finding_with(const std::string& finder, std::size_t iterations = 1000) {
  FindOptions options;
  options.finder = finder;
  options.iterations = iterations;
  return options;
}

FinderRun run(const Objective& objective, const Vector& theta, const FindOptions& options, int threads = 1) {
  Context context;
  context.threads = threads;
  return find_critical_point(objective, theta, options, context);
}

double gradient_norm(const Objective& objective, const Vector& theta) {
  Context context;
  Vector g(theta.size());
  objective.gradient(theta, g, context);
  return norm(g);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const FinderEntry& entry : finders()) all.emplace_back(entry.name);
  return all;
}

struct Problem {
  std::string text;
  Vector start;
  std::function<double(const Vector&)> distance;  // from the set of critical points, or a bound of it
  double curvature = 1;  // of the smallest |λ| off the kernel there: ‖g‖ over it is a distance
};

std::vector<Problem> problems() {
  const auto from = [](const Vector& point) { return [point](const Vector& x) { return norm(plus(x, -1, point)); }; };
  // Of w₁w₂ = 1 or w = 0.
  const auto toy = [](const Vector& w) { return std::min(norm(w), std::abs(1 - w[0] * w[1]) / norm(w)); };
  // Of Πw = 1, or at least two zeros: the second smallest |w|.
  const auto chain = [](const Vector& w) {
    double product = 1;
    std::vector<double> sizes;
    for (const double x : w) {
      product *= x;
      sizes.push_back(std::abs(x));
    }
    std::ranges::sort(sizes);
    return std::min(std::abs(1 - product), sizes[1]);
  };
  return {{"x^2 - 2*y^2 + x*y + 3*x - y", {5, -7}, from({-11.0 / 9, -5.0 / 9}), 2},
          {"-x^2 - y^2 - 3*z^2 + x*z", {1, 2, 3}, from({0, 0, 0}), 1},
          {"x^2 - y^2 + y^4", {0.4, 0.2}, from({0, 0}), 2},
          {"x^2 - y^2 + y^4", {0.4, 0.6}, from({0, std::sqrt(0.5)}), 2},
          {"(1 - w1*w2)^2", {0.2, -0.3}, toy, 1},
          {"(1 - w1*w2)^2", {2, 0.9}, toy, 1},
          {"(1 - a*b*c*d)^2", {1.2, 0.8, -1.1, -0.7}, chain, 1},
          {"(1 - x)^2 + 100*(y - x^2)^2", {1.3, 1.2}, from({1, 1}), 0.39},
          {"100*(y - x^2)^2 + (1 - x)^2 + 100*(z - y^2)^2 + (1 - y)^2", {1.2, 1.2, 1.3}, from({1, 1, 1}), 0.2},
          {"cos(x) + cos(y) + 0.1*x*y", {0.4, 3.0}, nullptr, 0.5}};
}

class EveryFinder : public ::testing::TestWithParam<std::string> {
 protected:
  static bool applies(const Objective& objective) {
    return GetParam() != "levenberg-marquardt" || objective.least_squares() != nullptr;
  }
};

TEST(Finders, AreThoseOfTheContract) {
  EXPECT_EQ(names(), (std::vector<std::string>{"levenberg-marquardt", "gradient-norm", "newton-mr", "trust-region"}));
}

TEST_P(EveryFinder, ReachesCriticalPointsKnownInClosedForm) {
  for (const Problem& problem : problems()) {
    const auto objective = formula(problem.text);
    if (!applies(*objective)) continue;
    SCOPED_TRACE(problem.text);
    const FinderRun found = run(*objective, problem.start, finding_with(GetParam(), 2000));
    EXPECT_EQ(found.end, FinderEnd::critical_point) << found.stop.why;
    EXPECT_EQ(found.stop.reason, StopReason::converged);
    EXPECT_LE(found.gradient_norm, 1e-9);
    EXPECT_NEAR(found.gradient_norm, gradient_norm(*objective, found.theta), 1e-13);  // another order of sums
    EXPECT_FALSE(found.gradient_flatness.has_value());
    if (problem.distance) {
      EXPECT_LE(problem.distance(found.theta), 10 * 1e-9 / problem.curvature);
    }
  }
}

// What lowers ‖g‖ never raises it; what lowers L never raises that beyond its rounding.
TEST_P(EveryFinder, ItsMeritNeverRises) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Net net = tanh_net(seed);
    const FinderRun found = run(*net.objective, net.theta, finding_with(GetParam(), 60));
    ASSERT_EQ(found.history.size(), found.iterations + 1);
    const double relative_error = net.objective->traits().relative_error;
    for (std::size_t i = 0; i < found.iterations; ++i) {
      const FinderPoint &before = found.history[i], &after = found.history[i + 1];
      EXPECT_EQ(after.iteration, i + 1);
      if (GetParam() == "levenberg-marquardt") {
        EXPECT_LE(after.loss, before.loss * (1 + relative_error)) << i;
      } else {
        EXPECT_LE(after.gradient_norm, before.gradient_norm) << i;
      }
    }
    EXPECT_EQ(found.loss, found.history.back().loss);
    EXPECT_EQ(found.gradient_norm, found.history.back().gradient_norm);
  }
}

TEST_P(EveryFinder, SaysCriticalOnlyOfAGradientThatIsZeroToTheTolerance) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Net net = tanh_net(seed, seed % 2 == 0 ? 0 : 1e-3);
    FindOptions options = finding_with(GetParam(), 200);
    options.tolerance = 1e-7;
    const FinderRun found = run(*net.objective, net.theta, options);
    const double g = gradient_norm(*net.objective, found.theta);
    EXPECT_NEAR(g, found.gradient_norm, 1e-12);
    EXPECT_EQ(found.end == FinderEnd::critical_point, g <= 1e-7) << found.stop.why;
    EXPECT_EQ(found.gradient_flatness.has_value(), found.end != FinderEnd::critical_point);
    if (found.gradient_flatness) {
      EXPECT_EQ(found.end == FinderEnd::gradient_flat, *found.gradient_flatness <= 1e-3);
    }
  }
}

// ∇L = (3x² + ¼, 2y) is zero nowhere, and ‖∇L‖ is stationary at the origin, where H = diag(0, 2).
TEST(Finders, AStallInTheKernelOfTheHessianIsGradientFlatAndNeverCritical) {
  for (const char* name : {"gradient-norm", "newton-mr", "trust-region"}) {
    for (const Vector& start : {Vector{0.7, 0.3}, Vector{-0.9, 2}, Vector{1e-3, -1}}) {
      const FinderRun found = run(*formula("x^3 + x/4 + y^2"), start, finding_with(name, 300));
      EXPECT_EQ(found.end, FinderEnd::gradient_flat) << name << ": " << found.stop.why;
      EXPECT_NE(found.stop.reason, StopReason::converged) << name;
      ASSERT_TRUE(found.gradient_flatness.has_value());
      EXPECT_LE(*found.gradient_flatness, 1e-3) << name;
      EXPECT_NEAR(found.gradient_norm, 0.25, 1e-3) << name;
    }
  }
}

// L = x² + 10y² at (3, 1): g = (6, 20), H = diag(2, 20), so ‖Hg‖/(‖H‖‖g‖) = ‖(12, 400)‖/(20·‖(6, 20)‖): by ‖H‖ itself,
// not by what bounds it.
TEST_P(EveryFinder, GradientFlatnessIsAShareOfTheNormOfH) {
  const FinderRun found = run(*formula("x^2 + 10*y^2"), {3, 1}, finding_with(GetParam(), 0));
  ASSERT_TRUE(found.gradient_flatness.has_value());
  EXPECT_NEAR(*found.gradient_flatness, std::hypot(12, 400) / (20 * std::hypot(6, 20)), 1e-12);
}

TEST_P(EveryFinder, TheSameBitsForAnyNumberOfThreads) {
  const Net net = tanh_net(3, 1e-4);
  const FinderRun one = run(*net.objective, net.theta, finding_with(GetParam(), 4)),
                  two = run(*net.objective, net.theta, finding_with(GetParam(), 4), 2);
  EXPECT_EQ(one.theta, two.theta);
  EXPECT_EQ(one.loss, two.loss);
  EXPECT_EQ(one.gradient_flatness, two.gradient_flatness);
}

TEST_P(EveryFinder, RunsOfManyThreadsOnOneObjectiveDoNotMeet) {
  const Net net = tanh_net(4);
  const FinderRun alone = run(*net.objective, net.theta, finding_with(GetParam(), 25));
  std::vector<FinderRun> runs(4);
  std::vector<std::thread> threads;
  for (FinderRun& one : runs) {
    threads.emplace_back([&] { one = run(*net.objective, net.theta, finding_with(GetParam(), 25)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const FinderRun& one : runs) EXPECT_EQ(one.theta, alone.theta);
}

TEST_P(EveryFinder, ARequestToStopKeepsTheLastIterate) {
  const Net net = tanh_net(5);
  std::stop_source source;
  Context context;
  context.stop = source.get_token();
  context.progress = [&](const Progress& seen) {
    if (seen.done >= 3) source.request_stop();
  };
  const FinderRun found = find_critical_point(*net.objective, net.theta, finding_with(GetParam()), context);
  EXPECT_EQ(found.stop.reason, StopReason::interrupted);
  EXPECT_EQ(found.iterations, 3u);
  EXPECT_EQ(found.theta, run(*net.objective, net.theta, finding_with(GetParam(), 3)).theta);
}

// At a point where the gradient is exactly zero every one of them stays, whatever kind of point it is.
TEST_P(EveryFinder, StaysWhereTheGradientIsZero) {
  const FinderRun found = run(*formula("(1 - w1*w2)^2"), {0, 0}, finding_with(GetParam()));
  EXPECT_EQ(found.end, FinderEnd::critical_point);
  EXPECT_EQ(found.iterations, 0u);
  EXPECT_EQ(found.theta, (Vector{0, 0}));
}

// With a tolerance of 0 the gradient's own rounding is the end, and it is said so.
TEST_P(EveryFinder, EndsAtTheGradientsOwnRounding) {
  FindOptions options = finding_with(GetParam(), 5000);
  options.tolerance = 0;
  const FinderRun found = run(*formula("(1 - x)^2 + 100*(y - x^2)^2"), {1.2, 1.3}, options);
  EXPECT_EQ(found.end, FinderEnd::critical_point) << found.stop.why;
  EXPECT_LE(std::hypot(found.theta[0] - 1, found.theta[1] - 1), 1e-9);
}

// The minima, saddles and flat points of c·f are those of f, and a power of two changes no bit of any ratio.
TEST_P(EveryFinder, TakesTheSameStepsAtEveryScale) {
  for (const Problem& problem : problems()) {
    if (!applies(*formula(problem.text))) continue;
    const auto scaled = [&](int exponent) {
      FindOptions options = finding_with(GetParam(), 300);
      options.tolerance = std::ldexp(1e-12, exponent);
      return run(*formula(fmt::format("{}*({})", std::ldexp(1.0, exponent), problem.text)), problem.start, options);
    };
    const FinderRun one = scaled(0);
    for (const int exponent : {-564, 530}) {  // 1e-170, 1e160; even: roots of residuals are exact
      const FinderRun other = scaled(exponent);
      EXPECT_EQ(other.theta, one.theta) << problem.text;
      EXPECT_EQ(other.iterations, one.iterations) << problem.text;
      EXPECT_EQ(other.end, one.end) << problem.text << ": " << other.stop.why;
      EXPECT_EQ(other.stop.reason, one.stop.reason) << problem.text << ": " << other.stop.why;
      EXPECT_EQ(other.stop.criterion, one.stop.criterion) << problem.text;
      EXPECT_EQ(other.gradient_flatness, one.gradient_flatness) << problem.text;
    }
  }
}

TEST_P(EveryFinder, ReachesTheSamePointInAnyUnit) {
  const auto scaled = [&](const char* c) {
    FindOptions options = finding_with(GetParam());
    options.tolerance = 0;
    return run(*formula(std::string(c) + "*(1 - w1*w2)^2"), {2, 0.9}, options);
  };
  const FinderRun one = scaled("1");
  for (const char* c : {"1e-170", "1e160"}) {
    const FinderRun other = scaled(c);
    EXPECT_EQ(other.end, FinderEnd::critical_point) << c << ": " << other.stop.why;
    EXPECT_EQ(other.stop.reason, StopReason::converged) << c;
    EXPECT_LE(norm(plus(other.theta, -1, one.theta)), 1e-9) << c;  // along the valley, rounding adds up
  }
}

// c·(x³ + x/4 + y²), shifted so that its stall isn't approached without end, stalls where g lies in the kernel of H, at
// every c; the share that H reaches is a number.
TEST(Finders, AStallIsGradientFlatAtEveryScale) {
  for (const char* name : {"gradient-norm", "newton-mr", "trust-region"}) {
    const auto scaled = [&](int exponent) {
      FindOptions options = finding_with(name, 300);
      options.tolerance = 0;
      return run(*formula(fmt::format("{}*((x - 1)^3 + (x - 1)/4 + (y - 1)^2)", std::ldexp(1.0, exponent))), {1.7, 1.3},
                 options);
    };
    const FinderRun one = scaled(0);
    EXPECT_EQ(one.end, FinderEnd::gradient_flat) << name << ": " << one.stop.why;
    for (const int exponent : {-564, 530}) {
      const FinderRun other = scaled(exponent);
      EXPECT_EQ(other.end, FinderEnd::gradient_flat) << name << ": " << other.stop.why;
      EXPECT_EQ(other.theta, one.theta) << name;
      EXPECT_EQ(other.gradient_flatness, one.gradient_flatness) << name;
    }
  }
}

// Steps at the border double the radius, a tenth of ‖θ‖ at first: 100, 200 and 400 of the way, then the rest of 1,000.
TEST(TrustRegionNewton, ItsRadiusDoubles) {
  const FinderRun found = run(*formula("x^2 + y^2"), {600, 800}, finding_with("trust-region"));
  EXPECT_EQ(found.end, FinderEnd::critical_point) << found.stop.why;
  EXPECT_EQ(found.iterations, 4u);
}

// Out of iterations on the very iterate at which the gradient is rounding: at (√2, 3/√2), which no numbers are.
TEST_P(EveryFinder, AGradientWithinItsRoundingIsCriticalAtTheEndOfTheBudgetToo) {
  FindOptions options = finding_with(GetParam(), 5000);
  options.tolerance = 0;
  const auto squares = formula("(x^2 - 2)^2 + (x*y - 3)^2");
  const FinderRun whole = run(*squares, {1.2, 1.3}, options);
  ASSERT_EQ(whole.end, FinderEnd::critical_point) << whole.stop.why;
  ASSERT_GT(whole.gradient_norm, 0);
  options.iterations = whole.iterations;
  const FinderRun last = run(*squares, {1.2, 1.3}, options);
  EXPECT_EQ(last.theta, whole.theta);
  EXPECT_EQ(last.end, FinderEnd::critical_point) << last.stop.why;
  options.iterations = 1;
  EXPECT_NE(run(*squares, {1.2, 1.3}, options).end, FinderEnd::critical_point);
}

// A finder that looks at the data for long before its first step may be stopped there.
TEST_P(EveryFinder, ARequestToStopBeforeTheStartKeepsTheStart) {
  const MlpSpec spec = parse_mlp("mlp:1-10-10-1:tanh");
  DataSet data;
  const std::size_t N = 400;
  data.x = {{N, 1}, Vector(N)};
  data.y.kind = DataTargets::Kind::numbers;
  data.y.values = {{N, 1}, Vector(N)};
  for (std::size_t n = 0; n < N; ++n) {
    data.x.values[n] = static_cast<double>(n) / N;
    data.y.values.values[n] = std::sin(9 * data.x.values[n]);
  }
  const auto objective = make_network(spec, data, "mse", {});
  const Vector theta = initialize(spec, initialization("pytorch"), 1, 0);
  std::stop_source source;
  source.request_stop();
  Context context;
  context.stop = source.get_token();
  const FinderRun found = find_critical_point(*objective, theta, finding_with(GetParam()), context);
  EXPECT_EQ(found.stop.reason, StopReason::interrupted);
  EXPECT_EQ(found.iterations, 0u);
  EXPECT_EQ(found.theta, theta);
  EXPECT_EQ(found.gradient_norm, gradient_norm(*objective, theta));
  EXPECT_EQ(found.end, FinderEnd::neither);
}

INSTANTIATE_TEST_SUITE_P(All, EveryFinder, ::testing::ValuesIn(names()),
                         [](const ::testing::TestParamInfo<std::string>& tested) {
                           std::string name = tested.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// Residuals that stay: the least-squares line through (0, 0), (1, 2), (2, 1) is ½ + ½x.
TEST(LevenbergMarquardt, FitsALineInOneStepOrTwo) {
  const auto line = formula("(a - 0)^2 + (a + b - 2)^2 + (a + 2*b - 1)^2");
  ASSERT_NE(line->least_squares(), nullptr);
  const FinderRun found = run(*line, {3, -4}, finding_with(""));
  EXPECT_EQ(found.finder, "levenberg-marquardt");
  EXPECT_EQ(found.end, FinderEnd::critical_point) << found.stop.why;
  EXPECT_NEAR(found.theta[0], 0.5, 1e-9);
  EXPECT_NEAR(found.theta[1], 0.5, 1e-9);
  EXPECT_NEAR(found.loss, 1.5, 1e-14);
}

// Round the bend of the valley, where what lowers ‖g‖ runs off to infinity: along the valley ‖g‖ falls towards 1.
TEST(LevenbergMarquardt, ComesRoundRosenbrocksBend) {
  const auto rosenbrock = formula("(1 - x)^2 + 100*(y - x^2)^2");
  const FinderRun found = run(*rosenbrock, {-1.2, 1}, finding_with("levenberg-marquardt"));
  EXPECT_EQ(found.end, FinderEnd::critical_point) << found.stop.why;
  EXPECT_LE(std::hypot(found.theta[0] - 1, found.theta[1] - 1), 10 * 1e-9 / 0.39);
  for (const char* name : {"gradient-norm", "trust-region"}) {
    const FinderRun off = run(*rosenbrock, {-1.2, 1}, finding_with(name, 300));
    EXPECT_EQ(off.end, FinderEnd::neither) << name;
    EXPECT_GT(off.gradient_norm, 1) << name;
  }
}

// J = 1e155: JᵀJ isn't a number, and no damping makes it one.
TEST(LevenbergMarquardt, EndsWhereTheNormalEquationsOverflow) {
  const FinderRun found = run(*formula("(1e155*x)^2"), {1e-150}, finding_with("levenberg-marquardt"));
  EXPECT_EQ(found.end, FinderEnd::neither);
  EXPECT_EQ(found.stop.reason, StopReason::not_finite) << found.stop.why;
}

// The price list of objective/counted.h: residuals 1/3 a trial; an iterate normal equations, 1 + 2P/3, or with M ≤ P
// the M rows of J. No trial is refused where the residuals are linear.
TEST(LevenbergMarquardt, ItsCostIsCountedAtTheSeam) {
  FindOptions options = finding_with("levenberg-marquardt");
  options.tolerance = 1e-3;
  const auto cost_of_an_iterate = [&](const std::string& text) {
    const FinderRun found = run(*formula(text), {0, 0}, options);
    EXPECT_EQ(found.hessian_vector_products, 0);
    return found.gradient_equivalents / static_cast<double>(found.iterations + 1);
  };
  EXPECT_NEAR(cost_of_an_iterate("(a - 1)^2 + (b - 2)^2"), 1.0 / 3 + 2, 1e-9);
  EXPECT_NEAR(cost_of_an_iterate("(a - 1)^2 + (b - 2)^2 + (a + b - 3)^2"), 1.0 / 3 + 1 + 2 * 2.0 / 3, 1e-9);
}

TEST(Finders, WithoutANameTakeTheOneForTheLoss) {
  EXPECT_EQ(run(*formula("(x - 1)^2"), {0}, finding_with("")).finder, "levenberg-marquardt");
  EXPECT_EQ(run(*formula("x^4 + x^2 - x"), {1}, finding_with("")).finder, "newton-mr");
}

TEST(Finders, RefuseWhatTheyCantDo) {
  const auto squares = formula("(x - 1)^2"), other = formula("x^4 + x^2 - x");
  expect_error(
      ErrorKind::usage,
      "--finder levenberg-marquardt: the loss is no sum of squares, of which this finder makes its steps. Take "
      "--finder newton-mr.",
      [&] { run(*other, {1}, finding_with("levenberg-marquardt")); });
  expect_error(ErrorKind::bad_input,
               "--finder: \"newton\" is no finder. Did you mean newton-mr? Known are levenberg-marquardt, "
               "gradient-norm, newton-mr, "
               "trust-region.",
               [&] { run(*squares, {1}, finding_with("newton")); });
  FindOptions options;
  options.tolerance = -1;
  expect_error(
      ErrorKind::bad_input,
      "--tolerance -1: the tolerance must be a finite number, at least 0. 0 means the gradient's rounding error.",
      [&] { run(*squares, {1}, options); });
  expect_error(ErrorKind::numerical,
               "the loss or its gradient is not finite at the start: log(x) at x = -1. Start where they are.",
               [&] { run(*formula("log(x)"), {-1}, {}); });
  EXPECT_THROW(run(*squares, {1, 2}, {}), Error);
}

TEST(Finders, WithoutHistoryKeepNone) {
  FindOptions options = finding_with("newton-mr");
  options.history = false;
  EXPECT_THAT(run(*formula("x^2 + y^4"), {1, 1}, options).history, IsEmpty());
}

TEST(SquaredGradient, IsAnObjectiveWhoseGradientIsHg) {
  for (const char* text : {"x^2 - y^2 + y^4 + x*y^2", "exp(x)*sin(y) + x^4"}) {
    const auto inner = formula(text);
    EXPECT_THAT(check_objective(SquaredGradient(*inner), Vector{0.7, -0.4}), IsEmpty()) << text;
  }
  const Net net = tanh_net(1);
  EXPECT_THAT(check_objective(SquaredGradient(*net.objective), net.theta), IsEmpty());
}

}  // namespace
}  // namespace saddlescope
