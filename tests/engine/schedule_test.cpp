// What a schedule fuses and that a fused evaluation is the plain one to rounding: the plain schedule is what perturbed
// evaluations run (perturbations of about eps), so both are compared within that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/network_fixture.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

// The shared outputs of a graph at θ, plain or fused.
Vector evaluate(Graph& graph, const std::vector<Output>& outputs, const Vector& theta,
                const Perturbation* perturbation) {
  const Program program(graph, outputs);
  Vector cache(program.cache_size()), workspace(program.workspace_size(0)), out(program.shared_size());
  Arguments args;
  args.theta = theta.data();
  program.linearize(args, cache.data(), workspace.data(), out.data(), perturbation);
  return out;
}

Vector random_theta(std::size_t n) {
  RandomStream random(21, "schedule");
  Vector theta(n);
  for (double& t : theta) t = random.uniform(0.5, 1);
  return theta;
}

// Sums of products in every arrangement: terms read elsewhere, outputs themselves, a sum read twice, nested sums, the
// other term written by an op of every kind. The truth is the plain schedule.
TEST(Schedule, FusedSumsOfProductsAreThePlainOnes) {
  Graph graph;
  const Value A = graph.parameter(0, {4, 5}), B = graph.parameter(20, {5, 6}), C = graph.parameter(50, {4, 6});
  const Value b = graph.parameter(74, {4}), D = graph.parameter(78, {4, 5});
  const Value p = matmul(A, B), q = matmul(D, B), r = matmul(exp(A), B);
  const Value s = p + q;              // two products, both read elsewhere below
  const Value bias = r + broadcast(b, {4, 6}, {1});
  const Value nested = (matmul(square(A), B) + matmul(square(D), B)) + (C * C + matmul(tanh(A), B));
  const Value to_leaf = C + matmul(tanh(D), B);  // a leaf must not be written
  const Value twice = matmul(sqrt(A), B) + exp(C);
  const Value wide = matmul(exp(D), B) + sin(C);
  std::vector<Output> outputs;
  std::size_t offset = 0;
  for (const Value& v :
       {s, p, bias, nested, to_leaf, twice, twice * twice + twice, sum(wide), matmul(wide, B, false, true),
        matmul(matmul(A, D, true, false), sqrt(B)) + matmul(square(matmul(A, D, true)), B)}) {
    outputs.push_back({v, offset});
    offset += element_count(v.shape());
  }
  const Vector theta = random_theta(98);
  const Vector fused = evaluate(graph, outputs, theta, nullptr);
  for (std::uint64_t seed : {1U, 2U, 3U}) {
    const Perturbation perturbation{seed};
    const Vector plain = evaluate(graph, outputs, theta, &perturbation);
    // Sums of at most 30 positive terms, a few ops deep, each perturbed by at most √12 eps.
    for (std::size_t i = 0; i < fused.size(); ++i)
      EXPECT_NEAR(fused[i], plain[i], 64 * kEpsilon * std::fabs(fused[i])) << i;
  }
  // The same output twice, at two places.
  const std::vector<Output> twin = {{p + C, 0}, {p + C, 24}};
  const Vector both = evaluate(graph, twin, theta, nullptr);
  for (std::size_t i = 0; i < 24; ++i) EXPECT_EQ(both[i], both[24 + i]);
}

// Steps by hand: leaves, then a step a value, the last one an output.
class Steps {
 public:
  std::size_t leaf(Shape shape) { return value(std::move(shape), Store::theta); }
  std::size_t step(Op op, Shape shape, std::vector<std::size_t> operands) {
    PlannedStep step;
    step.op = std::move(op);
    step.arity = operands.size();
    std::copy(operands.begin(), operands.end(), step.operands.begin());
    step.result = value(std::move(shape), Store::workspace);
    steps_.push_back(step);
    return step.result;
  }
  Schedule take(Fusion fusion) const { return schedule(values_, steps_, {}, {{values_.size() - 1, 0}}, {}, fusion, 8); }

 private:
  std::size_t value(Shape shape, Store store) {
    values_.push_back({store, false, 0, 0, element_count(shape), shape});
    return values_.size() - 1;
  }

  std::vector<PlannedValue> values_;
  std::vector<PlannedStep> steps_;
};

TEST(Schedule, TwoProductsThatMeetInAnOutputAreOneStepThere) {
  Steps steps;
  const std::size_t A = steps.leaf({4, 5}), B = steps.leaf({5, 6}), D = steps.leaf({4, 5});
  const std::size_t p = steps.step(MatMul{}, {4, 6}, {A, B}), q = steps.step(MatMul{}, {4, 6}, {D, B});
  steps.step(Add{}, {4, 6}, {p, q});
  EXPECT_EQ(steps.take(Fusion::none).shared.size(), 3U);
  const Schedule fused = steps.take(Fusion::full);
  ASSERT_EQ(fused.shared.size(), 1U);
  EXPECT_TRUE(fused.shared[0].has_second);
  EXPECT_TRUE(fused.shared[0].into_output);
  EXPECT_TRUE(fused.shared_outputs.empty());
}

TEST(Schedule, AProductIsAddedToTheOtherTermWhereThatLies) {
  Steps steps;
  const std::size_t A = steps.leaf({4, 5}), B = steps.leaf({5, 6}), C = steps.leaf({4, 6});
  const std::size_t p = steps.step(MatMul{}, {4, 6}, {A, B}), e = steps.step(Exp{}, {4, 6}, {C});
  steps.step(Add{}, {4, 6}, {p, e});
  const Schedule fused = steps.take(Fusion::full);
  ASSERT_EQ(fused.shared.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Exp>(fused.shared[0].op));
  EXPECT_TRUE(std::holds_alternative<MatMul>(fused.shared[1].op));
  EXPECT_TRUE(fused.shared[1].accumulate);
  EXPECT_EQ(fused.shared[1].result, fused.shared[0].result);
}

TEST(Schedule, AProductThatIsReadElsewhereIsFormed) {
  Steps steps;
  const std::size_t A = steps.leaf({4, 5}), B = steps.leaf({5, 6}), C = steps.leaf({4, 6});
  const std::size_t p = steps.step(MatMul{}, {4, 6}, {A, B}), e = steps.step(Exp{}, {4, 6}, {p});
  const std::size_t other = steps.step(Add{}, {4, 6}, {p, C});
  steps.step(Mul{}, {4, 6}, {e, other});
  const Schedule fused = steps.take(Fusion::full);
  EXPECT_EQ(fused.shared.size(), 4U);
  for (const PlannedStep& step : fused.shared) EXPECT_FALSE(step.accumulate || step.has_second || step.into_output);
}

// Directions in batches of any width give the same bits as one by one: each is computed on its own.
TEST(Schedule, DirectionsAreTakenAFewAtATime) {
  const ChunkedNetwork network({6, 9, 4}, 40, 40);
  const Program& program = *network.sum->chunks()[0].program;
  const std::size_t k = 40, P = network.P;
  const Matrix V = network.directions(k);
  const std::array sets = {directions(V)};
  Arguments args{network.theta.data(), network.sum->chunks()[0].inputs, sets, {}};
  Vector cache(program.cache_size()), workspace(program.workspace_size(k)), shared(P + 1);
  program.linearize(args, cache.data(), workspace.data(), shared.data());
  Matrix all(2 * P, k), one(2 * P, 1);
  program.apply(args, cache.data(), k, workspace.data(), all.data(), 2 * P);
  for (args.first = 0; args.first < k; ++args.first) {
    std::fill_n(one.data(), 2 * P, 0.0);
    program.apply(args, cache.data(), 1, workspace.data(), one.data(), 2 * P);
    EXPECT_THAT(all.column(args.first), testing::ElementsAreArray(one.column(0)));
  }
}

}  // namespace
}  // namespace saddlescope::engine
