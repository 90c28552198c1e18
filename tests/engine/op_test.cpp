// The property test over the whole variant, and the same test on ops that are wrong on purpose: it must fail on each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "saddlescope/engine/kernels/execute.h"
#include "tests/engine/op_property.h"

namespace saddlescope::engine {
namespace {

template <class O>
class EveryOp : public testing::Test {};
TYPED_TEST_SUITE(EveryOp, EvaluatedOps, OpNames);

TYPED_TEST(EveryOp, HasRightDerivativesAndAdjointsToSecondOrder) {
  std::uint64_t seed = 0;
  if constexpr (requires { requires TypeParam::held; }) {
    Graph graph;  // held constant by intent: no difference agrees, the derivative must be absent
    const auto c = cases<TypeParam>().front();
    const Value x = graph.parameter(0, c.shapes[0]);
    EXPECT_FALSE(jvp(std::vector{graph.append(c.op, std::array{x})}, tangents(std::vector{x}))[0]);
    return;
  }
  for (const auto& c : cases<TypeParam>())
    EXPECT_THAT(OpUnderTest(c, rules_of(c.op), ++seed).failures(), testing::IsEmpty())
        << "operand shapes " << to_string(c.shapes[0]) << ", seed " << seed;
}

// The kernel writes exactly as many elements as the shape rule says, whatever was there.
TYPED_TEST(EveryOp, WritesItsWholeShapeAndNothingElse) {
  constexpr double kCanary = 0x1.23456789abcdp77;
  RandomStream random(11, "canary");
  for (const auto& c : cases<TypeParam>()) {
    std::vector<Vector> x;
    std::vector<Operand<double>> operands;
    std::vector<const Shape*> shapes;
    for (std::size_t i = 0; i < c.shapes.size(); ++i) {
      Vector entries(element_count(c.shapes[i]));
      for (double& e : entries)
        e = c.domains[i].indices != 0 ? static_cast<double>(random.below(c.domains[i].indices))
                                      : random.uniform(0.5, 1);
      x.push_back(std::move(entries));
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      operands.push_back({x[i].data(), 0, &c.shapes[i]});
      shapes.push_back(&c.shapes[i]);
    }
    const std::size_t size = element_count(shape_of(c.op, shapes));
    Vector y(size + 16, kCanary);
    execute<double>(c.op, operands, size, 1, y.data() + 8);
    for (std::size_t i = 0; i < y.size(); ++i) EXPECT_EQ(y[i] != kCanary, i >= 8 && i < 8 + size) << i;
    if constexpr (std::is_same_v<TypeParam, MatMul>) {  // a GEMM computes it: against the op's own three loops
      Vector reference(size);
      const std::array at = {x[0].data(), x[1].data()};
      c.op.eval(shapes, at.data(), reference.data());
      for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(y[8 + i], reference[i], kSumTolerance * (1 + reference[i]));
    }
  }
}

struct TanhWithWrongSign : Tanh {
  static Value derivative(Value x, Value y) { return -Tanh::derivative(x, y); }
};
struct SigmoidWithForgottenFactor : Sigmoid {
  static Value derivative(Value, Value y) { return y; }
};
struct SquareWithForgottenFactor : Square {
  static Value derivative(Value x, Value) { return x; }
};
struct DivWithSwappedOperand : Div {
  template <std::size_t i>
  static Value derivative(Value x, Value y, Value f) {
    return i == 0 ? 1 / y : -(f / x);
  }
};
struct SumWithForgottenMean : Sum {
  Value transpose(std::span<const Value> x, Value c) const { return 0.5 * Sum::transpose(x, c); }
};
struct TransposeThatReshapes : Transpose {
  static Value transpose(std::span<const Value> x, Value c) { return reshape(c, x[0].shape()); }
};
struct MatMulWithSwappedOperand : MatMul {
  template <std::size_t i>
  Value adjoint(Value A, Value B, Value c) const {
    return MatMul::adjoint<i>(i == 0 ? A : B, i == 0 ? B : A, c);  // A's adjoint right, B's from the wrong operand
  }
};
struct MatMulWithWrongSign : MatMul {
  template <std::size_t i>
  Value adjoint(Value A, Value B, Value c) const {
    return -MatMul::adjoint<i>(A, B, c);
  }
};
struct ReluThatIsStep : Relu {
  static Value derivative(Value x, Value) { return sign(x); }
};

template <class Right, class Wrong>
std::vector<std::string> failures_of_wrong(const Case<Right>& c, Wrong wrong) {
  static_cast<Right&>(wrong) = c.op;
  RulesUnderTest rules = rules_of(c.op);
  rules.cotangent = [wrong](std::size_t i, auto x, Value y, Value cotangent) {
    return cotangent_of(wrong, i, x, y, cotangent);
  };
  if constexpr (Right::kind == Kind::pointwise)
    rules.tangent = [wrong](auto x, auto t, Value y) { return tangent_of(wrong, x, t, y); };
  return OpUnderTest(c, rules, 5).failures();
}

TEST(PropertyTest, FailsOnEveryWrongOp) {
  EXPECT_FALSE(failures_of_wrong(cases<Tanh>()[2], TanhWithWrongSign{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<Sigmoid>()[2], SigmoidWithForgottenFactor{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<Square>()[0], SquareWithForgottenFactor{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<Div>()[3], DivWithSwappedOperand{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<Sum>()[1], SumWithForgottenMean{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<Transpose>()[1], TransposeThatReshapes{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<MatMul>()[1], MatMulWithSwappedOperand{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<MatMul>()[0], MatMulWithWrongSign{}).empty());
  EXPECT_FALSE(failures_of_wrong(cases<Relu>()[5], ReluThatIsStep{}).empty());
}

// Operands whose shapes don't fit are refused with the op and the shapes.
TEST(Graph, RefusesOperandsThatDoNotFit) {
  Graph graph;
  const Value a = graph.parameter(0, {3, 2}), b = graph.parameter(6, {3});
  try {
    (void)(a + b);
    FAIL();
  } catch (const std::exception& e) {
    EXPECT_STREQ(e.what(), "add: operands of a pointwise op have one shape (broadcast is explicit); got (3, 2) (3,).");
  }
  EXPECT_THROW(matmul(a, a), std::exception);
  EXPECT_THROW(broadcast(b, {3, 3, 3}, {0}), std::exception);
}

}  // namespace
}  // namespace saddlescope::engine
