// Formulas: grammar, values, messages. Truth: C++'s own arithmetic, written out.
#include "saddlescope/function/expression.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>
#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

double at(std::string_view text, const Vector& theta = {}) { return Expression::parse(text).evaluate(theta); }

std::string error_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.what();
  }
  return "no error";
}
std::string parse_error(std::string_view text) {
  return error_of([&] { Expression::parse(text, "--function"); });
}
std::string point_error(std::string_view text, std::vector<std::string> variables) {
  return error_of([&] { parse_point(text, variables); });
}

TEST(Expression, PowersGroupFromTheRightAndAboveTheSign) {
  EXPECT_EQ(at("2^3^2"), 512);
  EXPECT_EQ(at("-x^2", {3}), -9);
  EXPECT_EQ(at("2^-x", {3}), 0.125);
  EXPECT_EQ(at("2**-x**2", {2}), 0.0625);
  EXPECT_EQ(at("-2^-2"), -0.25);
  EXPECT_EQ(at("(-x)^2", {3}), 9);
  EXPECT_EQ(at("- - x", {3}), 3);
  EXPECT_EQ(at("2*-x", {3}), -6);
  EXPECT_EQ(at("+x - -x", {3}), 6);
}

TEST(Expression, SumsAndProductsGroupFromTheLeft) {
  EXPECT_EQ(at("10 - 4 - 3"), 3);
  EXPECT_EQ(at("100 / 10 / 5"), 2);
  EXPECT_EQ(at("2 + 3 * 4"), 14);
  EXPECT_EQ(at("(2 + 3) * 4"), 20);
}

TEST(Expression, NumbersAndConstants) {
  EXPECT_EQ(at("1e-3"), 1e-3);
  EXPECT_EQ(at(".5"), 0.5);
  EXPECT_EQ(at("1."), 1);
  EXPECT_EQ(at("1.5E+3"), 1500);
  EXPECT_EQ(at("pi"), std::numbers::pi);
  EXPECT_EQ(at("e"), std::numbers::e);
  EXPECT_EQ(at("2*e-1"), 2 * std::numbers::e - 1);
  EXPECT_TRUE(Expression::parse("pi*e").variables().empty());
}

TEST(Expression, FunctionsAreThoseOfTheLibrary) {
  for (const double x : {-800.0, -2.5, -0.3, 0.0, 0.7, 3.0, 800.0}) {
    EXPECT_EQ(at("sin(x)", {x}), std::sin(x));
    EXPECT_EQ(at("cos(x)", {x}), std::cos(x));
    EXPECT_EQ(at("tan(x)", {x}), std::tan(x));
    EXPECT_EQ(at("exp(x)", {x}), std::exp(x));
    EXPECT_EQ(at("tanh(x)", {x}), std::tanh(x));
    EXPECT_EQ(at("abs(x)", {x}), std::abs(x));
    EXPECT_NEAR(at("sigmoid(x)", {x}), 1 / (1 + std::exp(-x)), 1e-15);
    EXPECT_NEAR(at("softplus(x)", {x}), x > 700 ? x : std::log1p(std::exp(x)), 1e-15);
  }
  EXPECT_EQ(at("log(x)", {3}), std::log(3.0));
  EXPECT_EQ(at("sqrt(x)", {3}), std::sqrt(3.0));
}

TEST(Expression, VariablesComeInOrderOfFirstAppearance) {
  EXPECT_THAT(Expression::parse("w2*w1 + _a9 - w2").variables(), testing::ElementsAre("w2", "w1", "_a9"));
  EXPECT_EQ(at("x - y", {5, 2}), 3);
  EXPECT_EQ(at("y - x", {5, 2}), 3);
}

TEST(Expression, IntegerPowersAreDefinedForEveryBase) {
  EXPECT_EQ(at("x^3", {-2}), -8);
  EXPECT_EQ(at("x^-1", {-2}), -0.5);
  EXPECT_EQ(at("x^(4/2)", {-3}), 9);
  EXPECT_EQ(at("x^0", {0}), 1);
  EXPECT_TRUE(std::isnan(at("x^0.5", {-1})));
  EXPECT_DOUBLE_EQ(at("x^y", {2, 0.5}), std::sqrt(2.0));
  EXPECT_TRUE(std::isnan(at("x^y", {-2, 2})));
}

TEST(Expression, EqualPartsAreOneNodeAndConstantsAreFolded) {
  const Expression square = Expression::parse("(1 - x*y)*(1 - x*y)");
  EXPECT_EQ(square.nodes().back().a, square.nodes().back().b);
  EXPECT_EQ(Expression::parse("2*3 + x^(1/2 + 1/2)").nodes().size(), 3u);  // x, 6, sum
}

TEST(Expression, NoKinkIsLeftWhereThereIsNone) {
  const auto functions = [](std::string_view text) {
    int count = 0;
    const Expression expression = Expression::parse(text);
    for (const auto& node : expression.nodes()) count += node.op == Expression::Op::function;
    return count;
  };
  EXPECT_EQ(functions("abs(x)^2"), 0);
  EXPECT_EQ(functions("abs(x)*abs(x)"), 0);
  EXPECT_EQ(functions("abs(x^2)"), 0);
  EXPECT_EQ(functions("abs(-x^2)"), 0);
  EXPECT_EQ(functions("abs(x)^3"), 1);
  EXPECT_EQ(functions("abs(abs(x))"), 1);
  EXPECT_EQ(at("abs(-x^2 - 1)", {2}), 5);
}

TEST(Expression, MessagesSayWhatWhereAndWhatNow) {
  EXPECT_EQ(parse_error(""), "--function: the formula is empty. Write one, for example \"(1 - w1*w2)^2\".");
  EXPECT_EQ(
      parse_error("1 - foo(x)"),
      "--function, column 5: unknown function \"foo\". The functions are sin, cos, tan, exp, log, sqrt, abs, tanh, "
      "sigmoid, softplus; for a product write foo*(...).\n  1 - foo(x)\n      ^");
  EXPECT_EQ(
      parse_error("ln(x)"),
      "--function, column 1: unknown function \"ln\". Write log instead; the functions are sin, cos, tan, exp, log, "
      "sqrt, abs, tanh, sigmoid, softplus.\n  ln(x)\n  ^");
  EXPECT_EQ(parse_error("2x + 1"),
            "--function, column 2: an operator is missing before \"x\". For a product write 2*x.\n  2x + 1\n   ^");
  EXPECT_EQ(
      parse_error("(a+b)(c)"),
      "--function, column 6: an operator is missing before \"(\". For a product write (a+b)*(.\n  (a+b)(c)\n       ^");
  EXPECT_EQ(parse_error("(2x)"),
            "--function, column 3: an operator is missing before \"x\". For a product write 2*x.\n  (2x)\n    ^");
  EXPECT_EQ(parse_error("(x + 1"), "--function, column 1: this ( is never closed. Add a ).\n  (x + 1\n  ^");
  EXPECT_EQ(parse_error("sin(x + (1)"),
            "--function, column 4: this ( is never closed. Add a ).\n  sin(x + (1)\n     ^");
  EXPECT_EQ(parse_error("x + 1)"),
            "--function, column 6: this ) closes nothing. Remove it, or open it with (.\n  x + 1)\n       ^");
  EXPECT_EQ(parse_error("x + "),
            "--function, column 5: the formula ends where a number, a variable or ( should follow. Complete it.\n"
            "  x + \n      ^");
  EXPECT_EQ(parse_error("x * / y"),
            "--function, column 5: \"/\" stands where a number, a variable or ( should. "
            "Remove it.\n  x * / y\n      ^");
  EXPECT_EQ(parse_error("sin + 1"),
            "--function, column 1: sin is a function and takes its argument in parentheses. "
            "Write sin(x).\n  sin + 1\n  ^");
  EXPECT_EQ(parse_error("e(x)"),
            "--function, column 1: e is a constant, not a function. For a product write e*(...), "
            "for the exponential exp(...).\n  e(x)\n  ^");
  EXPECT_EQ(parse_error("x $ y"),
            "--function, column 3: \"$\" is no character of a formula. Formulas are made of "
            "numbers, names (Latin letters, digits and _), + - * / ^ ** and ( ).\n  x $ y\n    ^");
  EXPECT_EQ(parse_error("\u6b0a*2"),
            "--function, column 1: \"\u6b0a\" is no character of a formula. Formulas are made of "
            "numbers, names (Latin letters, digits and _), + - * / ^ ** and ( ).\n  \u6b0a*2\n  ^");
  EXPECT_EQ(parse_error("x\u00b2 \u2212 1"),
            "--function, column 2: \"\u00b2\" is no character of a formula. Write ^2 "
            "instead.\n  x\u00b2 \u2212 1\n   ^");
  EXPECT_EQ(parse_error("1e999*x"),
            "--function, column 1: 1e999 lies outside the range of a double (1e-308 to "
            "1.8e308). Write a number within it.\n  1e999*x\n  ^");
  EXPECT_EQ(parse_error("x + \xff"),
            "--function, column 5: \"\\xff\" is no character of a formula. Formulas are made "
            "of numbers, names (Latin letters, digits and _), + - * / ^ ** and ( ).\n  x + ?\n      ^");
}

TEST(Expression, DeepOrLongInputIsRefusedAndNeverOverflowsTheStack) {
  const std::string open(50000, '('), minus(60000, '-');
  EXPECT_THAT(parse_error(open), testing::HasSubstr("nested more than 500 deep"));
  EXPECT_THAT(parse_error(minus + "x"), testing::HasSubstr("nested more than 500 deep"));
  std::string tower = "x";
  for (int i = 0; i < 20000; ++i) tower += "^x";
  EXPECT_THAT(parse_error(tower), testing::HasSubstr("nested more than 500 deep"));
  EXPECT_THAT(parse_error(std::string(100000, '(')), testing::HasSubstr("has 100000 characters; at most 65536"));
  EXPECT_EQ(at(std::string(499, '(') + "x" + std::string(499, ')'), {4}), 4);
  std::string sum = "x";
  for (int i = 0; i < 20000; ++i) sum += "+x";
  EXPECT_EQ(at(sum, {1}), 20001);
}

TEST(Expression, NamesTheFirstPartThatIsNotFinite) {
  const auto blame = [](std::string_view text, Vector theta) {
    return Expression::parse(text).first_not_finite(theta);
  };
  EXPECT_EQ(blame("1 + log(x)", {-1}), "log(x) at x = -1");
  EXPECT_EQ(blame("y*log(x - 2)^2", {5, 1}), "log(x - 2) at x = 1");
  EXPECT_EQ(blame("exp(x*y) + z", {100, 20, 3}), "exp(x*y) at x = 100, y = 20");
  EXPECT_EQ(blame("x + log(-1)", {1}), "log(-1)");
  EXPECT_EQ(blame("(x)^(y)", {-2, 2}), "(x)^(y) at x = -2, y = 2");
  EXPECT_EQ(blame("x + 1", {1}), "");
}

TEST(Point, NamesInAnyOrderOrValuesInOrderOfAppearance) {
  const std::vector<std::string> names{"w1", "w2"};
  EXPECT_THAT(parse_point("w1=1, w2=-2e-3", names), testing::ElementsAre(1, -2e-3));
  EXPECT_THAT(parse_point(" w2 = 2 ,w1 = pi/2", names), testing::ElementsAre(std::numbers::pi / 2, 2));
  EXPECT_THAT(parse_point("0,.5", names), testing::ElementsAre(0, 0.5));
  EXPECT_TRUE(parse_point("", {}).empty());
}

TEST(Point, MessagesNameTheVariable) {
  EXPECT_EQ(point_error("w1=0", {"w1", "w2"}), "--at: w2 has no value. Add \"w2=0\".");
  EXPECT_EQ(point_error("w1=0, w1=1", {"w1", "w2"}),
            "--at, column 7: w1 is given twice. Give it once.\n  w1=0, w1=1\n        ^");
  EXPECT_EQ(point_error("w1=0, z=1", {"w1", "w2"}),
            "--at, column 7: \"z\" is no variable of the formula. It has w1, "
            "w2.\n  w1=0, z=1\n        ^");
  EXPECT_EQ(point_error("e=1", {"w1"}), "--at, column 1: e is a constant and takes no value. It has w1.\n  e=1\n  ^");
  EXPECT_EQ(point_error("0", {"w1", "w2"}),
            "--at: 1 value is given; the formula has 2 variables: w1, w2. Write \"w1=0, w2=0\".");
  EXPECT_EQ(point_error("w1=0, 1", {"w1", "w2"}),
            "--at, column 7: some values are named and some are not. Name all, "
            "\"w1=0, w2=0\", or none.\n  w1=0, 1\n        ^");
  EXPECT_EQ(point_error("w1=", {"w1"}), "--at, column 4: a value is missing. Write a number.\n  w1=\n     ^");
  EXPECT_EQ(point_error("w1=y", {"w1"}),
            "--at, column 4: \"y\" is not a number. Write one, such as 1e-3 or pi/2.\n  w1=y\n     ^");
  EXPECT_EQ(point_error("w1=1/0", {"w1"}),
            "--at, column 4: \"1/0\" is inf, not a finite number. A point has finite coordinates.\n  w1=1/0\n     ^");
  EXPECT_EQ(point_error("", {"w1"}), "--at: no point is given. Write \"w1=0\".");
}

}  // namespace
}  // namespace saddlescope
