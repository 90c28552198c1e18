// vjp and jvp on losses with closed forms, nested, over chunks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "saddlescope/base/random.h"
#include "saddlescope/engine/chunks.h"
#include "saddlescope/engine/graph.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

// L = (1 − w₁w₂)² with value, gradient, H·V and D³L[v, v, ·] as one program: gradient in 0–1, value at 2; H·V in rows
// 0–1, D³ in rows 2–3.
std::shared_ptr<const Program> toy() {
  Graph graph;
  const std::vector<Value> w = {graph.parameter(0, {}), graph.parameter(1, {})};
  const Value loss = square(1 - w[0] * w[1]);
  const auto gradient = vjp({loss}, {graph.constant(1, {})}, w);
  const auto product = jvp(gradient, tangents(w));
  const auto third = jvp(product, tangents(w));
  const std::vector<Output> outputs = {{loss, 2},       {gradient[0], 0}, {gradient[1], 1}, {product[0], 0},
                                       {product[1], 1}, {third[0], 2},    {third[1], 3}};
  return std::make_shared<const Program>(graph, outputs);
}

// At (a, b): L = (1−ab)², g = −2(1−ab)·(b, a), H = [[2b², 4ab−2], [4ab−2, 2a²]], D³L[v,v,·] = (4b·2v₁v₂ + 4a·v₂²,
// 4b·v₁² + 4a·2v₁v₂).
TEST(Transforms, ToyHasItsClosedFormsUpToThirdOrder) {
  ChunkSum sum({{toy(), {}}});
  Context context;
  for (const auto& [a, b] : {std::pair{0.0, 0.0}, {1.0, 1.0}, {2.0, 0.5}, {0.3, 0.1}, {-1.5, 4.0}}) {
    Vector first(3);
    const auto state = sum.linearize(Vector{a, b}, first, context);
    const double r = 1 - a * b;
    EXPECT_THAT(first, testing::ElementsAre(testing::DoubleNear(-2 * r * b, 8 * kEpsilon * (1 + std::fabs(r * b))),
                                            testing::DoubleNear(-2 * r * a, 8 * kEpsilon * (1 + std::fabs(r * a))),
                                            testing::DoubleNear(r * r, 8 * kEpsilon * (1 + r * r))));
    Matrix V(2, 2), out(4, 2);
    V(0, 0) = 1, V(1, 1) = 1, V(0, 1) = 0.5;
    state->apply(V, out, context);
    for (std::size_t j = 0; j < 2; ++j) {
      const double u = V(0, j), v = V(1, j),
                   size = 8 * kEpsilon * 4 * (1 + a * a + b * b) * (1 + std::fabs(a) + std::fabs(b));
      EXPECT_NEAR(out(0, j), 2 * b * b * u + (4 * a * b - 2) * v, size);
      EXPECT_NEAR(out(1, j), (4 * a * b - 2) * u + 2 * a * a * v, size);
      EXPECT_NEAR(out(2, j), 8 * b * u * v + 4 * a * v * v, size);
      EXPECT_NEAR(out(3, j), 4 * b * u * u + 8 * a * u * v, size);
    }
  }
}

// An absent tangent stays absent: no node is made for what doesn't depend on θ.
TEST(Transforms, WhatDoesNotDependOnTheVariableHasNoDerivative) {
  Graph graph;
  const Value w = graph.parameter(0, {3}), x = graph.input(0, {3});
  const Value y = x * x + step(w);
  EXPECT_FALSE(vjp({sum(y)}, {graph.constant(1, {})}, std::vector{w})[0]);
  EXPECT_FALSE(jvp(std::vector{y}, tangents(std::vector{w}))[0]);
}

}  // namespace
}  // namespace saddlescope::engine
