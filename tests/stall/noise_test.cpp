// noise_dominates against brute force: on a quadratic loss the expected change of one step with batches drawn without
// replacement is exactly the mean over all batches.
#include <numeric>

#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing_stall;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kN = 6;

// ℓₙ(θ) = gᵀθ + cₙᵀθ + ½Σλᵢθᵢ² with Σₙ cₙ = 0, at θ = 0: the mean is the quadratic, the samples' gradients are g + cₙ.
class NoisyQuadratic : public Quadratic, public Samples {
 public:
  NoisyQuadratic(Vector g, const Vector& lambda, double noise)
      : Quadratic(g, lambda), g_(std::move(g)), lambda_(lambda) {
    RandomStream random(7, "noisy quadratic");
    Vector sum(g_.size());
    for (std::size_t n = 0; n < kN; ++n) {
      c_.emplace_back(g_.size());
      for (double& x : c_.back()) x = noise * random.normal();
      axpy(1, c_.back(), sum);
    }
    for (Vector& c : c_) axpy(-1.0 / kN, sum, c);
  }

  const Samples* samples() const override { return this; }
  std::size_t count() const override { return kN; }
  double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                  Context& context) const override {
    double L = Quadratic::gradient(theta, g, context);
    for (const std::size_t n : batch) {
      axpy(1.0 / static_cast<double>(batch.size()), c_[n], g);
      L += dot(c_[n], theta) / static_cast<double>(batch.size());
    }
    return L;
  }
  using Quadratic::gradient;

  /// The mean of L(−η·g_B) − L(0) over every batch of B different samples.
  double mean_change(double eta, std::size_t B) const {
    double sum = 0;
    std::size_t batches = 0;
    for (unsigned mask = 0; mask < (1U << kN); ++mask) {
      if (static_cast<std::size_t>(__builtin_popcount(mask)) != B) continue;
      Vector step = g_;
      for (std::size_t n = 0; n < kN; ++n) {
        if (mask >> n & 1U) axpy(1.0 / static_cast<double>(B), c_[n], step);
      }
      Context context;
      scale(-eta, step);
      sum += value(step, context) - value(Vector(step.size()), context);
      ++batches;
    }
    return sum / static_cast<double>(batches);
  }
  double noise_scale() const {
    double trace = 0;
    for (const Vector& c : c_) trace += dot(c, c) / kN;
    return trace / dot(g_, g_);
  }

 private:
  Vector g_, lambda_;
  std::vector<Vector> c_;
};

TrainedBy sgd(double learning_rate, std::optional<std::size_t> batch) {
  TrainedBy by;
  by.optimizer = "gradient-descent";
  by.learning_rate = learning_rate;
  by.batch_size = batch;
  return by;
}

const NoisyQuadratic& noisy() {
  static const NoisyQuadratic loss({0.05, 0.02, 0.01}, {1, 0.5, 2}, 1);
  return loss;
}

TEST(NoiseDominates, IsClaimedExactlyWhereAllBatchesTogetherRaiseTheLoss) {
  std::size_t raised = 0, lowered = 0;
  for (const std::size_t B : {1UL, 2UL, 3UL, 5UL}) {
    for (const double eta : {1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3}) {
      SCOPED_TRACE(::testing::Message() << "B = " << B << ", learning rate " << eta);
      const double change = noisy().mean_change(eta, B);
      const StallAnswer answer = ask(noisy(), sgd(eta, B));
      if (change < 0) {
        ++lowered;
        EXPECT_THAT(names(answer), IsEmpty());
        continue;
      }
      ++raised;
      ASSERT_THAT(names(answer), ElementsAre("noise_dominates"));
      expect_states(answer.causes[0].evidence, change);  // beside it what a few batches measure
      expect_states(answer.causes[0].evidence, noisy().noise_scale(), 1e-3);
    }
  }
  EXPECT_GT(raised, 5U);
  EXPECT_GT(lowered, 5U);
}

TEST(NoiseDominates, TheRateInItsRemedyIsWhereTheGradientWins) {
  const StallAnswer answer = ask(noisy(), sgd(0.3, 2));
  ASSERT_THAT(names(answer), ElementsAre("noise_dominates"));
  const double rate = numbers_in(answer.causes[0].remedy).front();
  EXPECT_LT(noisy().mean_change(0.95 * rate, 2), 0);
  EXPECT_GT(noisy().mean_change(1.05 * rate, 2), 0);
}

TEST(NoiseDominates, TheBatchInItsRemedyIsTheSmallestThatWouldDo) {
  const StallAnswer answer = ask(noisy(), sgd(0.02, 2));
  ASSERT_THAT(names(answer), ElementsAre("noise_dominates"));
  const auto B = static_cast<std::size_t>(numbers_in(answer.causes[0].remedy).at(1));
  EXPECT_LT(noisy().mean_change(0.02, B), 0);
  EXPECT_GE(noisy().mean_change(0.02, B - 1), 0);
}

// The loss saturates: the parabola's rise of 0.3²·tr(HΣ)/2 never comes.
TEST(NoiseDominates, IsUndecidedWhereTheModelsRiseIsMeasuredToBeAFall) {
  class Saturating final : public NoisyQuadratic {
   public:
    using NoisyQuadratic::NoisyQuadratic;
    double value(std::span<const double> theta, Context& context) const override {
      return norm(theta) > 1e-3 ? 0.5 : NoisyQuadratic::value(theta, context);
    }
  };
  const StallAnswer answer = ask(Saturating({0.05, 0.02, 0.01}, {1, 0.5, 2}, 1), sgd(0.3, 2));
  EXPECT_THAT(names(answer), IsEmpty());
  ASSERT_EQ(answer.undecided.size(), 1U);
  EXPECT_EQ(answer.undecided[0].cause, "noise_dominates");
  expect_states(answer.undecided[0].why, 0.5);
}

TEST(NoiseDominates, IsNotSaidOfTheWholeDataSet) {
  EXPECT_THAT(names(ask(noisy(), sgd(0.3, kN))), IsEmpty());
  EXPECT_THAT(names(ask(noisy(), sgd(0.3, {}))), IsEmpty());
}

TEST(NoiseDominates, CantBeToldOfAdamButTheNoiseScaleCan) {
  TrainedBy by = sgd(0.1, 2);
  by.optimizer = "adam";
  by.epsilon = 1e-8;
  const StallAnswer answer = ask(noisy(), by);
  EXPECT_THAT(names(answer), IsEmpty());
  ASSERT_EQ(answer.undecided.size(), 2U);
  EXPECT_EQ(answer.undecided[1].cause, "noise_dominates");
  expect_states(answer.undecided[1].why, noisy().noise_scale(), 1e-3);
  EXPECT_THAT(answer.undecided[1].why, HasSubstr("not for Adam"));
}

// Too long already without noise: not the noise's doing.
TEST(NoiseDominates, IsNotBlamedForAStepThatIsTooLongAnyway) {
  EXPECT_THAT(names(ask(noisy(), sgd(3, 2))), ElementsAre("step_too_long"));
}

}  // namespace
}  // namespace saddlescope
