// Causes that lie in the steps (docs/methods.md §12): too long, too noisy; just above and just below each threshold.
#include <fmt/format.h>

#include <cmath>

#include "saddlescope/spectrum/dense.h"
#include "saddlescope/stall/thresholds.h"
#include "tests/claims/trained_networks.h"
#include "tests/network/networks.h"
#include "tests/stall/evidence.h"

namespace saddlescope {
namespace {

using ::testing::Contains;
using ::testing::Not;
using testing_stall::expect_states;

// --- step_too_long: just above and just below the threshold, at points that training reached

const std::vector<Recipe>& on_the_way() {
  static const std::vector<Recipe> kRecipes = {
      {"wine", "mlp:13-8-3:tanh", "gradient-descent", 0.1, 200, 0},
      {"iris", "mlp:4-8-8-3:relu", "adam", 1e-3, 400, 1},
      {"sin(5*pi*x)/(5*pi*x)", "mlp:1-10-1:tanh", "adam", 1e-2, 300, 2, false}};
  return kRecipes;
}

TEST(StepTooLong, IsListedJustAboveEachThresholdAndNotJustBelow) {
  for (const Recipe& recipe : on_the_way()) {
    SCOPED_TRACE(named(recipe));
    const Trained made = trained(recipe);
    Context context;
    const double highest = eigenvalues(hessian_at(made.objective(), made.theta), context).back();
    const double beta = 0.9;
    const std::vector<std::pair<std::string, double>> thresholds = {
        // the rate at which λmax is the threshold
        {"gradient-descent", 2 / highest},
        {"momentum", 2 * (1 + beta) / highest},
        {"nesterov", 2 * (1 + beta) / ((1 + 2 * beta) * highest)}};
    const auto at = made.objective().linearize(made.theta, context);
    for (const auto& [method, rate] : thresholds) {
      SCOPED_TRACE(method);
      for (const double off : {1e-6, -1e-6}) {
        TrainedBy by;
        by.optimizer = method;
        by.learning_rate = rate * (1 + off);
        by.momentum = method == "gradient-descent" ? 0 : beta;
        const StallAnswer answer = why_stalled({.at = *at, .trained_by = by, .highest = {{highest, 0}}}, context);
        const bool found = std::ranges::any_of(answer.causes, [&](const StallCause& c) {
          if (c.cause == "step_too_long") expect_states(c.evidence, highest, 1e-5);
          return c.cause == "step_too_long";
        });
        EXPECT_EQ(found, off > 0);
      }
    }
  }
}

// Adam's own state at the end of a run of its own, and λmax(D⁻¹H) by a dense solver.
TEST(StepTooLong, OfAdamIsListedJustAboveItsThresholdWithItsState) {
  for (const Recipe& recipe : on_the_way()) {
    SCOPED_TRACE(named(recipe));
    Context context;
    context.seed = recipe.seed;
    const Problem problem = make_problem(described(recipe), context);
    Vector theta = problem.theta, m(theta.size()), v(theta.size()), g(theta.size());
    TrainedBy by;
    by.optimizer = "adam";
    by.epsilon = 1e-8;
    by.preconditioner.resize(theta.size());
    for (int k = 1; k <= 200; ++k) {
      problem.objective->gradient(theta, g, context);
      for (std::size_t i = 0; i < g.size(); ++i) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        by.preconditioner[i] = (1 - std::pow(0.9, k)) * (std::sqrt(v[i] / (1 - std::pow(0.999, k))) + 1e-8);
        theta[i] -= 1e-3 * m[i] / by.preconditioner[i];
      }
    }
    Matrix H = hessian_at(*problem.objective, theta);
    for (std::size_t j = 0; j < H.columns(); ++j) {
      for (std::size_t i = 0; i < H.rows(); ++i) H(i, j) /= std::sqrt(by.preconditioner[i] * by.preconditioner[j]);
    }
    const double highest = eigenvalues(H, context).back();
    const auto at = problem.objective->linearize(theta, context);
    for (const double off : {1e-3, -1e-3}) {  // a Lanczos estimate here
      by.learning_rate = 38 / highest * (1 + off);
      const StallAnswer answer = why_stalled({.at = *at, .trained_by = by}, context);
      const auto found = std::ranges::find(answer.causes, "step_too_long", &StallCause::cause);
      ASSERT_EQ(found != answer.causes.end(), off > 0);
      if (off > 0) expect_states(found->evidence, highest, 1e-4);
    }
  }
}

// --- noise_dominates: batches of few samples late in training

TEST(NoiseDominates, IsListedWhereTheExpectedChangeFromEverySamplesGradientIsARise) {
  std::size_t claimed = 0, not_claimed = 0;
  for (const Recipe& recipe : on_the_way()) {
    SCOPED_TRACE(named(recipe));
    const Trained made = trained(recipe);
    Context context;
    const Matrix H = hessian_at(made.objective(), made.theta);
    const Samples& samples = *made.objective().samples();
    const std::size_t N = samples.count(), P = made.theta.size();
    Vector g(P);
    made.objective().gradient(made.theta, g, context);
    double trace = 0, of_noise = 0;
    const auto quadratic = [&](const Vector& x) {
      double sum = 0;
      for (std::size_t j = 0; j < P; ++j) sum += x[j] * dot(H.column(j), x);
      return sum;
    };
    for (std::size_t n = 0; n < N; ++n) {
      Vector own(P);
      const std::array one = {n};
      samples.gradient(made.theta, one, own, context);
      axpy(-1, g, own);
      trace += dot(own, own) / static_cast<double>(N);
      of_noise += quadratic(own) / static_cast<double>(N);
    }
    for (const std::size_t B : {1UL, 4UL, 32UL}) {
      for (const double eta : {1e-4, 1e-2, 0.1, 0.3}) {
        const double share = static_cast<double>(N - B) / static_cast<double>(N - 1) / static_cast<double>(B);
        const double plain = -eta * dot(g, g) + 0.5 * eta * eta * quadratic(g);
        const double change = plain + 0.5 * eta * eta * share * of_noise;
        HowTrained how;
        how.optimizer = "gradient-descent";
        how.learning_rate = eta;
        how.batch_size = B;
        const Diagnosis d = look_knowing(made.objective(), made.theta, how);
        const bool there = plain < 0 && change >= 0;
        (there ? claimed : not_claimed) += 1;
        SCOPED_TRACE(fmt::format("B = {}, learning rate {}, change {}", B, eta, change));
        if (!there) {
          EXPECT_THAT(causes(d), Not(Contains("noise_dominates")));
          continue;
        }
        expect_states(cause(d, "noise_dominates").evidence, trace / dot(g, g), 1e-3);
        expect_states(cause(d, "noise_dominates").evidence, change);
      }
    }
  }
  EXPECT_GE(claimed, 5U);
  EXPECT_GE(not_claimed, 5U);
}

}  // namespace
}  // namespace saddlescope
