#include "saddlescope/function/interval_jet.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

using Op = Expression::Op;

bool is_zero(const Interval& a) { return a.low == 0 && a.high == 0; }
Interval exactly(double x) { return Interval::point(x); }
Interval square(const Interval& a) { return power(a, 2); }

// With derivatives that vanish left out: most of them do.
Interval times(const Interval& a, const Interval& b) { return is_zero(a) || is_zero(b) ? exactly(0) : product(a, b); }
Interval plus(const Interval& a, const Interval& b) {
  if (is_zero(a)) return b;
  return is_zero(b) ? a : sum(a, b);
}

class Jets {
 public:
  Jets(std::size_t P, bool second) : P_(P), second_(second) {}

  IntervalJet constant(const Interval& value) const {
    IntervalJet j;
    j.value = value;
    j.gradient.assign(P_, exactly(0));
    if (second_) j.hessian.assign(P_ * (P_ + 1) / 2, exactly(0));
    return j;
  }

  IntervalJet variable(std::size_t i, const Interval& range) const {
    IntervalJet j = constant(range);
    j.gradient[i] = exactly(1);
    return j;
  }

  IntervalJet linear(const IntervalJet& a, const IntervalJet& b, double factor) const {
    IntervalJet j = joined(a, b);
    const auto combine = [&](const Interval& x, const Interval& y) { return plus(x, factor < 0 ? negated(y) : y); };
    j.value = combine(a.value, b.value);
    for (std::size_t i = 0; i < P_; ++i) j.gradient.push_back(combine(a.gradient[i], b.gradient[i]));
    for (std::size_t k = 0; k < a.hessian.size(); ++k) j.hessian.push_back(combine(a.hessian[k], b.hessian[k]));
    return j;
  }

  IntervalJet multiplied(const IntervalJet& a, const IntervalJet& b) const {
    IntervalJet j = joined(a, b);
    j.value = product(a.value, b.value);
    for (std::size_t i = 0; i < P_; ++i) {
      j.gradient.push_back(plus(times(a.gradient[i], b.value), times(a.value, b.gradient[i])));
    }
    if (!second_) return j;
    for (std::size_t i = 0; i < P_; ++i) {
      for (std::size_t k = 0; k <= i; ++k) {
        const Interval cross = i == k ? times(exactly(2), times(a.gradient[i], b.gradient[i]))
                                      : plus(times(a.gradient[i], b.gradient[k]), times(a.gradient[k], b.gradient[i]));
        j.hessian.push_back(plus(cross, plus(times(a.second(i, k), b.value), times(a.value, b.second(i, k)))));
      }
    }
    return j;
  }

  // g(u) from intervals of g, g', g'' over u's values.
  IntervalJet composed(const IntervalJet& u, const Interval& value, const Interval& slope, const Interval& bend) const {
    IntervalJet j;
    j.smooth = u.smooth;
    j.nowhere = u.nowhere;
    j.value = value;
    for (std::size_t i = 0; i < P_; ++i) j.gradient.push_back(times(slope, u.gradient[i]));
    if (!second_) return j;
    for (std::size_t i = 0; i < P_; ++i) {
      for (std::size_t k = 0; k <= i; ++k) {
        const Interval squares = i == k ? square(u.gradient[i]) : times(u.gradient[i], u.gradient[k]);
        j.hessian.push_back(plus(times(bend, squares), times(slope, u.second(i, k))));
      }
    }
    return j;
  }

  IntervalJet inverted(const IntervalJet& u) const { return raised(u, -1); }

  IntervalJet raised(const IntervalJet& u, double p) const {
    const bool whole = p == std::floor(p), pole = p < 0;
    // Where p − 1 or p − 2 rounds, uᵖ⁻¹ would be another power: uᵖ/u then.
    const bool exact = whole_difference(p, 1) && whole_difference(p, 2);
    const Interval value = power(u.value, p);
    const auto lowered = [&](double by) { return exact ? power(u.value, p - by) : times(value, power(u.value, -by)); };
    IntervalJet j = composed(u, value, times(exactly(p), lowered(1)),
                             times(product(exactly(p), sum(exactly(p), exactly(-1))), lowered(2)));
    if (pole && whole) return restricted(std::move(j), u.value.low > 0 || u.value.high < 0, is_zero(u.value));
    if (!whole) return restricted(std::move(j), u.value.low > 0, u.value.high < 0 || (u.value.high <= 0 && moves(u)));
    return j;
  }

  IntervalJet applied(const ElementaryFunction& f, const IntervalJet& u) const {
    IntervalJet j = composed(u, f.range(u.value), f.slope(u.value), f.bend(u.value));
    if (f.defined_from > -Interval::kInfinity) {
      const bool outside = u.value.high < f.defined_from || (u.value.high <= f.defined_from && moves(u));
      return restricted(std::move(j), u.value.low > f.defined_from, outside);
    }
    if (f.jumps_at_zero) {
      return restricted(std::move(j), u.value.low > 0 || u.value.high < 0, is_zero(u.value) && moves(u));
    }
    // A pole between the ends (tan): then nothing is known.
    const bool finite = std::isfinite(j.value.low) && std::isfinite(j.value.high);
    return restricted(std::move(j), finite, false);
  }

 private:
  static IntervalJet joined(const IntervalJet& a, const IntervalJet& b) {
    IntervalJet j;
    j.smooth = a.smooth && b.smooth;
    j.nowhere = a.nowhere || b.nowhere;
    return j;
  }

  // u isn't constant: at a border of its function's domain, or where that has a kink, no gradient is zero then. Where u
  // is constant it may be (sqrt(0·x)).
  static bool moves(const IntervalJet& u) {
    return std::ranges::any_of(u.gradient, [](const Interval& d) { return d.low > 0 || d.high < 0; });
  }

  // Whether p − q is a double.
  static bool whole_difference(double p, double q) {
    const double difference = p - q, moved = difference - p;
    return (p - (difference - moved)) + (-q - moved) == 0;
  }

  static IntervalJet restricted(IntervalJet j, bool smooth, bool nowhere) {
    j.smooth = j.smooth && smooth;
    j.nowhere = j.nowhere || nowhere;
    return j;
  }

  std::size_t P_;
  bool second_;
};

IntervalJet jet_of(const Jets& jets, const Expression::Node& node, std::span<const Interval> box,
                   const std::vector<IntervalJet>& done) {
  switch (node.op) {
    case Op::constant:
      return jets.constant(exactly(node.number));
    case Op::variable:
      return jets.variable(node.index, box[node.index]);
    case Op::add:
      return jets.linear(done[node.a], done[node.b], 1);
    case Op::subtract:
      return jets.linear(done[node.a], done[node.b], -1);
    case Op::multiply:
      return node.a == node.b ? jets.raised(done[node.a], 2) : jets.multiplied(done[node.a], done[node.b]);
    case Op::divide:
      return jets.multiplied(done[node.a], jets.inverted(done[node.b]));
    case Op::negate:
      return jets.linear(jets.constant(exactly(0)), done[node.a], -1);
    case Op::power:
      return jets.raised(done[node.a], node.number);
    case Op::general_power: {
      const auto functions = elementary_functions();
      const auto named = [&](std::string_view name) {
        return *std::ranges::find(functions, name, &ElementaryFunction::name);
      };
      return jets.applied(named("exp"), jets.multiplied(done[node.b], jets.applied(named("log"), done[node.a])));
    }
    case Op::function:
      return jets.applied(elementary_functions()[node.index], done[node.a]);
  }
  throw_internal("every operation of a formula has an interval jet");
}

}  // namespace

IntervalJet interval_jet(const Expression& expression, std::span<const Interval> box, bool with_hessian) {
  const Jets jets(expression.variables().size(), with_hessian);
  std::vector<IntervalJet> done;
  done.reserve(expression.nodes().size());
  for (const Expression::Node& node : expression.nodes()) done.push_back(jet_of(jets, node, box, done));
  return std::move(done.back());
}

}  // namespace saddlescope
