// Gradients of batches: against single samples as data sets of their own, against the full gradient, against
// themselves.
#include <gmock/gmock.h>

#include <numeric>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/network/sample_chunks.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

using Indices = std::vector<std::size_t>;

Indices all_of(std::size_t N) {
  Indices indices(N);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

Indices shuffled(std::size_t N, RandomStream& random) {
  Indices indices = all_of(N);
  for (std::size_t n = N; n > 1; --n) std::swap(indices[n - 1], indices[random.below(n)]);
  return indices;
}

/// The samples of `batch` as a data set of their own.
DataSet subset(const DataSet& data, const Indices& batch) {
  DataSet part = data;
  const auto rows = [&](Tensor& tensor) {
    const std::size_t width = tensor.values.size() / data.samples();
    Vector values;
    for (const std::size_t n : batch) {
      const auto row = tensor.values.begin() + static_cast<std::ptrdiff_t>(n * width);
      values.insert(values.end(), row, row + static_cast<std::ptrdiff_t>(width));
    }
    tensor.values = std::move(values);
    tensor.shape[0] = batch.size();
  };
  rows(part.x);
  rows(part.y.values);
  return part;
}

struct Gradient {
  double L;
  Vector g;
};

Gradient batch_gradient(const NetworkObjective& objective, const Vector& theta, const Indices& batch, int threads = 1) {
  Context context;
  context.threads = threads;
  Gradient result{0, Vector(theta.size(), std::numeric_limits<double>::quiet_NaN())};
  result.L = objective.samples()->gradient(theta, batch, result.g, context);
  return result;
}

class BatchesOfEveryActivationAndLoss : public testing::TestWithParam<NamedCase> {};

// ∇L_B is the full gradient of a network whose data set is B: weight decay once, 1/|B| in place of 1/N. Chunk by chunk
// the very same sums, so the very same bits.
TEST_P(BatchesOfEveryActivationAndLoss, AreTheGradientsOfTheirSamplesAsADataSet) {
  const Case made = GetParam().with_samples(11);
  const auto objective = objective_of(made, {.weight_decay = 0.1, .chunk = 4});
  Context context;
  RandomStream random(5, "batches");
  for (const std::size_t size : {1, 2, 4, 5, 9, 11}) {
    Indices batch = shuffled(11, random);
    batch.resize(size);
    const Gradient own = batch_gradient(*objective, made.theta, batch);
    const auto alone = objective_of(made.model, subset(made.data, batch), made.loss, {.weight_decay = 0.1, .chunk = 4});
    Vector g(made.theta.size());
    EXPECT_EQ(own.L, alone->gradient(made.theta, g, context)) << size;
    EXPECT_EQ(own.g, g) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Grid, BatchesOfEveryActivationAndLoss, testing::ValuesIn(every_activation_and_loss()));

// By chunks of at most 120, in lines of 8: 2 × 64; 9 × 104 + 64, not nine of 112; 15 × 120 - 3, for 16 would leave lines.
TEST(NetworkSamples, AreCutIntoAnEvenNumberOfNearlyEvenChunks) {
  EXPECT_EQ(even_length(100, 120, 8), 104U);
  EXPECT_EQ(even_length(128, 120, 8), 64U);
  EXPECT_EQ(even_length(1000, 120, 8), 104U);
  EXPECT_EQ(even_length(1797, 120, 8), 120U);
}

TEST(NetworkSamples, TheWholeDataSetInOrderHasTheBitsOfTheFullGradient) {
  const Case made = random_case("mlp:5-7-3:tanh", "cross-entropy", "classes", 1000, 3);
  const auto objective = objective_of(made, {.weight_decay = 0.1});
  Context context;
  Vector g(made.theta.size());
  const double L = objective->gradient(made.theta, g, context);
  const Gradient whole = batch_gradient(*objective, made.theta, all_of(1000));
  EXPECT_EQ(whole.L, L);
  EXPECT_EQ(whole.g, g);
}

// 1000 terms in another order: 1000·eps of the sum of their sizes, which for this network is below 10 times its own.
TEST(NetworkSamples, TheWholeDataSetShuffledIsTheFullGradientToRounding) {
  const Case made = random_case("mlp:5-7-3:tanh", "cross-entropy", "classes", 1000, 3);
  const auto objective = objective_of(made, {.weight_decay = 0.1});
  Context context;
  RandomStream random(6, "shuffled");
  Vector g(made.theta.size());
  const double L = objective->gradient(made.theta, g, context);
  const Gradient whole = batch_gradient(*objective, made.theta, shuffled(1000, random));
  EXPECT_NEAR(whole.L, L, 1000 * kEps * L);
  EXPECT_LE(norm(plus(whole.g, -1, g)), 10 * 1000 * kEps * norm(g));
}

TEST(NetworkSamples, OneAndSeveralThreadsGiveTheSameBits) {
  const Case made = random_case("mlp:5-7-3:tanh", "mse", "numbers", 200, 4);
  const auto objective = objective_of(made, {.chunk = 8});
  RandomStream random(7, "threads");
  for (const std::size_t size : {3, 64, 200}) {
    Indices batch = shuffled(200, random);
    batch.resize(size);
    const Gradient one = batch_gradient(*objective, made.theta, batch),
                   two = batch_gradient(*objective, made.theta, batch, 3);
    EXPECT_EQ(one.L, two.L);
    EXPECT_EQ(one.g, two.g);
  }
}

// Whatever lengths came before: what is kept for a length holds nothing of its last batch.
TEST(NetworkSamples, ManyLengthsInTurnLeaveNoTrace) {
  const Case made = random_case("mlp:3-4-2:relu", "mse", "numbers", 40, 5);
  const auto objective = objective_of(made, {.chunk = 16});
  RandomStream random(8, "lengths");
  for (int round = 0; round < 60; ++round) {
    Indices batch = shuffled(40, random);
    batch.resize(1 + random.below(40));
    const Gradient used = batch_gradient(*objective, made.theta, batch);
    const Gradient fresh = batch_gradient(*objective_of(made, {.chunk = 16}), made.theta, batch);
    EXPECT_EQ(used.L, fresh.L);
    EXPECT_EQ(used.g, fresh.g);
  }
}

// Against Σ formed entry by entry from the gradients of data sets of one sample each.
TEST(NetworkSamples, NoiseIsThatOfPerSampleGradientsByBruteForce) {
  const std::size_t N = 23;
  const Case made = random_case("mlp:3-4-2:tanh", "cross-entropy", "classes", N, 6);
  const auto objective = objective_of(made, {.weight_decay = 0.2, .chunk = 8});
  const std::size_t P = made.theta.size();
  Context context;
  Vector mean(P);
  objective->gradient(made.theta, mean, context);
  Matrix sigma(P, P);
  for (std::size_t n = 0; n < N; ++n) {
    Vector g(P);
    objective_of(made.model, subset(made.data, {n}), made.loss, {.weight_decay = 0.2})
        ->gradient(made.theta, g, context);
    const Vector d = plus(g, -1, mean);
    for (std::size_t j = 0; j < P; ++j) axpy(d[j] / static_cast<double>(N), d, sigma.column(j));
  }
  const Matrix H = hessian_at(*objective, made.theta);
  double trace = 0, curvature = 0;
  for (std::size_t j = 0; j < P; ++j) {
    trace += sigma(j, j);
    curvature += dot(H.column(j), sigma.column(j));
  }
  const GradientNoise noise = objective->samples()->noise(*objective->linearize(made.theta, context), context);
  EXPECT_NEAR(noise.trace, trace, 100 * kEps * trace);
  EXPECT_NEAR(noise.curvature, curvature,
              100 * kEps * trace * largest_entry(H) * static_cast<double>(P) + 8 * noise.curvature_error);
}

TEST(NetworkSamples, RefuseBatchesOfNoneAndOfSamplesThatAreNotThere) {
  const Case made = random_case("mlp:3-4-2:tanh", "mse", "numbers", 5, 6);
  const auto objective = objective_of(made);
  EXPECT_EQ(objective->samples()->count(), 5u);
  for (const Indices& batch : {Indices{}, Indices{5}, Indices{0, 7, 1}}) {
    EXPECT_THROW(batch_gradient(*objective, made.theta, batch), Error);
  }
}

}  // namespace
}  // namespace saddlescope
