// The fallbacks of the seam against closed forms: right, and no further off than they say.
#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/objective.h"
#include "tests/objective/handwritten.h"
#include "tests/objective/least_squares.h"

namespace saddlescope {
namespace {

using handwritten::ExponentialSum;

struct Case {
  std::unique_ptr<ExponentialSum> objective;
  Vector theta;
};

/// Sizes of θ, L and of the length on which L changes, over many orders of magnitude.
std::vector<Case> cases() {
  std::vector<Case> all;
  RandomStream random(7, "fallbacks");
  for (const double weight : {1e-9, 1.0, 1e6}) {
    for (const double steepness : {1e-2, 0.3, 1.0, 5.0}) {
      for (const double reach : {0.0, 1.0, 30.0}) {
        Vector a(4), theta(5);
        std::vector<Vector> B(4, Vector(5));
        for (double& x : theta) x = reach * random.normal();
        for (std::size_t i = 0; i < 4; ++i) {
          a[i] = weight * random.normal();
          for (double& x : B[i]) x = steepness * random.normal();
          const double exponent = dot(B[i], theta);  // keep every term alive: exp(bᵀθ) within e±2
          if (std::abs(exponent) > 2) axpy(-(exponent - 2 * std::tanh(exponent)) / dot(theta, theta), theta, B[i]);
        }
        all.push_back({std::make_unique<ExponentialSum>(a, B), theta});
      }
    }
  }
  return all;
}

Vector unit(RandomStream& random, std::size_t n) {
  Vector v(n);
  for (double& x : v) x = random.normal();
  scale(1 / norm(v), v);
  return v;
}

TEST(Fallback, ThirdIsNoFurtherOffThanItSays) {
  RandomStream random(8, "third");
  Context context;
  for (const Case& c : cases()) {
    const auto at = c.objective->linearize(c.theta, context);
    for (const double length : {1.0, 3.0}) {
      Vector v = unit(random, 5);
      scale(length, v);
      const Vector truth = c.objective->gradient_of_derivative(c.theta, v, 2);
      const Estimate<Vector> third = at->third(v, Errors::measured, context);
      for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_LE(std::abs(third.value[i] - truth[i]), third.error[i]) << "‖θ‖ = " << norm(c.theta);
      }
    }
  }
}

// h⁴ against 16·eps/h balances at relative errors near 1e-11; asked for with four digits to spare.
TEST(Fallback, ThirdAndFourthAreAccurateWhereTheFunctionIsOfUnitScale) {
  Context context;
  RandomStream random(9, "accurate");
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  const Vector theta{0.5, -0.4, 0.3};
  const auto at = objective.linearize(theta, context);
  const Vector v = unit(random, 3);
  const Estimate<Vector> third = at->third(v, Errors::measured, context);
  EXPECT_LE(norm(third.error), 1e-8 * norm(third.value));
  const Estimate<Series> series = at->along(v, 4, Errors::measured, context);
  EXPECT_LE(series.error[3], 1e-8 * (std::abs(series.value[2]) + std::abs(series.value[3])));
  EXPECT_LE(series.error[4], 1e-6 * (std::abs(series.value[2]) + std::abs(series.value[4])));
}

TEST(Fallback, TaylorCoefficientsAreNoFurtherOffThanTheySay) {
  RandomStream random(10, "along");
  Context context;
  for (const Case& c : cases()) {
    const auto at = c.objective->linearize(c.theta, context);
    const Vector v = unit(random, 5);
    const Estimate<Series> series = at->along(v, 8, Errors::measured, context);
    double factorial = 1;
    for (int j = 0; j <= 4; ++j) {
      if (j > 0) factorial *= j;
      const double truth = c.objective->derivative(c.theta, v, j) / factorial;
      EXPECT_LE(std::abs(series.value[j] - truth), series.error[j]) << "order " << j << ", ‖θ‖ = " << norm(c.theta);
    }
    for (int j = 5; j <= 8; ++j) EXPECT_TRUE(std::isinf(series.error[j])) << "order " << j << " is unknown";
  }
}

// L = e^x + e^-x: D³ vanishes at 0 with H symmetric around it, D⁴ is 2.
TEST(Fallback, AVanishingThirdDerivativeLiesWithinItsError) {
  Context context;
  const ExponentialSum objective({1, 1}, {{1}, {-1}});
  const Vector theta{0}, v{1};
  const auto at = objective.linearize(theta, context);
  const Estimate<Vector> third = at->third(v, Errors::measured, context);
  EXPECT_LE(std::abs(third.value[0]), third.error[0]);
  const Estimate<Series> series = at->along(v, 4, Errors::measured, context);
  EXPECT_LE(std::abs(series.value[3]), series.error[3]);
  EXPECT_NEAR(series.value[4], 2.0 / 24, series.error[4]);
}

TEST(Fallback, WithoutErrorsTheValuesAreStillGood) {
  Context context;
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  const Vector theta{0.5, -0.4, 0.3}, v{0.6, 0, 0.8};
  const auto at = objective.linearize(theta, context);
  const Estimate<Vector> third = at->third(v, Errors::none, context);
  EXPECT_TRUE(third.error.empty());
  const Vector truth = objective.gradient_of_derivative(theta, v, 2);
  EXPECT_LE(norm(plus(third.value, -1, truth)), 1e-8 * norm(truth));
  const Estimate<Series> series = at->along(v, 4, Errors::none, context);
  EXPECT_NEAR(series.value[4], objective.derivative(theta, v, 4) / 24, 1e-7);
}

TEST(Fallback, ThirdOfNoDirectionIsZero) {
  Context context;
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  const auto at = objective.linearize(Vector{0, 0, 0}, context);
  EXPECT_THAT(at->third(Vector{0, 0, 0}, Errors::measured, context).value, ::testing::Each(0));
}

TEST(Fallback, HessianHoldsProductsAndSaysHowUnsymmetricTheyWere) {
  Context context;
  const ExponentialSum right(handwritten::example_weights(), handwritten::example_slopes());
  const ExponentialSum wrong(handwritten::example_weights(), handwritten::example_slopes(), 0,
                             handwritten::Fault::product_unsymmetric);
  const Vector theta{0.5, -0.4, 0.3};
  Matrix H(3, 3);
  const auto at = right.linearize(theta, context);
  EXPECT_LE(at->hessian(H, context), 16 * kEps);
  for (std::size_t j = 0; j < 3; ++j) {
    Vector e(3, 0.0);
    e[j] = 1;
    const Vector He = right.gradient_of_derivative(theta, e, 1);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(H(i, j), He[i], 16 * kEps);
  }
  // H₀₂ is 0.01 too large: ‖H − Hᵀ‖_F = √2·0.01, and the symmetric part is off by half of it.
  EXPECT_NEAR(wrong.linearize(theta, context)->hessian(H, context), std::sqrt(2.0) * 0.01, 1e-14);
  EXPECT_EQ(H(0, 2), H(2, 0));
}

TEST(Fallback, RoundingIsTheTraitsRelativeError) {
  Context context;
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  const auto at = objective.linearize(Vector{0.5, -0.4, 0.3}, context);
  const Vector v{0.6, 0, 0.8};
  const Rounding errors = at->rounding(ConstBlock(v), context);
  const double relative = objective.traits().relative_error;
  EXPECT_EQ(errors.value, relative * std::abs(at->value()));
  EXPECT_EQ(errors.gradient, relative * norm(at->gradient()));
  ASSERT_EQ(errors.product.size(), 1u);
  EXPECT_DOUBLE_EQ(errors.product[0], relative * norm(objective.gradient_of_derivative(Vector{0.5, -0.4, 0.3}, v, 1)));
}

TEST(Fallback, TaylorCoefficientsBeyondOrder8AreNoQuestion) {
  Context context;
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  const auto at = objective.linearize(Vector{0, 0, 0}, context);
  for (const int order : {-1, 9}) EXPECT_THROW(at->along(Vector{1, 0, 0}, order, Errors::none, context), Error);
}

TEST(Fallback, KinksAndFloorAreUnknown) {
  Context context;
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  EXPECT_FALSE(objective.kink(Vector{0, 0, 0}, context).known);
  EXPECT_FALSE(objective.floor().value.has_value());
}

TEST(Objective, RefusesAPointOfTheWrongLength) {
  Context context;
  const ExponentialSum objective(handwritten::example_weights(), handwritten::example_slopes());
  try {
    objective.linearize(Vector{1, 2}, context);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_STREQ(error.what(), "theta has 2 entries; the objective has 3 parameters.");
  }
}

/// Parameters as they are given, of a loss that is never asked.
class Laid final : public Objective {
 public:
  explicit Laid(std::vector<Parameter> parameters) : parameters_(std::move(parameters)) {}
  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override { return {}; }
  double value(std::span<const double>, Context&) const override { return 0; }
  double gradient(std::span<const double>, std::span<double>, Context&) const override { return 0; }
  std::unique_ptr<Linearization> linearize(std::span<const double>, Context&) const override { return nullptr; }

 private:
  std::vector<Parameter> parameters_;
};

// Who reads a layer's weights takes θ from its offset on: beyond the end of θ there is nothing to read.
TEST(Objective, RefusesParametersThatDontLieOneAfterAnother) {
  const auto piece = [](std::string name, Shape shape, std::size_t offset, std::optional<std::size_t> axis = {}) {
    return Parameter{std::move(name), std::move(shape), offset, Parameter::Role::weight, axis};
  };
  const std::string remedy =
      " They lie in theta one after another, without gaps, in the order in which they are listed.";
  const struct {
    std::vector<Parameter> parameters;
    std::string fault;
  } cases[]{
      {{piece("a", {2}, 0), piece("b", {2}, 1)}, "b starts at 1, not at 2."},
      {{piece("a", {2}, 0), piece("b", {2}, 1000)}, "b starts at 1000, not at 2."},
      {{piece("a", {2}, 2), piece("b", {2}, 0)}, "a starts at 2, not at 0."},
      {{piece("a", {2, 2}, 0, 2)}, "a has no axis 2."},
      {{piece("a", {1UL << 40, 1UL << 40}, 0)},
       "a has shape (1099511627776, 1099511627776): more numbers than can be counted."},
  };
  for (const auto& c : cases) {
    try {
      Laid(c.parameters).require_size(Vector(4));
      ADD_FAILURE() << "taken, though " << c.fault;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      EXPECT_EQ(error.what(), "parameters() of the objective: " + c.fault + remedy);
    }
  }
  Laid({piece("a", {2}, 0), piece("none", {0}, 2), piece("b", {}, 2), piece("c", {1}, 3, 0)}).require_size(Vector(4));
}

TEST(Fallback, NoiseEndsOnRequest) {
  Context context;
  std::stop_source source;
  context.stop = source.get_token();
  context.progress = [&](const Progress& progress) {
    if (progress.done >= 16) source.request_stop();
  };
  const testing::LeastSquares objective = testing::regression(100, 3, 1, 1);
  const auto at = objective.linearize(Vector{1, 2, 3}, context);
  try {
    objective.samples()->noise(*at, context);
    FAIL() << "all samples were looked at";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
}

// Two blocks of P × n are held at once; a quarter of what is allowed holds n = memory/64P columns.
TEST(Fallback, NoiseTakesBlocksThatMemoryAllows) {
  std::vector<double> looks;
  Context context;
  context.progress = [&](const Progress& progress) { looks.push_back(progress.done); };
  const testing::LeastSquares objective = testing::regression(8, 3, 1, 1);
  const auto at = objective.linearize(Vector{1, 2, 3}, context);
  const GradientNoise all = objective.samples()->noise(*at, context);
  EXPECT_THAT(looks, ::testing::ElementsAre(0, 4));  // the block that it prefers
  looks.clear();
  context.memory = 64 * 3 * 3;
  EXPECT_DOUBLE_EQ(objective.samples()->noise(*at, context).trace, all.trace);
  EXPECT_THAT(looks, ::testing::ElementsAre(0, 3, 6));
}

// A coefficient of order 4 beside products whose error takes measuring: unasked for, it isn't measured.
TEST(Fallback, WithoutErrorsNoneIsMeasured) {
  Context context;
  const handwritten::FullExponentialSum objective({1.0, 0.7, 0.4}, handwritten::example_slopes());
  class Counting final : public Linearization {
   public:
    Counting(const Objective& objective, std::unique_ptr<Linearization> inner)
        : Linearization(objective, inner->theta()), inner_(std::move(inner)) {}
    double value() const override { return inner_->value(); }
    std::span<const double> gradient() const override { return inner_->gradient(); }
    void apply(ConstBlock V, Block HV, Context& context) const override { inner_->apply(V, HV, context); }
    Rounding rounding(ConstBlock V, Context& context) const override {
      ++measured;
      return inner_->rounding(V, context);
    }
    mutable int measured = 0;

   private:
    std::unique_ptr<Linearization> inner_;
  };
  const Vector theta{0.1, -0.2, 0.3}, v{0.6, 0, 0.8};
  const Counting at(objective, objective.linearize(theta, context));
  at.third(v, Errors::none, context);
  at.along(v, 4, Errors::none, context);
  EXPECT_EQ(at.measured, 0);
  at.third(v, Errors::measured, context);
  at.along(v, 4, Errors::measured, context);
  EXPECT_EQ(at.measured, 2);
}

// L = 1/2N·Σ (xₙᵀθ − yₙ)² with N = P and xₙ = s·eₙ: gₙ = s·rₙ·eₙ, H = s²/N·I, so that
//   tr Σ = s²‖r‖²·(1/N − 1/N²),  tr HΣ = s²/N·tr Σ.
TEST(Fallback, NoiseOfOrthogonalLeastSquaresIsItsClosedForm) {
  Context context;
  RandomStream random(13, "noise");
  for (const std::size_t N : {1, 2, 7, 32}) {
    Vector y(N), theta(N);
    for (double& x : y) x = random.normal();
    for (double& x : theta) x = random.normal();
    const double s = 1.5, count = static_cast<double>(N);
    std::vector<Vector> x(N, Vector(N));
    Vector r(N);
    for (std::size_t n = 0; n < N; ++n) {
      x[n][n] = s;
      r[n] = s * theta[n] - y[n];
    }
    const testing::LeastSquares objective(std::move(x), y);
    const GradientNoise noise = objective.samples()->noise(*objective.linearize(theta, context), context);
    const double trace = s * s * dot(r, r) * (1 / count - 1 / (count * count));
    const double rounding = 8 * count * kEps * s * s * dot(r, r) / count;
    EXPECT_NEAR(noise.trace, trace, rounding);
    EXPECT_NEAR(noise.curvature, s * s / count * trace, s * s / count * rounding);
    EXPECT_EQ(noise.curvature_error, 0);
  }
}

}  // namespace
}  // namespace saddlescope
