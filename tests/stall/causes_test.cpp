// The causes that need no network, on losses written by hand, and the order in which they are said.
#include <limits>

#include "saddlescope/stall/not_finite.h"
#include "tests/numbers.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing_stall;  // NOLINT(google-build-using-namespace)

const Floor kAttained = {0.0, true, "as the test says"};

// L = 1, ‖g‖ = 0.01, λ along g = 0.5: the best plain step promises 1e-4/(2·0.5) = 1e-4 of 1.
TEST(Plateau, IsWhereTheBestPlainStepPromisesNoMoreThanATenThousandth) {
  Quadratic loss({0.01}, {0.5 * (1 + 1e-9)});
  loss.known_floor = kAttained;
  const StallAnswer answer = ask(loss);
  ASSERT_THAT(names(answer), ElementsAre("plateau"));
  expect_states(answer.causes[0].evidence, 1e-4);
  expect_states(answer.causes[0].evidence, 0.5);
  Quadratic more({0.01}, {0.5 * (1 - 1e-9)});
  more.known_floor = kAttained;
  EXPECT_THAT(names(ask(more)), IsEmpty());
}

TEST(Plateau, IsNoneWithoutAFloorOrWithoutAPositiveCurvatureAlongTheGradient) {
  EXPECT_THAT(names(ask(Quadratic({1e-6}, {1}))), IsEmpty());
  Quadratic concave({1e-6}, {-1});
  concave.known_floor = kAttained;
  EXPECT_THAT(names(ask(concave)), IsEmpty());
}

// Beyond the parabola's minimum the loss falls on, to half: the definition holds, its remedy must not say that nothing
// is gained at any length.
TEST(Plateau, SaysWhereALongerStepGainsMoreThanTheCurvaturePromises) {
  class Cliff final : public Quadratic {
   public:
    Cliff() : Quadratic({0.01}, {0.6}) { known_floor = kAttained; }
    double value(std::span<const double> theta, Context& context) const override {
      const double d = -theta[0];
      if (d < 0.01 / 0.6) return Quadratic::value(theta, context);
      return d < 1 ? 1 - 1e-4 / 1.2 : 0.5;
    }
  };
  const StallAnswer answer = ask(Cliff());
  ASSERT_THAT(names(answer), ElementsAre("plateau"));
  expect_states(answer.causes[0].evidence, 0.5);
  EXPECT_THAT(answer.causes[0].remedy, HasSubstr("a far longer one along the same gradient gains more"));
}

TEST(Plateau, IsNoneOfACurvatureThatOverflows) {
  Quadratic loss({1e150}, {1e200});
  loss.known_floor = kAttained;
  EXPECT_THAT(names(ask(loss)), IsEmpty());
}

// λ = (1e5, 50), g along the second: ‖Hg‖/(‖H‖‖g‖) = 5e-4, and no step along −g gains more than g²/(2·50) = 1e-5·‖g‖.
TEST(GradientFlat, IsAGradientNearTheKernelAlongWhichNothingIsGained) {
  const StallAnswer answer = ask(Quadratic({0, 1e-3}, {1e5, 50}));
  ASSERT_THAT(names(answer), ElementsAre("gradient_flat"));
  expect_states(answer.causes[0].evidence, 5e-4);
  EXPECT_THAT(names(ask(Quadratic({0, 1e-3}, {1e5, 150}))), IsEmpty());  // not near the kernel
  EXPECT_THAT(names(ask(Quadratic({0, 1e-3}, {1e5, 1}))), IsEmpty());    // 5e-4·‖g‖ to gain
}

TEST(CriticalPoint, IsTheLastCauseAndBearsTheVerdictsName) {
  Quadratic loss({0, 0}, {1, -1});
  loss.known_floor = kAttained;
  const StallAnswer answer = ask(loss, {}, VerdictKind::saddle);
  ASSERT_THAT(names(answer), ElementsAre("saddle"));
  EXPECT_EQ(answer.causes[0].evidence, "as the test says.");
}

// On a kink second derivatives may well show a way down, and prove nothing.
TEST(CriticalPoint, OfADegenerateSaddleClaimsNothingOfDerivativesThatAKinkDenies) {
  const StallAnswer answer = ask(Quadratic({0, 0}, {1, 0}), {}, VerdictKind::degenerate_saddle);
  ASSERT_THAT(names(answer), ElementsAre("degenerate_saddle"));
  EXPECT_THAT(answer.causes[0].remedy,
              ::testing::StartsWith("The loss falls from here, though its curvature doesn't "));
}

TEST(AtFloor, OfAFormulaIsAnAttainedFloorWithinRoundingAndSpeaksBeforeAnyPlateau) {
  Quadratic loss({1e-9}, {1}, 0);
  loss.known_floor = kAttained;
  EXPECT_THAT(names(ask(loss)), ElementsAre("at_floor"));
  Quadratic infimum({1e-9}, {1}, 0);
  infimum.known_floor = {0.0, false, "as the test says"};
  EXPECT_THAT(names(ask(infimum)), ::testing::Not(::testing::Contains("at_floor")));
}

TEST(HealthyPoint, HasNoCauseWhateverItWasTrainedWith) {
  Quadratic loss({1, 2, 3}, {1, 2, 3}, 10);
  loss.known_floor = kAttained;
  EXPECT_THAT(names(ask(loss)), IsEmpty());
  for (const std::string method : {"gradient-descent", "momentum", "nesterov", "adam", "l-bfgs"}) {
    TrainedBy by;
    by.optimizer = method;
    by.learning_rate = 0.1;
    by.epsilon = 1e-8;
    EXPECT_THAT(names(ask(loss, by)), IsEmpty()) << method;
  }
}

// --- not_finite, on a loss that says where

class Broken final : public Quadratic {
 public:
  using Quadratic::Quadratic;
  std::string where_not_finite(std::span<const double>, Context&) const override { return "layer 2, sample 7"; }
};

std::optional<StallCause> broken(const Vector& theta, double value, const Vector& gradient) {
  Context context;
  return not_finite(Broken({1, 2}, {1, 1}), theta, value, gradient, context);
}

TEST(NotFinite, NamesTheParameterTheLossOrTheDerivative) {
  EXPECT_FALSE(broken({0, 0}, 1, {1, 2}));
  EXPECT_EQ(broken({0, -kInf}, 1, {1, 2})->evidence,
            "the parameter theta[1] is -inf; it shows first in layer 2, sample 7.");
  EXPECT_EQ(broken({0, 0}, kInf, {1, 2})->evidence, "the loss is inf here: layer 2, sample 7.");
  EXPECT_THAT(broken({0, 0}, 1, {1, std::nan("")})->evidence, HasSubstr("its derivative by theta[1] is nan"));
  EXPECT_EQ(broken({0, 0}, kInf, {1, 2})->cause, "not_finite");
}

}  // namespace
}  // namespace saddlescope
