#include "saddlescope/function/builder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "saddlescope/linalg/epsilon.h"

namespace saddlescope {
namespace {

constexpr double kCancelled = 1e-8;  // width of a constant beside its size from which it counts as cancelled
constexpr double kLibraryUlp = 8;

bool unary_op(Expression::Op op) {
  using enum Expression::Op;
  return op == negate || op == power || op == function;
}

bool leaf(Expression::Op op) { return op == Expression::Op::constant || op == Expression::Op::variable; }

Interval range_of(const Expression::Node& node, const Interval& a, const Interval& b) {
  using enum Expression::Op;
  const bool same = node.a == node.b;
  switch (node.op) {
    case constant:
      return Interval::point(node.number);
    case variable:
      return Interval::whole();
    case add:
      return same ? product(Interval::point(2), a) : sum(a, b);
    case subtract:
      return same ? Interval::point(0) : sum(a, negated(b));
    case multiply:
      return same ? saddlescope::power(a, 2) : product(a, b);
    case divide:
      return same ? Interval::point(1) : product(a, reciprocal(b));
    case negate:
      return negated(a);
    case power:
      return saddlescope::power(a, node.number);
    case general_power:
      return saddlescope::general_power(a, b);
    case function:
      return elementary_functions()[node.index].range(a);
  }
  return Interval::whole();
}

// Values of an elementary function at a constant known to lie in a narrow interval: its own value, those at the ends,
// and as far beyond as the ends lie apart (sin and cos turn between them) and the library's last digits may be off.
Interval function_of_constant(std::size_t index, const Expression::Node& a, double value) {
  double low = value, high = value;
  for (const double end : {a.range.low, a.range.high}) {
    const double there = elementary_functions()[index].value(end);
    low = std::min(low, there);
    high = std::max(high, there);
  }
  const double slack = kLibraryUlp * kEps * std::max(std::abs(low), std::abs(high)) + (a.range.high - a.range.low);
  const bool exact = value == 0 || value == 1;  // exp(0), log(1), sqrt(1), abs(0) …: exact where the argument is
  if (exact && a.range.low == a.range.high) return Interval::point(value);
  return make_interval(low - slack, high + slack, false, false);
}

}  // namespace

double apply(const Expression::Node& node, double a, double b) {
  using enum Expression::Op;
  switch (node.op) {
    case add:
      return a + b;
    case subtract:
      return a - b;
    case multiply:
      return a * b;
    case divide:
      return a / b;
    case negate:
      return -a;
    case power:
      return std::pow(a, node.number);
    case general_power:
      return a >= 0 ? std::pow(a, b) : std::numeric_limits<double>::quiet_NaN();
    case function:
      return elementary_functions()[node.index].value(a);
    default:
      return node.number;
  }
}

ExpressionBuilder::ExpressionBuilder(std::string text) { result_.text_ = std::move(text); }

std::size_t ExpressionBuilder::Hash::operator()(const Node& node) const {
  std::uint64_t h = static_cast<std::uint64_t>(node.op);
  for (const std::uint64_t part : {std::uint64_t{node.a}, std::uint64_t{node.b}, std::uint64_t{node.index},
                                   std::bit_cast<std::uint64_t>(node.number)}) {
    h = (h ^ part) * 0x9e3779b97f4a7c15ULL;
    h ^= h >> 32;
  }
  return static_cast<std::size_t>(h);
}

bool ExpressionBuilder::Equal::operator()(const Node& x, const Node& y) const {
  return x.op == y.op && x.a == y.a && x.b == y.b && x.index == y.index &&
         std::bit_cast<std::uint64_t>(x.number) == std::bit_cast<std::uint64_t>(y.number);
}

std::size_t ExpressionBuilder::add(Node node) {
  if (const auto found = known_.find(node); found != known_.end()) return found->second;
  node.range = leaf(node.op) ? range_of(node, {}, {}) : range_of(node, nodes_[node.a].range, nodes_[node.b].range);
  nodes_.push_back(node);
  known_.emplace(node, nodes_.size() - 1);
  return nodes_.size() - 1;
}

std::size_t ExpressionBuilder::constant(double value, const Interval& values, Range where) {
  const double width = values.high - values.low;
  if (std::isfinite(value) && !(width <= kCancelled * std::abs(value)) && !cancelled_) {
    cancelled_ = Cancelled{where, value, values.low, values.high};
  }
  Node node{.op = Op::constant, .number = value, .begin = where.begin, .end = where.end, .range = {}};
  if (!std::isfinite(value) || width == 0) return add(node);
  // Two constants that round to the same number needn't be the same: none of these is shared.
  node.index = nodes_.size() + 1;
  const std::size_t place = add(node);
  nodes_[place].range = make_interval(std::min(values.low, value), std::max(values.high, value), false, false);
  return place;
}

// A constant from an operation on constants.
std::size_t ExpressionBuilder::folded(const Node& node, Range where) {
  const Node &a = nodes_[node.a], &b = nodes_[node.b];
  const double value = apply(node, a.number, b.number);
  return constant(
      value, node.op == Op::function ? function_of_constant(node.index, a, value) : range_of(node, a.range, b.range),
      where);
}

std::size_t ExpressionBuilder::variable(const std::string& name, Range where) {
  const auto [found, is_new] = variables_.emplace(name, variables_.size());
  if (is_new) result_.variables_.push_back(name);
  return add({.op = Op::variable, .index = found->second, .begin = where.begin, .end = where.end, .range = {}});
}

std::size_t ExpressionBuilder::unary(Op op, std::size_t a, Range where) {
  const Node node{.op = op, .a = a, .b = a, .begin = where.begin, .end = where.end, .range = {}};
  return is_constant(a) ? folded(node, where) : add(node);
}

bool ExpressionBuilder::is_absolute(std::size_t node) const {
  return nodes_[node].op == Op::function && elementary_functions()[nodes_[node].index].name == "abs";
}

std::size_t ExpressionBuilder::binary(Op op, std::size_t a, std::size_t b, Range where) {
  if (op == Op::multiply && a == b && is_absolute(a)) a = b = nodes_[a].a;
  const Node node{.op = op, .a = a, .b = b, .begin = where.begin, .end = where.end, .range = {}};
  if (is_constant(a) && is_constant(b)) return folded(node, where);
  return add(node);
}

std::size_t ExpressionBuilder::power(std::size_t a, double exponent, Range where) {
  if (exponent == 0) return constant(1, Interval::point(1), where);
  if (exponent == 1) return a;
  if (std::fmod(exponent, 2) == 0 && is_absolute(a)) a = nodes_[a].a;
  return add(
      {.op = Op::power, .a = a, .b = a, .number = exponent, .begin = where.begin, .end = where.end, .range = {}});
}

std::size_t ExpressionBuilder::raise(std::size_t a, std::size_t b, Range where) {
  if (is_constant(a) && is_constant(b)) {
    const double exponent = nodes_[b].number;
    return folded(
        {.op = Op::power, .a = a, .b = a, .number = exponent, .begin = where.begin, .end = where.end, .range = {}},
        where);
  }
  if (is_constant(b)) return power(a, nodes_[b].number, where);
  return add({.op = Op::general_power, .a = a, .b = b, .begin = where.begin, .end = where.end, .range = {}});
}

std::size_t ExpressionBuilder::function(std::size_t index, std::size_t a, Range where) {
  const Node node{
      .op = Op::function, .a = a, .b = a, .index = index, .begin = where.begin, .end = where.end, .range = {}};
  if (is_constant(a)) return folded(node, where);
  if (elementary_functions()[index].name == "abs") {
    if (nodes_[a].range.never_negative()) return a;
    if (nodes_[a].range.never_positive()) return unary(Op::negate, a, where);
  }
  return add(node);
}

Expression ExpressionBuilder::finish(std::size_t root) && {
  std::vector<bool> used(root + 1, false);
  used[root] = true;
  for (std::size_t i = root + 1; i-- > 0;) {
    if (!used[i] || leaf(nodes_[i].op)) continue;
    used[nodes_[i].a] = true;
    if (!unary_op(nodes_[i].op)) used[nodes_[i].b] = true;
  }
  std::vector<std::size_t> place(root + 1, 0);
  for (std::size_t i = 0; i <= root; ++i) {
    if (!used[i]) continue;
    Node node = nodes_[i];
    if (!leaf(node.op)) {
      node.a = place[node.a];
      node.b = place[node.b];
    }
    place[i] = result_.nodes_.size();
    result_.nodes_.push_back(node);
  }
  return std::move(result_);
}

}  // namespace saddlescope
