// Typed lists of the op variant's members, by kind, and the instances each is tested with: a new op is tested by being
// in the variant; one with attributes names its instances here.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saddlescope/engine/op.h"

namespace saddlescope::engine {

template <class... O>
struct OpList {
  template <class Extra>
  using With = OpList<O..., Extra>;
  using Types = testing::Types<O...>;
};

template <class List, template <class> class Keep, class... O>
struct Filter;
template <class List, template <class> class Keep>
struct Filter<List, Keep> {
  using Result = List;
};
template <class List, template <class> class Keep, class First, class... Rest>
struct Filter<List, Keep, First, Rest...> {
  using Next = std::conditional_t<Keep<First>::value, typename List::template With<First>, List>;
  using Result = typename Filter<Next, Keep, Rest...>::Result;
};
template <template <class> class Keep, class Variant>
struct FilterVariant;
template <template <class> class Keep, class... O>
struct FilterVariant<Keep, std::variant<O...>> {
  using Types = typename Filter<OpList<>, Keep, O...>::Result::Types;
};

template <class O>
struct IsUnary : std::bool_constant<UnaryOp<O>> {};
template <class O>
struct IsEvaluated : std::bool_constant<O::kind != Kind::leaf> {};
using UnaryOps = FilterVariant<IsUnary, Op>::Types;
using EvaluatedOps = FilterVariant<IsEvaluated, Op>::Types;

struct OpNames {
  template <class O>
  static std::string GetName(int) {
    return std::string(O::name);
  }
};

/// The op with each set of attributes it is tested with.
template <class O>
std::vector<O> instances() {
  return {O{}};
}
template <class O, class Member, class Number>
std::vector<O> with(Member O::* member, std::initializer_list<Number> numbers) {
  std::vector<O> ops;
  for (Number number : numbers) {
    O op;
    op.*member = static_cast<Member>(number);
    ops.push_back(op);
  }
  return ops;
}
template <>
inline std::vector<Scale> instances() {
  return with(&Scale::c, {2.5, -1.0 / 3});
}
template <>
inline std::vector<Shift> instances() {
  return with(&Shift::c, {0.75});
}
template <>
inline std::vector<Reflect> instances() {
  return with(&Reflect::c, {1.0});
}
template <>
inline std::vector<Divide> instances() {
  return with(&Divide::c, {3.0});
}
template <>
inline std::vector<Quotient> instances() {
  return with(&Quotient::c, {1.0, -0.7});
}
template <>
inline std::vector<Power> instances() {
  return with(&Power::p, {3.0, 4.0, 7.0, 9.0, 12.0, -1.0, -2.0, 0.5, 2.5});
}
template <>
inline std::vector<Clamp> instances() {
  Clamp op;
  op.low = -0.5;
  op.high = 1.25;
  return {op};
}

}  // namespace saddlescope::engine
