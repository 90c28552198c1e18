// Array ops, composites, kinks and high orders against values computed by hand or in closed form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>

#include "tests/engine/network_fixture.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

// The value's entries with θ and inputs as given.
Vector evaluate(Graph& graph, Value value, const Vector& theta, const std::vector<Vector>& data = {}) {
  const std::vector<Output> outputs = {{value, 0}};
  std::vector<const double*> inputs;
  for (const Vector& d : data) inputs.push_back(d.data());
  const ChunkSum sum({{std::make_shared<const Program>(graph, outputs), inputs}});
  Context context;
  Vector result(sum.shared_size());
  sum.evaluate(theta, result, context);
  return result;
}

TEST(ArrayOps, HaveTheirValues) {
  Graph graph;
  const Vector theta = {1, 2, 3, 4, 5, 6};
  const Value x = graph.parameter(0, {2, 3}), v = graph.parameter(0, {3}), i = graph.input(0, {3});
  const std::vector<Vector> data = {{1, 0, 1}};
  using testing::ElementsAre;
  EXPECT_THAT(evaluate(graph, sum(x, {0}), theta), ElementsAre(5, 7, 9));
  EXPECT_THAT(evaluate(graph, sum(x, {1}), theta), ElementsAre(6, 15));
  EXPECT_THAT(evaluate(graph, sum(x), theta), ElementsAre(21));
  EXPECT_THAT(evaluate(graph, broadcast(v, {2, 3}, {0}), theta), ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_THAT(evaluate(graph, broadcast(v, {3, 2}, {1}), theta), ElementsAre(1, 1, 2, 2, 3, 3));
  EXPECT_THAT(evaluate(graph, transpose(x), theta), ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(evaluate(graph, pick(x, i), theta, data), ElementsAre(4, 2, 6));
  EXPECT_THAT(evaluate(graph, scatter(v, i, 2), theta, data), ElementsAre(0, 2, 0, 1, 0, 3));
  EXPECT_THAT(evaluate(graph, one_hot(i, 2), {}, data), ElementsAre(0, 1, 0, 1, 0, 1));
  EXPECT_THAT(evaluate(graph, max_along(x, 0), theta), ElementsAre(4, 5, 6));
  EXPECT_THAT(evaluate(graph, max_along(x, 1), theta), ElementsAre(3, 6));
  EXPECT_THAT(evaluate(graph, matmul(x, x, false, true), theta), ElementsAre(14, 32, 32, 77));
  EXPECT_THAT(evaluate(graph, matmul(x, x, true, false), theta), ElementsAre(17, 22, 27, 22, 29, 36, 27, 36, 45));
}

TEST(Composites, HaveTheirValuesAlsoFarOut) {
  Graph graph;
  const Vector theta = {-1000, -1, 0, 0.25, 2, 1000};
  const Value x = graph.parameter(0, {6});
  const auto near = [](double truth) {
    return testing::DoubleNear(truth, 8 * kEpsilon * std::max(1.0, std::fabs(truth)));
  };
  using testing::ElementsAre;
  EXPECT_THAT(evaluate(graph, huber(x, 1), theta),
              ElementsAre(near(999.5), near(0.5), 0, near(0.03125), near(1.5), near(999.5)));
  // x·Φ(x) and x/(1 + e⁻ˣ) by mpmath with 20 digits
  EXPECT_THAT(evaluate(graph, gelu(x), theta),
              ElementsAre(near(0), near(-0.158655253931457051), 0, near(0.149676581420730931),
                          near(1.95449973610364159), 1000));
  EXPECT_THAT(evaluate(graph, silu(x), theta),
              ElementsAre(near(0), near(-0.268941421369995121), 0, near(0.140544125221449526),
                          near(1.76159415595576489), 1000));
  EXPECT_THAT(evaluate(graph, softplus(x), theta),
              ElementsAre(near(0), near(0.31326168751822286), near(std::log(2.0)), near(0.8259394198788436),
                          near(2.1269280110429727), 1000));
  EXPECT_THAT(evaluate(graph, logsumexp(reshape(x, {6, 1}), 0), theta), ElementsAre(1000));
}

// d⁸/dt⁸ of exp(wt)·sin(wt) along v = 1, at w = 1: f = Im e^((1+i)w), so f⁽⁸⁾ = Im (1+i)⁸ e^((1+i)w) = 16·f.
TEST(NestedJvp, ReachesOrderEightWithTheRightValue) {
  Graph graph;
  const std::vector<Value> w = {graph.parameter(0, {})};
  std::vector<Value> derivative = {exp(w[0]) * sin(w[0])};
  for (int order = 0; order < 8; ++order) derivative = jvp(derivative, tangents(w));
  const std::vector<Output> outputs = {{derivative[0], 0}};
  const ChunkSum sum({{std::make_shared<const Program>(graph, outputs), {}}});
  Context context;
  const auto state = sum.linearize(Vector{1}, {}, context);
  Vector result(1);
  state->apply(Vector{1}, result, context);
  EXPECT_NEAR(result[0], 16 * std::exp(1.0) * std::sin(1.0), 256 * 16 * kEpsilon);  // Σ |binomials| = 2⁸
}

// Shared subexpressions keep the nodes of the k-th derivative a polynomial in k: each further order multiplies their
// number by less and less, far from the 2 of an unshared expression.
TEST(NestedJvp, GrowsPolynomiallyOnANetworksLoss) {
  NetworkGraph network = network_graph({1, 10, 10, 1}, 64, 128);
  std::vector<Value> derivative = {network.loss};
  std::vector<std::size_t> sizes;
  for (int order = 1; order <= 8; ++order) {
    derivative = jvp(derivative, tangents(network.theta));
    sizes.push_back(dependencies(*network.graph, derivative).size());
  }
  RecordProperty("nodes_at_order_8", std::to_string(sizes.back()));
  EXPECT_LT(static_cast<double>(sizes[7]) / static_cast<double>(sizes[6]), 1.7);
  EXPECT_LT(sizes[7], 20000U);
}

TEST(Graph, SharesEqualSubexpressions) {
  Graph graph;
  const Value x = graph.parameter(0, {3}), y = graph.parameter(3, {3});
  EXPECT_EQ(x * y, y * x);
  EXPECT_EQ(tanh(x) + 1, 1 + tanh(x));
  EXPECT_EQ(-(-x), x);
  EXPECT_NE(x - y, y - x);
  EXPECT_NE(2 * x, 3 * x);
  EXPECT_EQ((-x) * y, -(x * y));
  EXPECT_EQ(power(x, 2), square(x));
}

TEST(NaN, ReachesTheLoss) {
  Graph graph;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Value x = graph.parameter(0, {2, 2});
  for (const Value& y : {relu(x), tanh(x), sigmoid(x), softplus(x), gelu(x), silu(x), huber(x, 1), exp(x),
                         broadcast(logsumexp(x, 0), {2, 2}, {0})})
    EXPECT_TRUE(std::isnan(evaluate(graph, sum(y), {nan, 1, 2, 3})[0]));
  EXPECT_EQ(evaluate(graph, sum(exp(x)), {kInf, 1, 2, 3})[0], kInf);
}

}  // namespace
}  // namespace saddlescope::engine
