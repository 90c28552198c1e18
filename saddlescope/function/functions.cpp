// The functions a formula may name: value, range and graph in one place.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saddlescope/engine/value.h"
#include "saddlescope/function/expression.h"

namespace saddlescope {
namespace {

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

double sigmoid(double x) {
  const double small = std::exp(-std::abs(x));  // never overflows
  return (x >= 0 ? 1 : small) / (1 + small);
}
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

// An infinite end that a pole reaches: there alone what is positive everywhere else is 0.
bool low_pole(const Interval& a) { return a.low == -Interval::kInfinity && !a.low_open; }
bool high_pole(const Interval& a) { return a.high == Interval::kInfinity && !a.high_open; }
// exp, sigmoid and softplus are positive wherever their argument is finite, also where they underflow to 0.
Interval range_of_exp(const Interval& a) {
  return increasing(a, [](double x) { return std::exp(x); }, 0, 0, Interval::kInfinity, low_pole(a));
}
Interval range_of_log(const Interval& a) {
  if (a.high < 0) return Interval::whole();  // defined nowhere
  const bool cut = a.low < 0;
  const Interval positive{cut ? 0 : a.low, a.high, cut ? !a.zero : a.low_open, a.high_open, a.zero};
  return increasing(positive, [](double x) { return std::log(x); }, 1, -Interval::kInfinity, Interval::kInfinity, true);
}
Interval range_of_sqrt(const Interval& a) { return power(a, 0.5); }
Interval range_of_tanh(const Interval& a) {
  return increasing(a, [](double x) { return std::tanh(x); }, 0, -1, 1, a.zero);
}
Interval range_of_sigmoid(const Interval& a) { return increasing(a, sigmoid, 0, 0, 1, low_pole(a)); }
Interval range_of_softplus(const Interval& a) {
  return increasing(a, softplus, kNowhere, 0, Interval::kInfinity, low_pole(a));
}

Interval number(double x) { return Interval::point(x); }
Interval twice(const Interval& a) { return product(number(2), a); }
// The part of an argument where log and sqrt are defined.
Interval positive_part(const Interval& a) {
  return {std::max(0.0, a.low), std::max(0.0, a.high), false, false, a.zero};
}

Interval minus_sine(const Interval& a) { return negated(sine(a)); }
Interval minus_cosine(const Interval& a) { return negated(cosine(a)); }
Interval slope_of_tan(const Interval& a) { return sum(number(1), power(tangent(a), 2)); }
Interval bend_of_tan(const Interval& a) { return product(twice(tangent(a)), slope_of_tan(a)); }
Interval slope_of_log(const Interval& a) { return reciprocal(positive_part(a)); }
Interval bend_of_log(const Interval& a) { return negated(power(positive_part(a), -2)); }
Interval slope_of_sqrt(const Interval& a) { return product(number(0.5), power(positive_part(a), -0.5)); }
Interval bend_of_sqrt(const Interval& a) { return product(number(-0.25), power(positive_part(a), -1.5)); }
Interval slope_of_abs(const Interval& a) {
  return a.low > 0 ? number(1) : a.high < 0 ? number(-1) : make_interval(-1, 1, false, false);
}
Interval bend_of_abs(const Interval& a) { return a.low > 0 || a.high < 0 ? number(0) : Interval::whole(); }
// tanh' = 1 − t², tanh'' = −2t·(1 − t²).
// Both first derivatives are positive at every finite argument, which their sums don't show where they round to 0.
Interval positive_slope(Interval slope, const Interval& a) {
  slope.low = std::max(slope.low, 0.0);
  slope.zero = slope.zero && (low_pole(a) || high_pole(a));
  return slope;
}
Interval slope_of_tanh(const Interval& a) {
  return positive_slope(sum(number(1), negated(power(range_of_tanh(a), 2))), a);
}
Interval bend_of_tanh(const Interval& a) { return negated(product(twice(range_of_tanh(a)), slope_of_tanh(a))); }
// s' = s(1 − s) = ¼ − (s − ½)², s'' = s'·(1 − 2s).
Interval slope_of_sigmoid(const Interval& a) {
  return positive_slope(sum(number(0.25), negated(power(sum(range_of_sigmoid(a), number(-0.5)), 2))), a);
}
Interval bend_of_sigmoid(const Interval& a) {
  return product(slope_of_sigmoid(a), sum(number(1), negated(twice(range_of_sigmoid(a)))));
}

constexpr std::array<ElementaryFunction, 10> kFunctions{{
    {"sin", [](double x) { return std::sin(x); }, sine, engine::sin, cosine, minus_sine},
    {"cos", [](double x) { return std::cos(x); }, cosine, engine::cos, minus_sine, minus_cosine},
    {"tan", [](double x) { return std::tan(x); }, tangent, engine::tan, slope_of_tan, bend_of_tan},
    {"exp", [](double x) { return std::exp(x); }, range_of_exp, engine::exp, range_of_exp, range_of_exp},
    {"log", [](double x) { return std::log(x); }, range_of_log, engine::log, slope_of_log, bend_of_log, false, 0},
    {"sqrt", [](double x) { return std::sqrt(x); }, range_of_sqrt, engine::sqrt, slope_of_sqrt, bend_of_sqrt, true, 0},
    {"abs", [](double x) { return std::abs(x); }, absolute, engine::abs, slope_of_abs, bend_of_abs, true},
    {"tanh", [](double x) { return std::tanh(x); }, range_of_tanh, engine::tanh, slope_of_tanh, bend_of_tanh},
    {"sigmoid", sigmoid, range_of_sigmoid, engine::sigmoid, slope_of_sigmoid, bend_of_sigmoid},
    {"softplus", softplus, range_of_softplus, engine::softplus, range_of_sigmoid, slope_of_sigmoid},
}};

}  // namespace

std::span<const ElementaryFunction> elementary_functions() { return kFunctions; }

}  // namespace saddlescope
