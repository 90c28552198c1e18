// Methods of second order: their model against a dense one, their steps against closed forms, their ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "saddlescope/optimize/krylov_model.h"
#include "saddlescope/optimize/minimize.h"
#include "saddlescope/optimize/perturbed_gradient_descent.h"
#include "saddlescope/optimize/saddle_free_newton.h"
#include "saddlescope/optimize/trust_region.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using testing::ClosedForm;
using testing::DoubleWell;
using ::testing::HasSubstr;
using testing::Rosenbrock;

/// ½Σλᵢxᵢ² with λ = (−3, −1, 0.5, 1, 2, …).
struct Indefinite {
  static double eigenvalue(std::size_t i) {
    const auto k = static_cast<double>(i);
    return i < 2 ? 2 * k - 3 : 0.5 * (k - 1);
  }
  template <class T>
  T operator()(std::span<const T> x) const {
    T sum(0);
    for (std::size_t i = 0; i < x.size(); ++i) sum = sum + T(0.5 * eigenvalue(i)) * x[i] * x[i];
    return sum;
  }
};

/// x² − y².
struct Hyperboloid {
  template <class T>
  T operator()(std::span<const T> x) const {
    return x[0] * x[0] - x[1] * x[1];
  }
};

Vector gaussian(std::size_t n, std::uint64_t index) {
  RandomStream random(11, "second order", index);
  Vector x(n);
  for (double& entry : x) entry = random.normal();
  return x;
}

// Grown to the end the Krylov model's minimizer is that of the whole space: λ, and s by its parts on the diagonal.
TEST(KrylovModel, GrownToTheEndFindsTheMinimizerInTheBall) {
  constexpr std::size_t kSize = 20;
  const ClosedForm<Indefinite> objective(kSize);
  Context context;
  for (std::uint64_t k = 0; k < 5; ++k) {
    const Vector theta = gaussian(kSize, k);
    const auto at = objective.linearize(theta, context);
    DiagonalModel dense{{}, Vector(at->gradient().begin(), at->gradient().end())};
    for (std::size_t i = 0; i < kSize; ++i) dense.values.push_back(Indefinite::eigenvalue(i));
    for (const double radius : {0.1, 1.0, 10.0}) {
      const auto solve = [&](const DiagonalModel& model) { return minimize_in_ball(model, radius); };
      KrylovModel model(*at, k, context);
      const ModelStep step = model.grow(solve, 0, context), exact = minimize_in_ball(dense, radius);
      EXPECT_NEAR(step.decrease, exact.decrease, 1e-12 * exact.decrease);
      const Vector s = model.vector(step.y);
      for (std::size_t i = 0; i < kSize; ++i) EXPECT_NEAR(s[i], exact.y[i], 1e-9 * radius);
    }
  }
}

// g lies in the invariant plane of x₃, x₄; the way down, x₁, shows only from a random start orthogonal to it.
TEST(KrylovModel, LooksElsewhereWhereTheGradientsSpaceIsInvariant) {
  const ClosedForm<Indefinite> objective(6);
  Context context;
  const auto at = objective.linearize(Vector{0, 0, 1, 1, 0, 0}, context);
  const auto solve = [](const DiagonalModel& model) { return minimize_in_ball(model, 1); };
  KrylovModel model(*at, 0, context);
  const ModelStep first = model.grow(solve, 0, context);
  EXPECT_TRUE(model.blind(first, 0));
  EXPECT_GT(model.lowest(), 0);
  const ModelStep step = model.widen(solve, context);
  EXPECT_LT(model.lowest(), -1);
  EXPECT_GT(step.decrease, first.decrease);
  const Vector s = model.vector(step.y);
  EXPECT_GT(std::abs(s[0]), 0.1);
  double m = 0;  // the promise is the model's value in ℝᴾ
  for (std::size_t i = 0; i < 6; ++i) {
    m += s[i] * (at->gradient()[i] + 0.5 * Indefinite::eigenvalue(i) * s[i]);
  }
  EXPECT_NEAR(-m, step.decrease, 1e-12);
}

// H = diag(2, −2), |H|⁻¹g = (x, −y): x goes to 0, y doubles.
TEST(SaddleFreeNewton, IsAttractedByTheValleyAndRepelledByTheRidge) {
  const ClosedForm<Hyperboloid> objective(2);
  Context context;
  SaddleFreeNewton method;
  Point point{{1, 0.1}, 0, {}}, next;
  evaluate(objective, point, context);
  ASSERT_FALSE(method.step(objective, point, next, context));
  EXPECT_NEAR(next.theta[0], 0, 1e-5);  // damped by 1e-6 of ‖H‖
  EXPECT_NEAR(next.theta[1], 0.2, 1e-5);
}

// At (1, 0) the gradient is orthogonal to the way down: the step takes both.
TEST(TrustRegion, TakesTheHardCase) {
  const ClosedForm<DoubleWell> objective(2);
  Context context;
  TrustRegion method;
  Point point{{0.05, 0}, 0, {}}, next;
  evaluate(objective, point, context);
  ASSERT_FALSE(method.step(objective, point, next, context));
  EXPECT_GT(std::abs(next.theta[1]), 0.05);  // H + λI singular: λ = 2, x-part −0.1/4, the rest of Δ = 0.1 along y
  EXPECT_NEAR(next.theta[0], 0.05 - 0.1 / 4, 1e-12);
}

class SecondOrder : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Methods, SecondOrder,
                         ::testing::Values("saddle-free-newton", "trust-region", "cubic-regularization"));

// Of two variables: from four on it has a second minimum.
TEST_P(SecondOrder, ReachesRosenbrocksMinimumInFewSteps) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  MinimizeOptions options;
  options.optimizer.name = GetParam();
  options.gradient_tolerance = 1e-9;
  options.steps = 100;
  const Training run = minimize(objective, Vector{-1.2, 1}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::converged) << run.stop.why;
  EXPECT_LT(run.loss, 1e-18);
}

TEST_P(SecondOrder, EveryAcceptedStepLowersTheLoss) {
  const ClosedForm<Rosenbrock> objective(5);
  Context context;
  MinimizeOptions options;
  options.optimizer.name = GetParam();
  options.steps = 30;
  double last = std::numeric_limits<double>::infinity();
  const TrainingObserver observer = [&](const Observation& o) {
    EXPECT_LT(o.loss, last) << o.step;
    last = o.loss;
  };
  minimize(objective, gaussian(5, 3), options, observer, context);
}

TEST(TrustRegion, AtAMinimumSaysWhatItsProductsSaw) {
  const ClosedForm<DoubleWell> objective(2);
  Context context;
  MinimizeOptions options;
  options.optimizer.name = "trust-region";
  const Training run = minimize(objective, Vector{0, std::sqrt(0.5)}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::converged);
  EXPECT_EQ(run.stop.criterion, "decrease that the model promises");
  EXPECT_THAT(run.stop.why, HasSubstr("That is no proof"));
}

/// L(0) = 0 with H = −2, so that a step s promises s²; wherever else one looks, L is what `loss` says.
class Promises final : public Objective {
 public:
  explicit Promises(double loss, std::stop_source* stop = nullptr) : loss_(loss), stop_(stop) {}

  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override { return {}; }
  double value(std::span<const double> /*theta*/, Context& /*context*/) const override {
    if (++looks == kStopAt && stop_) stop_->request_stop();
    return loss_;
  }
  double gradient(std::span<const double> /*theta*/, std::span<double> g, Context& /*context*/) const override {
    std::ranges::fill(g, 0.0);
    return 0;
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& /*context*/) const override {
    return std::make_unique<Here>(*this, theta);
  }

  static constexpr int kStopAt = 5;
  mutable int looks = 0;

 private:
  class Here final : public Linearization {
   public:
    Here(const Objective& objective, std::span<const double> theta) : Linearization(objective, theta) {}
    double value() const override { return 0; }
    std::span<const double> gradient() const override { return zero_; }
    void apply(ConstBlock V, Block HV, Context& /*context*/) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) HV(0, j) = -2 * V(0, j);
    }

   private:
    Vector zero_{0};
  };

  double loss_;
  std::stop_source* stop_;
  std::vector<Parameter> parameters_{{"x", {}, 0}};
};

class Regularized : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Methods, Regularized, ::testing::Values("trust-region", "cubic-regularization"));

// L = 0 all around θ = 0: the promise underflows to 0 before the step does, and 0/0 must not count as a success.
TEST_P(Regularized, EndsWherePromiseAndFallBothUnderflow) {
  const Promises objective(0);
  Context context;
  MinimizeOptions options;
  options.optimizer.name = GetParam();
  const Training run = minimize(objective, Vector{0}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::line_search_failed);
  EXPECT_EQ(run.stop.criterion, "length of the step");
  EXPECT_EQ(run.theta, Vector{0});
}

TEST_P(Regularized, StopsBetweenTrialsOnRequest) {
  std::stop_source stop;
  const Promises objective(1, &stop);
  Context context;
  context.stop = stop.get_token();
  MinimizeOptions options;
  options.optimizer.name = GetParam();
  const Training run = minimize(objective, Vector{0}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::interrupted);
  EXPECT_EQ(objective.looks, Promises::kStopAt);
}

/// a·x² + y².
struct Bowl {
  double a = 1;
  template <class T>
  T operator()(std::span<const T> x) const {
    return T(a) * x[0] * x[0] + x[1] * x[1];
  }
};

// A method remembers nothing of an objective that is gone, not even where the next one lies in its place.
TEST_P(SecondOrder, GoesOnWithAnotherObjectiveAsIfItHadBeenItsFirst) {
  const auto method = [] { return make_optimizer({GetParam(), {}, {}, {}}); };
  const std::unique_ptr<Optimizer> used = method(), fresh = method();
  std::optional<ClosedForm<Bowl>> objective(std::in_place, 2, Bowl{1});
  Context context;
  Point start{{0.02, 0.01}, 0, {}}, next, expected;
  evaluate(*objective, start, context);
  ASSERT_FALSE(used->step(*objective, start, next, context));
  ASSERT_FALSE(fresh->step(*objective, start, next, context));
  Point here{next.theta, 0, {}};
  next = {};
  objective.emplace(2, Bowl{9});
  const ClosedForm<Bowl> elsewhere(2, Bowl{9});
  evaluate(*objective, here, context);
  ASSERT_EQ(used->step(*objective, here, next, context).has_value(),
            fresh->step(elsewhere, here, expected, context).has_value());
  EXPECT_EQ(next.theta, expected.theta);
}

// A quarter of the memory holds ten vectors: the spaces end there, and the loss falls all the same.
TEST_P(SecondOrder, TakesTheSpaceThatTheMemoryHolds) {
  constexpr std::size_t kSize = 40;
  const ClosedForm<Indefinite> objective(kSize);
  Context context;
  context.memory = 4 * 8 * kSize * 10;
  MinimizeOptions options;
  options.optimizer.name = GetParam();
  options.steps = 5;
  const Training run = minimize(objective, gaussian(kSize, 2), options, {}, context);
  EXPECT_EQ(run.steps, 5U) << run.stop.why;
  EXPECT_LT(run.loss, run.loss_before);
}

// In the plane a quarter of the ball lies within half its radius.
TEST(PerturbedGradientDescent, ItsNoiseIsUniformInTheBall) {
  constexpr int kDraws = 4000;
  RandomStream random(3, "ball");
  int inner = 0;
  double x = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Vector v = uniform_in_ball(2, 3, random);
    ASSERT_LE(norm(v), 3);
    inner += norm(v) <= 1.5;
    x += v[0];
  }
  EXPECT_NEAR(inner / static_cast<double>(kDraws), 0.25, 4 * std::sqrt(0.25 * 0.75 / kDraws));
  EXPECT_NEAR(x / kDraws, 0, 4 * 1.5 / std::sqrt(kDraws));  // E x² = r²/4
}

// Far from anything flat it is gradient descent, bit by bit.
TEST(PerturbedGradientDescent, AddsNoiseOnlyWhereTheGradientIsSmall) {
  const ClosedForm<Rosenbrock> objective(3);
  Context context;
  MinimizeOptions options;
  options.optimizer = {"gradient-descent", 5e-4, {}, {}};
  options.steps = 50;
  const Vector start{-1.2, 1, 0.5};
  const Training plain = minimize(objective, start, options, {}, context);
  options.optimizer.name = "perturbed-gradient-descent";
  EXPECT_EQ(minimize(objective, start, options, {}, context).theta, plain.theta);
}

}  // namespace
}  // namespace saddlescope
