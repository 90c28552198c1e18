// The functions a formula may name: value, range and graph in one place.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saddlescope/engine/value.h"
#include "saddlescope/function/expression.h"

namespace saddlescope {
namespace {

constexpr double kInf = Interval::kInfinity;
constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

double sigmoid(double x) {
  const double small = std::exp(-std::abs(x));  // never overflows
  return (x >= 0 ? 1 : small) / (1 + small);
}
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

Interval bounded_by_one(const Interval&) { return make_interval(-1, 1, false, false); }
Interval anything(const Interval&) { return Interval::whole(); }

Interval range_of_exp(const Interval& a) {
  return increasing(a, [](double x) { return std::exp(x); }, 0, 0, kInf, true);
}
Interval range_of_log(const Interval& a) {
  if (a.high < 0) return Interval::whole();  // defined nowhere
  const bool cut = a.low < 0;
  const Interval positive{cut ? 0 : a.low, a.high, cut ? !a.zero : a.low_open, a.high_open, a.zero};
  return increasing(positive, [](double x) { return std::log(x); }, 1, -kInf, kInf, true);
}
Interval range_of_sqrt(const Interval& a) { return power(a, 0.5); }
Interval range_of_tanh(const Interval& a) {
  return increasing(a, [](double x) { return std::tanh(x); }, 0, -1, 1, a.zero);
}
Interval range_of_sigmoid(const Interval& a) { return increasing(a, sigmoid, 0, 0, 1, true); }
Interval range_of_softplus(const Interval& a) { return increasing(a, softplus, kNowhere, 0, kInf, true); }

constexpr std::array<ElementaryFunction, 10> kFunctions{{
    {"sin", [](double x) { return std::sin(x); }, bounded_by_one, engine::sin},
    {"cos", [](double x) { return std::cos(x); }, bounded_by_one, engine::cos},
    {"tan", [](double x) { return std::tan(x); }, anything, engine::tan},
    {"exp", [](double x) { return std::exp(x); }, range_of_exp, engine::exp},
    {"log", [](double x) { return std::log(x); }, range_of_log, engine::log},
    {"sqrt", [](double x) { return std::sqrt(x); }, range_of_sqrt, engine::sqrt, true},
    {"abs", [](double x) { return std::abs(x); }, absolute, engine::abs, true},
    {"tanh", [](double x) { return std::tanh(x); }, range_of_tanh, engine::tanh},
    {"sigmoid", sigmoid, range_of_sigmoid, engine::sigmoid},
    {"softplus", softplus, range_of_softplus, engine::softplus},
}};

}  // namespace

std::span<const ElementaryFunction> elementary_functions() { return kFunctions; }

}  // namespace saddlescope
