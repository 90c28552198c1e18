// Random formulas as text together with an evaluator that shares nothing with ours: C++ closures on long double.
#pragma once

#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/base/random.h"

namespace saddlescope {

struct RandomFormula {
  using Evaluator = std::function<long double(std::span<const double>)>;
  std::string text;
  Evaluator value;
  bool smooth = true;  ///< no abs, sqrt, log or non-integer power
};

inline RandomFormula random_variable(RandomStream& random, std::size_t P) {
  const std::size_t i = random.below(P);
  return {"x" + std::to_string(i), [i](std::span<const double> x) { return static_cast<long double>(x[i]); }, true};
}

/// Over the variables x0 … x{P−1}. `smooth`: defined and analytic everywhere. A division by zero is NaN here:
/// undefined.
/// Constants stand beside variables alone: a formula's constants are folded in doubles, which the evaluator doesn't do.
inline RandomFormula random_formula(RandomStream& random, std::size_t P, int depth, bool smooth) {
  using F = RandomFormula;
  if (depth == 0 || random.uniform() < 0.1) {
    const F x = random_variable(random, P);
    if (random.uniform() < 0.7) return x;
    const double c = std::round(random.uniform(-20, 20)) / 8;  // exact in decimal
    const bool plus = random.uniform() < 0.5;
    return {std::to_string(c) + (plus ? " + " : " * ") + x.text,
            [c, x, plus](std::span<const double> at) { return plus ? c + x.value(at) : c * x.value(at); }, true};
  }
  const F a = random_formula(random, P, depth - 1, smooth);
  const auto unary = [&](std::string name, long double (*f)(long double), bool is_smooth) {
    return F{name + "(" + a.text + ")", [a, f](std::span<const double> x) { return f(a.value(x)); },
             a.smooth && is_smooth};
  };
  const auto power = [&](int n) {
    return F{"(" + a.text + ")^" + std::to_string(n),
             [a, n](std::span<const double> x) {
               const long double base = a.value(x);
               return n < 0 && base == 0 ? std::nanl("") : std::pow(base, static_cast<long double>(n));
             },
             a.smooth};
  };
  switch (random.below(smooth ? 13 : 19)) {
    case 0:
    case 1:
    case 2: {
      const F b = random_formula(random, P, depth - 1, smooth);
      return {"(" + a.text + ") + (" + b.text + ")",
              [a, b](std::span<const double> x) { return a.value(x) + b.value(x); }, a.smooth && b.smooth};
    }
    case 3: {
      const F b = random_formula(random, P, depth - 1, smooth);
      return {"(" + a.text + ") - (" + b.text + ")",
              [a, b](std::span<const double> x) { return a.value(x) - b.value(x); }, a.smooth && b.smooth};
    }
    case 4:
    case 5: {
      const F b = random_formula(random, P, depth - 1, smooth);
      return {"(" + a.text + ")*(" + b.text + ")",
              [a, b](std::span<const double> x) { return a.value(x) * b.value(x); }, a.smooth && b.smooth};
    }
    case 6:
      return power(2);
    case 7:
      return power(3);
    case 8:
      return unary("tanh", [](long double t) { return std::tanh(t); }, true);
    case 9:
      return unary("sin", [](long double t) { return std::sin(t); }, true);
    case 10:
      return unary("cos", [](long double t) { return std::cos(t); }, true);
    case 11:
      return unary("sigmoid", [](long double t) { return 1 / (1 + std::exp(-t)); }, true);
    case 12:
      return unary("softplus", [](long double t) { return t > 50 ? t : std::log1p(std::exp(t)); }, true);
    case 13:
      return unary("exp", [](long double t) { return std::exp(t); }, true);
    case 14:
      return unary("log", [](long double t) { return std::log(t); }, false);
    case 15:
      return unary("sqrt", [](long double t) { return std::sqrt(t); }, false);
    case 16:
      return unary("abs", [](long double t) { return std::fabs(t); }, false);
    case 17:
      return power(-1);
    default: {
      const F b = random_formula(random, P, depth - 1, smooth);
      return {"(" + a.text + ")/(" + b.text + ")",
              [a, b](std::span<const double> x) {
                const long double divisor = b.value(x);
                return divisor == 0 ? std::nanl("") : a.value(x) / divisor;
              },
              false};
    }
  }
}

}  // namespace saddlescope
