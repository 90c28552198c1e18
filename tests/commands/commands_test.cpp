// The commands as C++ calls: on objectives written by hand, which know nothing of the engine, and on the lecture's toy.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <stop_token>
#include <string>
#include <tuple>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/inspect.h"
#include "saddlescope/commands/stall.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/problem/problem.h"
#include "tests/commands/quartic.h"
#include "tests/objective/handwritten.h"

namespace saddlescope {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kRounding = 1e4 * kEps;  // of results of a short search, relative to numbers near 1

Diagnosis diagnosed(const Objective& objective, const Vector& theta) {
  Context context;
  return diagnose(objective, theta, {}, context);
}

// H = diag(2, −2) at the origin.
TEST(HandWritten, QuarticIsASaddleAtTheOrigin) {
  const Diagnosis d = diagnosed(Quartic(), {0, 0});
  EXPECT_EQ(d.verdict.kind, VerdictKind::saddle);
  ASSERT_EQ(d.spectrum.eigenvalues.size(), 2U);
  EXPECT_NEAR(d.spectrum.eigenvalues[0], -2, d.spectrum.lowest.bound);
  EXPECT_NEAR(d.spectrum.eigenvalues[1], 2, d.spectrum.highest.bound);
  ASSERT_TRUE(d.escape.has_value());
  EXPECT_GT(d.escape->measured_decrease, 0);
  EXPECT_EQ(d.engine, "by hand");
  EXPECT_THAT(d.problem.variables, ElementsAre("x", "y"));
  EXPECT_THAT(d.problem.at, ElementsAre(0, 0));
  EXPECT_THAT(d.gradient, ElementsAre(0, 0));
  EXPECT_FALSE(d.floor.has_value());  // it offers none
}

// At y = √½: H = diag(2, 4).
TEST(HandWritten, QuarticHasAMinimum) {
  Context context;
  TrainCommandOptions options;
  options.minimize.optimizer.name = "l-bfgs";
  const Training t = train(Quartic(), Vector{1, 0.5}, options, context);
  EXPECT_NEAR(t.loss, -0.25, kRounding);
  const Diagnosis d = diagnosed(Quartic(), t.theta);
  EXPECT_EQ(d.verdict.kind, VerdictKind::local_minimum) << d.verdict.why;
  EXPECT_NEAR(d.spectrum.highest.value, 4, 1e-6);
  EXPECT_FALSE(d.escape.has_value());
}

// Every method based on the gradient alone takes a zero step there.
TEST(HandWritten, EscapeLeavesTheSaddleWhereTrainingStays) {
  for (const char* optimizer : {"gradient-descent", "momentum", "adam", "l-bfgs"}) {
    Context context;
    TrainCommandOptions options;
    options.minimize.optimizer.name = optimizer;
    const Training t = train(Quartic(), Vector{0, 0}, options, context);
    EXPECT_EQ(t.loss, 0) << optimizer;
    EXPECT_THAT(t.theta, ElementsAre(0, 0)) << optimizer;
  }
  Context context;
  const Escape e = run_escape(Quartic(), Vector{0, 0}, {}, context);
  EXPECT_NEAR(e.loss, -0.25, kRounding);
  ASSERT_FALSE(e.rounds.empty());
  EXPECT_GT(e.rounds.front().measured_decrease, 0);
  EXPECT_EQ(e.stopped, "second_order_stationary") << e.why;
  EXPECT_EQ(e.engine, "by hand");
  EXPECT_NEAR(std::abs(e.theta[1]), std::sqrt(0.5), 1e-6);
}

// L = e^{bᵀθ}-sums with all weights positive and slopes that span both signs: convex; its minimum is one.
TEST(HandWritten, ConvexSumOfExponentialsIsMinimizedAndSaidToBeAMinimum) {
  const handwritten::FullExponentialSum objective({1, 1, 1, 1},
                                                  {{1, 0}, {-1, 0}, {0, 2}, {0, -2}});  // 2cosh x + 2cosh 2y
  Context context;
  TrainCommandOptions options;
  options.minimize.optimizer.name = "l-bfgs";
  const Training t = train(objective, Vector{0.7, -0.4}, options, context);
  EXPECT_NEAR(t.loss, 4, kRounding);
  const Diagnosis d = diagnosed(objective, t.theta);
  EXPECT_EQ(d.verdict.kind, VerdictKind::local_minimum) << d.verdict.why;
  EXPECT_NEAR(d.spectrum.lowest.value, 2, 1e-6);  // 2cosh 0
  EXPECT_NEAR(d.spectrum.highest.value, 8, 1e-6);  // 4·2cosh 0
}

// 2cosh x − 2cosh y at 0: λ = 2 and −2.
TEST(HandWritten, DifferenceOfExponentialSumsIsASaddle) {
  const handwritten::ExponentialSum objective({1, 1, -1, -1}, {{1, 0}, {-1, 0}, {0, 1}, {0, -1}});
  const Diagnosis d = diagnosed(objective, {0, 0});
  EXPECT_EQ(d.verdict.kind, VerdictKind::saddle) << d.verdict.why;
  EXPECT_NEAR(d.spectrum.lowest.value, -2, 1e-12);
  EXPECT_NEAR(d.spectrum.highest.value, 2, 1e-12);
}

// Issue table: the lecture's network (1 − w₁w₂)², as a formula and as a network with one datum (x, y) = (1, 1).
std::vector<Problem> toys(double w1, double w2, Context& context) {
  std::vector<Problem> problems;
  ProblemDescription formula;
  formula.function = "(1 - w1*w2)^2";
  formula.at = "w1=" + std::to_string(w1) + ", w2=" + std::to_string(w2);
  problems.push_back(make_problem(formula, context));
  ProblemDescription network;
  network.model = "mlp:1-1-1:linear:no-bias";
  network.data = "x";
  network.x_range = "0.5:1.5";  // one cell, its midpoint: x = 1, y = x = 1
  network.samples = 1;
  problems.push_back(make_problem(network, context));
  problems.back().theta = {w1, w2};
  return problems;
}

TEST(Toy, IsASaddleAtTheOriginAndEscapesToZero) {
  Context context;
  for (const Problem& p : toys(0, 0, context)) {
    const Diagnosis d = diagnosed(*p.objective, p.theta);
    EXPECT_EQ(d.verdict.kind, VerdictKind::saddle) << d.verdict.why;
    EXPECT_TRUE(d.verdict.certified);
    EXPECT_NEAR(d.spectrum.eigenvalues.at(0), -2, d.spectrum.lowest.bound);
    EXPECT_NEAR(d.spectrum.eigenvalues.at(1), 2, d.spectrum.highest.bound);
    EXPECT_LT(run_escape(*p.objective, p.theta, {}, context).loss, 1e-12);
  }
}

TEST(Toy, IsADegenerateMinimumOnItsValley) {
  Context context;
  for (const auto& [w1, w2, top] : {std::tuple(1.0, 1.0, 4.0), std::tuple(2.0, 0.5, 8.5)}) {
    for (const Problem& p : toys(w1, w2, context)) {
      const Diagnosis d = diagnosed(*p.objective, p.theta);
      EXPECT_EQ(d.verdict.kind, VerdictKind::degenerate_minimum) << d.verdict.why;
      ASSERT_TRUE(d.nearby.has_value());
      EXPECT_EQ(d.nearby->inertia.negative, 0U);
      EXPECT_EQ(d.nearby->inertia.flat, 1U);
      EXPECT_EQ(d.nearby->inertia.positive, 1U);
      EXPECT_NEAR(d.spectrum.highest.value, top, d.spectrum.highest.bound);
    }
  }
}

TEST(Toy, IsNotCriticalElsewhere) {
  Context context;
  for (const Problem& p : toys(0.3, 0.1, context)) {
    EXPECT_EQ(diagnosed(*p.objective, p.theta).verdict.kind, VerdictKind::not_critical);
  }
}

template <class Call>
std::string message_of(ErrorKind kind, Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing thrown";
  return {};
}

// Each command, called with what it can't work with.
TEST(Misuse, IsRefusedByEveryCommand) {
  const Quartic quartic;
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::function<void(const Vector&, Context&)>> commands{
      [&](const Vector& theta, Context& context) { diagnose(quartic, theta, {}, context); },
      [&](const Vector& theta, Context& context) { run_escape(quartic, theta, {}, context); },
      [&](const Vector& theta, Context& context) { train(quartic, theta, {}, context); }};
  for (const auto& command : commands) {
    Context context;
    EXPECT_EQ(message_of(ErrorKind::bad_input, [&] { command({1, 2, 3}, context); }),
              "theta has 3 entries; the objective has 2 parameters.");
    EXPECT_EQ(message_of(ErrorKind::numerical, [&] { command({1, -kNaN}, context); }),
              "the parameter y is nan. Start from weights saved before that happened.");
    EXPECT_EQ(message_of(ErrorKind::numerical, [&] { command({1, 1e80}, context); }),  // y⁴ overflows
              "the loss is inf here. Move the point into the loss's domain, or look for the step that threw it out.");
  }
}

// H = diag(−2, 2e15) at a critical point: the tolerance for all eigenvalues is wider than 2, that along the direction
// isn't.
TEST(Diagnose, AWayDownAndTheVerdictAgreeBesideAStrongCurvature) {
  Context context;
  ProblemDescription formula;
  formula.function = "20*x^4-x^2+1e15*y^2";
  formula.at = "0,0";
  const Problem problem = make_problem(formula, context);
  const Diagnosis d = diagnose(*problem.objective, problem.theta, {}, context);
  ASSERT_TRUE(d.escape);
  EXPECT_EQ(d.verdict.kind, VerdictKind::saddle);
  EXPECT_TRUE(d.verdict.certified);
}

TEST(Misuse, TooLittleMemoryNamesTheFlagThatFits) {
  const handwritten::ExponentialSum objective({1.0}, {Vector(1000, 0.01)});
  Context context;
  context.memory = 1 << 20;
  const Vector theta(1000, 0.0);
  DiagnoseOptions options;
  options.spectrum = SpectrumMethod::exact;
  EXPECT_EQ(message_of(ErrorKind::memory, [&] { diagnose(objective, theta, options, context); }),
            "The exact spectrum of 1000 parameters would take 45.8 MiB; 1 MiB are allowed. "
            "Take --spectrum matrix-free, which needs next to none, or raise --memory to 46MiB.");
}

// L = ½·Σ exp(2·0.01·Σθ)-like sums: convex, P = 1,000, rank 1. What doesn't fit is done by products, and the result
// says so.
TEST(SpectrumChoice, AutomaticTakesProductsWhereTheMatrixDoesNotFit) {
  const handwritten::ExponentialSum objective({1.0}, {Vector(1000, 0.01)});
  Context context;
  const Vector theta(1000, 0.0);
  const Diagnosis exact = diagnose(objective, theta, {}, context);
  EXPECT_EQ(exact.spectrum.method, "exact");
  EXPECT_TRUE(exact.spectrum.complete);
  ASSERT_EQ(exact.spectrum.others.size(), 2U);
  EXPECT_EQ(exact.spectrum.others[0].method, "inertia");
  EXPECT_EQ(exact.spectrum.others[1].method, "matrix-free");
  context.memory = 4 << 20;
  const Diagnosis products = diagnose(objective, theta, {}, context);
  EXPECT_EQ(products.spectrum.method, "matrix-free");
  EXPECT_FALSE(products.spectrum.complete);
  ASSERT_EQ(products.spectrum.others.size(), 2U);
  EXPECT_EQ(products.spectrum.others[0].method, "exact");
  EXPECT_EQ(products.spectrum.others[0].bytes, 48e6);
  EXPECT_EQ(products.verdict.kind, exact.verdict.kind);
  EXPECT_NEAR(products.spectrum.highest.value, exact.spectrum.highest.value, products.spectrum.highest.bound);
}

// A request to stop ends each command: what has something to keep returns it, a diagnosis says that it was interrupted.
TEST(Stopping, KeepsWhatIsThere) {
  std::stop_source source;
  source.request_stop();
  Context context;
  context.stop = source.get_token();
  const Training t = train(Quartic(), Vector{1, 0.5}, {}, context);
  EXPECT_EQ(t.stop.reason, StopReason::interrupted);
  EXPECT_THAT(t.theta, ElementsAre(1, 0.5));
  const Escape e = run_escape(Quartic(), Vector{0, 0}, {}, context);
  EXPECT_EQ(e.stopped, "interrupted");
  EXPECT_THAT(e.theta, ElementsAre(0, 0));
  for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::matrix_free}) {
    DiagnoseOptions options;
    options.spectrum = method;
    const Diagnosis d = diagnose(Quartic(), Vector{0, 0}, options, context);
    EXPECT_TRUE(d.interrupted);
    EXPECT_EQ(d.verdict.kind, VerdictKind::undetermined);
    EXPECT_EQ(d.loss, 0);
    EXPECT_TRUE(std::isnan(d.spectrum.lowest.value));
  }
}

TEST(Inspecting, AModelNeedsNoData) {
  Context context;
  ProblemDescription description;
  description.model = "mlp:4-3-2:relu";
  const Inspection i = inspect("", description, context);
  ASSERT_EQ(i.parameters.size(), 4U);
  EXPECT_EQ(i.parameters[0].name, "0.weight");
  EXPECT_THAT(i.parameters[0].shape, ElementsAre(3, 4));
  EXPECT_THAT(i.notes, ElementsAre("23 parameters in all."));
}

// A run that has come to rest is there, whatever keeps its stall from being explained.
TEST(Train, KeepsTheRunWhereItsStallCannotBeExplained) {
  std::stop_source stop;
  const std::function<void(Block)> not_finite = [](Block HV) { std::ranges::fill(HV.column(0), std::nan("")); };
  const std::function<void(Block)> too_large = [](Block) { throw Error(ErrorKind::memory, "too much."); };
  const std::function<void(Block)> stopped = [&stop](Block HV) {
    stop.request_stop();
    std::ranges::fill(HV.column(0), 0.0);
  };
  TrainCommandOptions options;
  options.minimize.optimizer = {"gradient-descent", 1e-12, {}, {}};
  options.minimize.steps = 3;
  for (const auto* trouble : {&not_finite, &too_large, &stopped}) {
    Context context;
    context.stop = stop.get_token();
    const Training t = train(Troubled(*trouble), Vector{1, 1}, options, context);
    EXPECT_EQ(t.steps, 3U);
    EXPECT_EQ(t.stop.reason, StopReason::budget);
    EXPECT_EQ(t.theta.size(), 2U);
    EXPECT_EQ(t.interrupted, trouble == &stopped);
    EXPECT_EQ(t.stall_undecided.empty(), trouble == &stopped);
    for (const UndecidedCause& open : t.stall_undecided) {
      EXPECT_THAT(open.why, HasSubstr(trouble == &too_large ? "too much." : "not finite"));
    }
  }
}

// x² with steps of 2.5 times its inverse curvature: x ← −4x, so L is 4⁶ = 4096 times as high after three.
TEST(Train, ThatEndsHigherSaysHowMuchAndWhy) {
  const FunctionObjective objective(Expression::parse("x^2"));
  TrainCommandOptions options;
  options.minimize.optimizer = {"gradient-descent", 2.5, {}, {}};
  options.minimize.steps = 3;
  Context context;
  EXPECT_EQ(train(objective, Vector{1}, options, context).stop.why,
            "all 3 steps are done; the loss rose, to 4.1e+03 times what it was at the start. Steps too long lead up. A "
            "smaller learning rate is the first thing to try.");
  options.minimize.optimizer.learning_rate = 0.1;
  EXPECT_EQ(train(objective, Vector{1}, options, context).stop.why,
            "all 3 steps are done; the loss could still be falling.");
  options.minimize.optimizer.learning_rate = 1.0625;  // x ← −1.125x
  options.minimize.steps = 1;
  EXPECT_EQ(
      train(objective, Vector{1}, options, context).stop.why,
      "the one step is done; the loss rose, by 0.266. Steps too long lead up. A smaller learning rate is the first "
      "thing to try.");
}

// Means of squares from a file that can't be any.
TEST(Preconditioner, RefusesWhatIsNoMeanOfSquares) {
  TrainedBy by;
  by.optimizer = "adam";
  const std::string remedy = " Leave the state out: what it would tell is then undecided.";
  for (const double bad : {-1.0, std::nan("")}) {
    EXPECT_EQ(message_of(ErrorKind::bad_input,
                         [&] { preconditioner(by, {{"optimizer.step", {3}}, {"optimizer.v", {1, bad}}}); }),
              fmt::format("the saved state: \"optimizer.v\" holds {}; a mean of squares is at least 0.", bad) + remedy);
  }
  EXPECT_EQ(message_of(ErrorKind::bad_input,
                       [&] { preconditioner(by, {{"optimizer.step", {0.5}}, {"optimizer.v", {1, 1}}}); }),
            "the saved state: \"optimizer.step\" is 0.5, no number of steps." + remedy);
  EXPECT_EQ(preconditioner(by, {{"optimizer.step", {3}}, {"optimizer.v", {1, 1}}}).size(), 2U);
}

// Second order shows no way down there; the lower point that the verdict found is where escape goes first.
TEST(RunEscape, GoesToTheLowerPointWhereOnlyHigherOrdersLeadDown) {
  ProblemDescription monkey, zeros;
  monkey.problem = "monkey-saddle";
  zeros.model = "mlp:4-4-4-3:tanh";
  zeros.data = "iris";
  zeros.init = "zeros";
  for (const ProblemDescription& description : {monkey, zeros}) {
    Context context;
    const Problem problem = make_problem(description, context);
    const Diagnosis d = diagnose(*problem.objective, problem.theta, {}, context);
    ASSERT_EQ(d.verdict.kind, VerdictKind::degenerate_saddle) << d.verdict.why;
    ASSERT_TRUE(d.verdict.witness);
    const Escape out = run_escape(*problem.objective, problem.theta, {}, context);
    ASSERT_FALSE(out.rounds.empty()) << out.why;
    EXPECT_EQ(out.rounds[0].predicted_by, "higher order");
    EXPECT_TRUE(out.rounds[0].eigenvalue);
    EXPECT_FALSE(out.rounds[0].predicted_decrease);
    EXPECT_NEAR(out.rounds[0].measured_decrease, d.verdict.witness->decrease, 1e-9);
    const double now = problem.objective->value(out.theta, context);
    EXPECT_EQ(now, out.loss);
    EXPECT_LT(now, out.loss_before - 0.5 * d.verdict.witness->decrease);
  }
}

// What `diagnose` announces is what the first round does.
TEST(RunEscape, BeginsWithTheStepThatDiagnoseShows) {
  ProblemDescription description;
  description.model = "mlp:13-6-3:tanh";
  description.data = "wine";
  Context context;
  const Problem problem = make_problem(description, context);
  const Diagnosis d = diagnose(*problem.objective, problem.theta, {}, context);
  ASSERT_TRUE(d.escape);
  EscapeCommandOptions options;
  options.escape.rounds = 1;
  const Escape out = run_escape(*problem.objective, problem.theta, options, context);
  ASSERT_EQ(out.rounds.size(), 1U);
  EXPECT_NEAR(out.rounds[0].eigenvalue.value(), d.escape->eigenvalue, 1e-9 * std::abs(d.escape->eigenvalue));
  EXPECT_NEAR(out.rounds[0].measured_decrease, d.escape->measured_decrease, 1e-6 * d.escape->measured_decrease);
}

// Biases of −100 in front of ReLU: nothing but the output's biases has a gradient.
TEST(RunEscape, DoesntSendADeadNetworkBackToTraining) {
  ProblemDescription description;
  description.model = "mlp:4-3-3:relu";
  description.data = "iris";
  Context context;
  const Problem problem = make_problem(description, context);
  Vector theta = problem.theta;
  for (std::size_t i = 12; i < 15; ++i) theta[i] = -100;
  theta.back() += 0.1;
  const Escape out = run_escape(*problem.objective, theta, {}, context);
  EXPECT_EQ(out.stopped, "no_negative_curvature");
  EXPECT_THAT(out.why, HasSubstr("all 3 relu units of layer 0 are dead"));
  EXPECT_THAT(out.why, testing::Not(HasSubstr("train on")));
}

// A stop that comes before the spectrum: loss, gradient and where they come from are kept.
TEST(Diagnose, InterruptedKeepsLossAndGradient) {
  ProblemDescription description;
  description.model = "mlp:4-3-3:tanh";
  description.data = "iris";
  Context context;
  const Problem problem = make_problem(description, context);
  std::stop_source source;
  context.stop = source.get_token();
  context.progress = [&](const Progress&) { source.request_stop(); };  // with the Hessian's first block, or before
  for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::matrix_free}) {
    DiagnoseOptions options;
    options.spectrum = method;
    const Diagnosis d = diagnose(*problem.objective, problem.theta, options, context);
    EXPECT_TRUE(d.interrupted);
    EXPECT_FALSE(d.verdict.certified);
    EXPECT_GT(d.loss, 0);
    EXPECT_GT(d.gradient_norm, 0);
    EXPECT_TRUE(d.floor.has_value());
    EXPECT_FALSE(d.environment.version.empty());
    source = std::stop_source();
    context.stop = source.get_token();
  }
}

}  // namespace
}  // namespace saddlescope
