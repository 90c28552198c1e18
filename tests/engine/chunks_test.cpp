// Sums over chunks: the same bits for any number of threads and any memory, the same numbers for any chunk length;
// block against single columns; derivatives against differences; perturbed evaluations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "tests/engine/network_fixture.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

struct Evaluated {
  Vector first;
  Matrix second;
};

Evaluated evaluate(const ChunkedNetwork& network, std::size_t k, int threads,
                   std::size_t memory = std::size_t{1} << 30U, std::optional<PerturbedBy> perturbed = {}) {
  Context context;
  context.threads = threads;
  context.memory = memory;
  Evaluated result{Vector(network.P + 1), Matrix(2 * network.P, k)};
  const auto state = network.sum->linearize(network.theta, result.first, context, perturbed);
  state->apply(network.directions(k), result.second, context);
  return result;
}

void expect_same_bits(const Evaluated& a, const Evaluated& b) {
  EXPECT_EQ(a.first, b.first);
  for (std::size_t j = 0; j < a.second.columns(); ++j)
    EXPECT_THAT(a.second.column(j), testing::ElementsAreArray(b.second.column(j)));
}

double largest_difference(const Evaluated& a, const Evaluated& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.first.size(); ++i) largest = std::max(largest, std::fabs(a.first[i] - b.first[i]));
  for (std::size_t j = 0; j < a.second.columns(); ++j)
    for (std::size_t i = 0; i < a.second.rows(); ++i)
      largest = std::max(largest, std::fabs(a.second(i, j) - b.second(i, j)));
  return largest;
}

TEST(Chunks, AnyNumberOfThreadsGivesTheSameBits) {
  const ChunkedNetwork network({5, 7, 4, 3}, 103, 3);
  const Evaluated one = evaluate(network, 20, 1);
  for (int threads : {2, 3, 16}) expect_same_bits(one, evaluate(network, 20, threads));
}

TEST(Chunks, RecomputedLinearizationsGiveTheSameBits) {
  const ChunkedNetwork network({5, 7, 4, 3}, 103, 10);
  const Evaluated kept = evaluate(network, 4, 1);
  expect_same_bits(kept, evaluate(network, 4, 2, 0));
  expect_same_bits(kept,
                   evaluate(network, 4, 2, 3 * 2 * sizeof(double) * network.sum->chunks()[0].program->cache_size()));
}

// Sums of N = 103 terms of size O(1) regrouped.
TEST(Chunks, AnyChunkLengthGivesTheSameNumbers) {
  const Evaluated whole = evaluate(ChunkedNetwork({5, 7, 4, 3}, 103, 103), 3, 1);
  for (std::size_t chunk : {1U, 7U, 50U})
    EXPECT_LE(largest_difference(whole, evaluate(ChunkedNetwork({5, 7, 4, 3}, 103, chunk), 3, 1)), 103 * 16 * kEpsilon)
        << chunk;
}

TEST(Chunks, ValueAndGradientNeedNoLinearization) {
  const ChunkedNetwork network({5, 7, 4, 3}, 50, 8);
  Context context;
  Vector plain(network.P + 1);
  network.sum->evaluate(network.theta, plain, context);
  EXPECT_EQ(plain, evaluate(network, 1, 1).first);
}

// A column's numbers don't depend on its neighbours beyond the rounding of a GEMM's edges; k = n and k = 1 among them.
TEST(Chunks, BlockEqualsItsColumns) {
  const ChunkedNetwork network({5, 7, 4, 3}, 21, 7);
  Context context;
  Vector first(network.P + 1);
  const auto state = network.sum->linearize(network.theta, first, context);
  for (std::size_t k : {1U, 5U, 7U, 16U, 33U}) {
    const Matrix V = network.directions(k);
    Matrix block(2 * network.P, k), single(2 * network.P, 1);
    state->apply(V, block, context);
    for (std::size_t j = 0; j < k; ++j) {
      state->apply(V.column(j), single, context);
      for (std::size_t i = 0; i < block.rows(); ++i)
        EXPECT_NEAR(block(i, j), single(i, 0), 64 * kEpsilon * (1 + std::fabs(single(i, 0))));
    }
  }
}

// Central differences with h = eps^⅓ leave h² times the next-but-one derivative: some tens here.
TEST(Chunks, GradientProductAndThirdAreDerivativesOfOneAnother) {
  const ChunkedNetwork network({3, 4, 3}, 30, 8);
  const double h = std::cbrt(kEpsilon), tolerance = 1e3 * h * h;
  Context context;
  const Matrix V = network.directions(1);
  const auto at = [&](double t) {
    ChunkedNetwork moved({3, 4, 3}, 30, 8);
    for (std::size_t i = 0; i < moved.P; ++i) moved.theta[i] += t * V(i, 0);
    return evaluate(moved, 1, 1);
  };
  const Evaluated here = at(0), plus = at(h), minus = at(-h);
  double slope = 0;
  for (std::size_t i = 0; i < network.P; ++i) {
    slope += here.first[i] * V(i, 0);
    EXPECT_NEAR(here.second(i, 0), (plus.first[i] - minus.first[i]) / (2 * h), tolerance);
    EXPECT_NEAR(here.second(network.P + i, 0), (plus.second(i, 0) - minus.second(i, 0)) / (2 * h), 10 * tolerance);
  }
  EXPECT_NEAR(slope, (plus.first[network.P] - minus.first[network.P]) / (2 * h), tolerance);
}

// Perturbations of relative size eps change every result by some eps, never by nothing, differently by seed, and the
// same for the same seed and any number of threads.
TEST(Perturbed, ChangesEveryResultByItsRoundingError) {
  const ChunkedNetwork network({5, 7, 4, 3}, 50, 8);
  const Evaluated plain = evaluate(network, 2, 1);
  Evaluated before = plain;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Evaluated moved = evaluate(network, 2, 1, std::size_t{1} << 30U, PerturbedBy{seed, false});
    EXPECT_GT(largest_difference(plain, moved), kEpsilon / 4);
    EXPECT_GT(largest_difference(before, moved), kEpsilon / 4);
    EXPECT_LT(largest_difference(plain, moved), 1000 * kEpsilon);
    expect_same_bits(moved, evaluate(network, 2, 2, std::size_t{1} << 30U, PerturbedBy{seed, false}));
    before = moved;
  }
}

// x − y with x = 1 + 2δ, y = 1 + δ: the loss of relative accuracy shows as eps/δ; −x, |x| and sign(x) stay exact.
TEST(Perturbed, SeesCancellationAndLeavesExactOpsAlone) {
  Graph graph;
  const Value x = graph.parameter(0, {}), y = graph.parameter(1, {});
  const std::vector<Output> outputs = {{exp(x) - exp(y), 0}, {abs(-x) * 2, 1}};
  const ChunkSum sum({{std::make_shared<const Program>(graph, outputs), {}}});
  Context context;
  const double delta = 1e-9;
  Vector plain(2), moved(2);
  sum.evaluate(Vector{1 + 2 * delta, 1 + delta}, plain, context);
  double largest = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    sum.evaluate(Vector{1 + 2 * delta, 1 + delta}, moved, context, PerturbedBy{seed, false});
    largest = std::max(largest, std::fabs(moved[0] - plain[0]) / std::fabs(plain[0]));
    EXPECT_LE(std::fabs(moved[1] - plain[1]), 2 * kEpsilon * plain[1]);  // only the addition to the output rounds
  }
  EXPECT_GT(largest, 0.05 * kEpsilon / delta);
  EXPECT_LT(largest, 20 * kEpsilon / delta);
  sum.evaluate(Vector{1, 2}, plain, context);
  sum.evaluate(Vector{1, 2}, moved, context, PerturbedBy{1, true});
  EXPECT_NE(plain[1], moved[1]);  // θ itself perturbed
}

// A lease takes the smallest buffer that has room; where none has, those that are free are given back for a new one.
TEST(BufferPool, KeepsNothingFreeBesideALargerBuffer) {
  BufferPool<double> pool;
  const auto lease = [&](std::size_t size) {
    AlignedBuffer<double> buffer = pool.take(size);
    const std::size_t had = buffer.size();
    buffer.reserve(size);
    pool.give_back(std::move(buffer));
    return had;
  };
  EXPECT_EQ(lease(100), 0U);
  EXPECT_EQ(lease(50), 100U);
  EXPECT_EQ(lease(200), 0U);
  AlignedBuffer<double> large = pool.take(200);
  EXPECT_EQ(large.size(), 200U);
  EXPECT_EQ(lease(100), 0U);  // of before there is none left
  pool.give_back(std::move(large));
  EXPECT_EQ(lease(150), 200U);
  EXPECT_EQ(lease(60), 100U);
}

// The second of two equal sums finds all it needs where they share their pools, and nothing where they don't.
TEST(ChunkSum, OfOneObjectiveWorksInTheMemoryOfTheOthers) {
  const ChunkedNetwork network({5, 7, 4, 3}, 103, 20);
  const auto pools = std::make_shared<Pools<double>>();
  const std::vector<Chunk> chunks(network.sum->chunks().begin(), network.sum->chunks().end());
  const ChunkSum first(chunks, pools), second(chunks, pools), apart(chunks);
  const auto held = [&] {
    std::vector<const double*> at;
    std::vector<AlignedBuffer<double>> taken;
    for (taken.push_back(pools->workspaces.take(0)); taken.back().size() > 0;
         taken.push_back(pools->workspaces.take(0)))
      at.push_back(taken.back().data());
    for (AlignedBuffer<double>& buffer : taken) {
      if (buffer.size() > 0) pools->workspaces.give_back(std::move(buffer));
    }
    std::ranges::sort(at);
    return at;
  };
  Context context;
  context.threads = 1;
  Vector one(network.P + 1), two(network.P + 1);
  first.evaluate(network.theta, one, context);
  const auto before = held();
  EXPECT_FALSE(before.empty());
  second.evaluate(network.theta, two, context);
  EXPECT_EQ(held(), before);
  apart.evaluate(network.theta, two, context);
  EXPECT_EQ(held(), before);
  EXPECT_EQ(one, two);
}

}  // namespace
}  // namespace saddlescope::engine
