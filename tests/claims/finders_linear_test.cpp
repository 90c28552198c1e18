// Finders on two-layer linear networks and linear autoencoders, where theory knows every critical point: of each that a
// finder declares critical, loss and index are those of a set J of singular values learned (docs/methods.md §10.3):
//   L = Σ_{j∉J} s_j²/C,  n₋ = (p − k)(r − k) + #{m ∈ J, j ∉ J: s_j > s_m},  k = |J|
// The data have distinct sums of squares s², so that the loss tells J.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <map>
#include <set>

#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"
#include "saddlescope/optimize/find.h"
#include "saddlescope/truths/linear_network.h"
#include "saddlescope/truths/synthetic_data.h"
#include "tests/claims/claims.h"

namespace saddlescope {
namespace {

constexpr double kTolerance = 1e-9;

// Losses tell sets of learned values apart, and at ‖g‖ ≤ 1e-9 they are off by ‖g‖² over the smallest curvature off the
// orbit: 1e-12 is beyond both.
constexpr double kLossError = 1e-12;

struct Shape {
  std::size_t inputs, hidden, outputs;
  Vector s;
  bool autoencoder = false;
};

struct Network {
  std::unique_ptr<Objective> objective;
  MlpSpec spec;
};

// Targets are the inputs, whose covariance has the eigenvalues s²: then M = Σ^½.
Network autoencoder(const Shape& shape, std::uint64_t seed) {
  RandomStream stream(seed, "linear autoencoder");
  Context context;
  const std::size_t d = shape.inputs, N = d + 9;
  const Matrix Q = orthonormal(N, d, false, stream, context), V = orthonormal(d, d, false, stream, context);
  Matrix X(N, d);
  for (std::size_t j = 0; j < d; ++j)
    for (std::size_t i = 0; i < d; ++i)
      axpy(std::sqrt(static_cast<double>(N)) * shape.s[j] * V(i, j), Q.column(j), X.column(i));
  Network made;
  made.spec = parse_mlp(fmt::format("mlp:{}-{}-{}:linear:no-bias", d, shape.hidden, d));
  made.objective = make_network(made.spec, regression(X, X), "mse");
  return made;
}

Network network_of(const Shape& shape, std::uint64_t seed) {
  if (shape.autoencoder) return autoencoder(shape, seed);
  LinearNetwork net{shape.inputs, shape.hidden, shape.outputs, shape.s, {}, false, false, false, false};
  GroundTruth truth = two_layer_linear(net, seed);
  return {std::move(truth.objective), parse_mlp(truth.description)};
}

// The critical point of J of this data, its units mixed, moved by `noise` times normal numbers.
Vector near_saddle(const Shape& shape, std::uint64_t seed, double noise, RandomStream& random) {
  LinearNetwork net{shape.inputs, shape.hidden, shape.outputs, shape.s, {}, false, false, true, false};
  for (std::size_t j = 0; j < shape.s.size() && net.J.size() < shape.hidden; ++j) {
    if (random.uniform() < 0.5) net.J.push_back(j);
  }
  Vector theta = two_layer_linear(net, seed).theta;
  for (double& x : theta) x += noise * random.normal();
  return theta;
}

std::vector<std::size_t> learned(const Shape& shape, double loss) {
  const std::size_t r = shape.s.size();
  double best = std::numeric_limits<double>::infinity();
  std::vector<std::size_t> J;
  for (unsigned subset = 0; subset < 1U << r; ++subset) {
    double sum = 0;
    std::vector<std::size_t> members;
    for (std::size_t j = 0; j < r; ++j) {
      if ((subset >> j & 1U) != 0) {
        members.push_back(j);
      } else {
        sum += shape.s[j] * shape.s[j] / static_cast<double>(shape.outputs);
      }
    }
    if (std::abs(sum - loss) >= best) continue;
    best = std::abs(sum - loss);
    J = members;
  }
  EXPECT_LE(best, kLossError) << "no set of singular values has the loss " << loss;
  EXPECT_LE(J.size(), shape.hidden);
  return J;
}

std::size_t index_of(const Shape& shape, const std::vector<std::size_t>& J) {
  std::size_t negative = (shape.hidden - J.size()) * (shape.s.size() - J.size());
  for (const std::size_t m : J) {
    for (std::size_t j = 0; j < shape.s.size(); ++j) {
      negative += std::ranges::count(J, j) == 0 && shape.s[j] > shape.s[m];
    }
  }
  return negative;
}

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{{3, 2, 3, {2.5, 1.5, 0.75}},
                                      {4, 3, 3, {2, 1.3, 0.6}},
                                      {3, 4, 5, {1.9, 1.2, 0.7}},
                                      {5, 2, 3, {2.2, 1.6, 0.9}},
                                      {4, 4, 4, {2.4, 1.7, 1.1, 0.6}},
                                      {4, 2, 4, {2.1, 1.5, 0.9, 0.5}, true},
                                      {5, 3, 5, {2.3, 1.8, 1.3, 0.8, 0.5}, true}};
  return all;
}

// What was found, by the index.
struct RunsTally {
  std::size_t runs = 0, critical = 0, flat = 0;
  std::map<std::size_t, std::size_t> indices;
};

void check(const Shape& shape, const Objective& objective, const std::string& finder, const Vector& start,
           RunsTally& tally) {
  Context context;
  FindOptions options;
  options.finder = finder;
  options.tolerance = kTolerance;
  options.iterations = 400;
  options.history = false;
  const FinderRun run = find_critical_point(objective, start, options, context);
  ++tally.runs;
  tally.flat += run.end == FinderEnd::gradient_flat;
  if (run.end != FinderEnd::critical_point) return;
  EXPECT_LE(run.gradient_norm, kTolerance);
  const std::vector<std::size_t> J = learned(shape, run.loss);
  const Diagnosis d = look(objective, run.theta);
  SCOPED_TRACE(fmt::format("{}-{}-{}, {}, J = ({}), loss {}", shape.inputs, shape.hidden, shape.outputs, finder,
                           fmt::join(J, " "), run.loss));
  ASSERT_TRUE(d.nearby) << d.verdict.why;
  EXPECT_EQ(d.nearby->inertia.negative, index_of(shape, J)) << d.verdict.why;
  EXPECT_EQ(d.verdict.kind == VerdictKind::saddle, index_of(shape, J) > 0) << d.verdict.why;
  ++tally.critical;
  ++tally.indices[index_of(shape, J)];
}

TEST(FindersOnLinearNetworks, EveryPointDeclaredCriticalHasTheIndexOfTheory) {
  constexpr std::size_t kStarts = 8;
  RunsTally all;
  for (const std::string finder : {"newton-mr", "trust-region", "gradient-norm", "levenberg-marquardt"}) {
    RunsTally tally;
    for (std::size_t i = 0; i < shapes().size(); ++i) {
      const Shape& shape = shapes()[i];
      const Network network = network_of(shape, i);
      RandomStream random(i, "starts of " + finder);
      for (std::size_t start = 0; start < kStarts; ++start) {
        for (const double scale : {0.3, 1.0, 2.0}) {
          check(shape, *network.objective, finder,
                initialize(network.spec, initialization("pytorch"), scale, 100 * i + start), tally);
        }
        if (shape.autoencoder) continue;
        for (const double noise : {0.03, 0.15})
          check(shape, *network.objective, finder, near_saddle(shape, i, noise, random), tally);
      }
    }
    std::string counts;
    for (const auto& [index, count] : tally.indices) counts += fmt::format(" {}:{}", index, count);
    ::testing::Test::RecordProperty(finder, fmt::format("{} runs, {} critical, {} gradient-flat; index:points{}",
                                                        tally.runs, tally.critical, tally.flat, counts));
    all.runs += tally.runs;
    all.critical += tally.critical;
    for (const auto& [index, count] : tally.indices) all.indices[index] += count;
  }
  EXPECT_GE(all.critical, 500u);
  EXPECT_GE(all.indices.size(), 5u);
}

}  // namespace
}  // namespace saddlescope
