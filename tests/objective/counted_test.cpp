// Costs are counted call by call, the answers are those of the objective within, and no call is made beyond a budget.
#include "saddlescope/objective/counted.h"

#include <gmock/gmock.h>

#include <numeric>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/conformance.h"
#include "tests/objective/handwritten.h"

namespace saddlescope {
namespace {

using handwritten::ExponentialSum;
using handwritten::FullExponentialSum;

const Vector kTheta{0.1, -0.2, 0.3};

/// A mean of four terms aₙ·θ₁: enough of a data set to ask for batches.
class FourSamples final : public Objective {
 public:
  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override { return {}; }
  double value(std::span<const double> theta, Context&) const override { return 2.5 * theta[0]; }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    g[0] = 2.5;
    return value(theta, context);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context&) const override {
    return std::make_unique<At>(*this, theta);
  }
  const Samples* samples() const override { return &samples_; }

 private:
  class At final : public Linearization {
   public:
    At(const FourSamples& objective, std::span<const double> theta) : Linearization(objective, theta) {}
    double value() const override { return 2.5 * theta()[0]; }
    std::span<const double> gradient() const override { return gradient_; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) HV(0, j) = 0;
    }

   private:
    Vector gradient_{2.5};
  };
  class Terms final : public Samples {
   public:
    std::size_t count() const override { return 4; }
    double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                    Context&) const override {
      double sum = 0;
      for (const std::size_t n : batch) sum += 1 + static_cast<double>(n);
      g[0] = sum / static_cast<double>(batch.size());
      return g[0] * theta[0];
    }
  };

  std::vector<Parameter> parameters_{{.name = "x", .shape = {}, .offset = 0, .unit_axis = {}}};
  Terms samples_;
};

TEST(Counted, IsAnObjectiveLikeTheOneWithin) {
  const FullExponentialSum full({1.0, 0.7, 0.4}, handwritten::example_slopes());
  EXPECT_THAT(check_objective(CountedObjective(full), kTheta, {.order = 8}), testing::IsEmpty());
  const ExponentialSum least(handwritten::example_weights(), handwritten::example_slopes());
  EXPECT_THAT(check_objective(CountedObjective(least), kTheta), testing::IsEmpty());
}

// Every optional part within is used: the fallbacks would give other bits, or no floor at all.
TEST(Counted, ForwardsEveryOptionalPartBitByBit) {
  const FullExponentialSum inner({1.0, 0.7, 0.4}, handwritten::example_slopes());
  const CountedObjective counted(inner);
  Context context;
  const auto at = counted.linearize(kTheta, context), expected = inner.linearize(kTheta, context);
  const Vector v{0.6, 0, 0.8};
  EXPECT_EQ(at->third(v, Errors::measured, context).value, expected->third(v, Errors::measured, context).value);
  EXPECT_EQ(at->along(v, 8, Errors::measured, context).value, expected->along(v, 8, Errors::measured, context).value);
  EXPECT_EQ(at->rounding(v, context).product, expected->rounding(v, context).product);
  EXPECT_EQ(at->above_floor(context).value, expected->above_floor(context).value);
  EXPECT_EQ(counted.floor().value, inner.floor().value);
  EXPECT_TRUE(counted.kink(kTheta, context).known);
  EXPECT_EQ(counted.size(), inner.size());
}

struct Priced {
  std::string call;
  double price;
  void (*ask)(const CountedObjective& counted, const Linearization& at, Context& context);
};

TEST(Counted, EachCallHasItsPrice) {
  const FullExponentialSum inner({1.0, 0.7, 0.4}, handwritten::example_slopes());
  const std::vector<Priced> calls{
      {"value", 1.0 / 3, [](auto& f, auto&, auto& c) { f.value(kTheta, c); }},
      {"values", 4.0 / 3,
       [](auto& f, auto&, auto& c) {
         Vector L(4);
         f.values(Matrix(3, 4), L, c);
       }},
      {"gradient", 1,
       [](auto& f, auto&, auto& c) {
         Vector g(3);
         f.gradient(kTheta, g, c);
       }},
      {"linearize", 1, [](auto& f, auto&, auto& c) { f.linearize(kTheta, c); }},
      {"apply", 10,
       [](auto&, auto& at, auto& c) {
         Matrix HV(3, 5);
         at.apply(Matrix(3, 5), HV, c);
       }},
      {"hessian", 6,
       [](auto&, auto& at, auto& c) {
         Matrix H(3, 3);
         at.hessian(H, c);
       }},
      {"third", 4, [](auto&, auto& at, auto& c) { at.third(kTheta, Errors::none, c); }},
      {"along", 6, [](auto&, auto& at, auto& c) { at.along(Vector{1, 0, 0}, 4, Errors::none, c); }},
      {"third, its error measured", 24, [](auto&, auto& at, auto& c) { at.third(kTheta, Errors::measured, c); }},
      {"along, its errors measured", 36,
       [](auto&, auto& at, auto& c) { at.along(Vector{1, 0, 0}, 4, Errors::measured, c); }},
      {"rounding", 25, [](auto&, auto& at, auto& c) { at.rounding(Matrix(3, 2), c); }},
      {"above floor", 5, [](auto&, auto& at, auto& c) { at.above_floor(c); }},
      {"residuals", 1.0 / 3,
       [](auto& f, auto&, auto& c) {
         Vector r(4);
         f.least_squares()->residuals(kTheta, r, c);
       }},
      {"jacobian", 10.0 / 3,
       [](auto& f, auto&, auto& c) {
         Matrix JV(4, 5);
         f.least_squares()->jacobian(kTheta, Matrix(3, 5), JV, c);
       }},
      {"transposed jacobian", 5,
       [](auto& f, auto&, auto& c) {
         Matrix JTU(3, 5);
         f.least_squares()->transposed_jacobian(kTheta, Matrix(4, 5), JTU, c);
       }},
      {"normal equations", 3,
       [](auto& f, auto&, auto& c) {
         Matrix A(3, 3);
         Vector g(3);
         f.least_squares()->normal_equations(kTheta, A, g, c);
       }},
      {"gram", 4,
       [](auto& f, auto&, auto& c) {
         Matrix J(4, 3), K(4, 4);
         f.least_squares()->gram(kTheta, J, K, c);
       }},
  };
  for (const Priced& priced : calls) {
    Context context;
    const CountedObjective counted(inner);
    const auto at = counted.linearize(kTheta, context);
    const double before = counted.spent();
    priced.ask(counted, *at, context);
    EXPECT_NEAR(counted.spent() - before, priced.price, 1e-12) << priced.call;
  }
}

TEST(Counted, ABatchCostsItsShareOfAGradient) {
  const FourSamples inner;
  const CountedObjective counted(inner);
  Context context;
  Vector g(1);
  const std::vector<std::size_t> batch{0, 2, 3};
  EXPECT_DOUBLE_EQ(counted.samples()->gradient(Vector{3}, batch, g, context), 8);
  EXPECT_DOUBLE_EQ(counted.spent(), 0.75);
  const auto at = counted.linearize(Vector{3}, context);
  EXPECT_DOUBLE_EQ(counted.samples()->noise(*at, context).trace, 1.25);  // of 1, 2, 3, 4
  EXPECT_DOUBLE_EQ(counted.spent(), 0.75 + 1 + 3);
}

// A call that would go beyond the budget isn't made, and is told apart from a request to stop.
TEST(Counted, EndsWhereTheBudgetIsSpent) {
  const FullExponentialSum inner({1.0, 0.7, 0.4}, handwritten::example_slopes());
  const CountedObjective counted(inner, 2);
  Context context;
  Vector g(3);
  for (int i = 0; i < 3; ++i) counted.value(kTheta, context);  // three thirds are exactly one
  counted.gradient(kTheta, g, context);
  EXPECT_FALSE(counted.exhausted());
  try {
    counted.value(kTheta, context);
    FAIL() << "a call beyond the budget";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
    EXPECT_EQ(error.message(), "the budget of 2 gradient equivalents is spent.");
  }
  EXPECT_TRUE(counted.exhausted());
  EXPECT_NEAR(counted.spent(), 2, 1e-12);
}

}  // namespace
}  // namespace saddlescope
