// What a budget buys: costs are those an objective counts by itself, no run goes beyond, and one that can't move says
// so.
#include "saddlescope/optimize/budgeted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stop_token>
#include <string>
#include <vector>

#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using testing::ClosedForm;
using testing::DoubleWell;
using ::testing::HasSubstr;
using testing::Rosenbrock;

/// Counts for itself what it is asked, in thirds of a gradient: value 1, gradient and linearization 3, product 6; five
/// times that for a measurement of rounding.
class SelfCounting final : public Objective {
 public:
  explicit SelfCounting(const Objective& inner) : inner_(inner) {}

  std::span<const Parameter> parameters() const override { return inner_.parameters(); }
  Traits traits() const override { return inner_.traits(); }
  double value(std::span<const double> theta, Context& context) const override {
    thirds += 1;
    return inner_.value(theta, context);
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    thirds += 3;
    return inner_.gradient(theta, g, context);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    thirds += 3;
    return std::make_unique<At>(*this, inner_.linearize(theta, context));
  }

  mutable int thirds = 0;

 private:
  class At final : public Linearization {
   public:
    At(const SelfCounting& outer, std::unique_ptr<Linearization> inner)
        : Linearization(outer, inner->theta()), outer_(outer), inner_(std::move(inner)) {}
    double value() const override { return inner_->value(); }
    std::span<const double> gradient() const override { return inner_->gradient(); }
    void apply(ConstBlock V, Block HV, Context& context) const override {
      outer_.thirds += 6 * static_cast<int>(V.columns());
      inner_->apply(V, HV, context);
    }
    Rounding rounding(ConstBlock V, Context& context) const override {
      outer_.thirds += 5 * (3 + 6 * static_cast<int>(V.columns()));
      return inner_->rounding(V, context);
    }

   private:
    const SelfCounting& outer_;
    std::unique_ptr<Linearization> inner_;
  };

  const Objective& inner_;
};

class Budgeted : public ::testing::TestWithParam<std::string> {
 protected:
  BudgetedRun run(const Objective& objective, const Vector& start, double budget) {
    return run_within(objective, start, {GetParam(), {}, {}, {}}, budget, context_);
  }
  Context context_;
};
INSTANTIATE_TEST_SUITE_P(Methods, Budgeted, ::testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const OptimizerEntry& entry : optimizers()) names.emplace_back(entry.name);
                           return names;
                         }()));

TEST_P(Budgeted, SpendsWhatTheObjectiveCountsByItself) {
  const ClosedForm<Rosenbrock> inner(5);
  for (const double budget : {10.0, 33.0, 100.0}) {
    const SelfCounting objective(inner);
    const BudgetedRun spent = run(objective, {-1.2, 1, 0.3, -0.5, 0.8}, budget);
    EXPECT_NEAR(spent.spent, objective.thirds / 3.0, 1e-9) << spent.why;
    EXPECT_LE(spent.spent, budget + 1e-9);
    EXPECT_GT(spent.spent, 0);
  }
}

// More budget only goes on: the history of the shorter run is the beginning of the longer one's.
TEST_P(Budgeted, ALongerRunBeginsLikeAShorterOne) {
  const ClosedForm<Rosenbrock> objective(4);
  const Vector start{-1.2, 1, 0.3, -0.5};
  const BudgetedRun small = run(objective, start, 50), large = run(objective, start, 100);
  ASSERT_GE(large.history.size(), small.history.size());
  for (std::size_t i = 0; i + 1 < small.history.size(); ++i) {
    EXPECT_EQ(small.history[i].spent, large.history[i].spent);
    EXPECT_EQ(small.history[i].loss, large.history[i].loss);
  }
  EXPECT_LE(large.lowest, small.lowest);
  EXPECT_EQ(large.history.back().loss, large.loss);
}

// x² − y² + y⁴ at 0 (docs/methods §7): a step needs noise or negative curvature.
TEST_P(Budgeted, LeavesAnExactSaddleOrSaysThatItCannot) {
  const ClosedForm<DoubleWell> objective(2);
  const BudgetedRun out =
      run_within(objective, Vector{0, 0},
                 {GetParam(), find_optimizer(GetParam()).learning_rate ? std::optional(0.1) : std::nullopt, {}, {}},
                 200, context_);
  if (make_optimizer({GetParam(), {}, {}, {}})->leaves_critical_points()) {
    EXPECT_NEAR(out.loss, -0.25, 1e-5);
    return;
  }
  EXPECT_EQ(out.theta, (Vector{0, 0}));
  EXPECT_EQ(out.steps, 0u);
  EXPECT_LE(out.spent, 2);
  EXPECT_EQ(out.why, "the gradient is exactly zero, and so is every step");
}

TEST(BudgetedRun, KeepsTheLastFiniteIterate) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  const BudgetedRun run = run_within(objective, Vector{-1.2, 1}, {"gradient-descent", 1.0, {}, {}}, 1000, context);
  EXPECT_TRUE(std::isfinite(run.loss));
  EXPECT_THAT(run.why, HasSubstr("not finite any more"));
}

TEST(BudgetedRun, EndsOnRequestWithWhatItHas) {
  const ClosedForm<Rosenbrock> objective(2);
  std::stop_source source;
  source.request_stop();
  Context context;
  context.stop = source.get_token();
  const BudgetedRun run = run_within(objective, Vector{-1.2, 1}, {"adam", {}, {}, {}}, 1000, context);
  EXPECT_TRUE(run.interrupted);
  EXPECT_EQ(run.theta, (Vector{-1.2, 1}));
  EXPECT_DOUBLE_EQ(run.loss, 24.2);
}

TEST(BudgetedRun, ABudgetThatBuysNothingLeavesTheLossUnknown) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  const BudgetedRun run = run_within(objective, Vector{-1.2, 1}, {"adam", {}, {}, {}}, 0.5, context);
  EXPECT_TRUE(std::isnan(run.loss));
  EXPECT_EQ(run.spent, 0);
  EXPECT_FALSE(run.interrupted);
}

// A spacing of a twentieth: of a thousand gradients some hundred points, the first and the last among them.
TEST(BudgetedRun, ItsHistoryIsThin) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  const BudgetedRun run = run_within(objective, Vector{-1.2, 1}, {"adam", {}, {}, {}}, 1000, context);
  EXPECT_LT(run.history.size(), 120u);
  EXPECT_EQ(run.history.front().spent, 1);
  EXPECT_EQ(run.history.back().spent, 1000);
}

}  // namespace
}  // namespace saddlescope
