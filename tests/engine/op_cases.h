// What each op is tested on: operand shapes (k = n, n = 1, operands of different rank among them) and domains.
#pragma once

#include "tests/engine/all_ops.h"

namespace saddlescope::engine {

/// Inclusive range an operand's entries are drawn from; `both_signs` adds the mirrored range. Indices: integers below
/// `indices`, never active.
struct Domain {
  double low = 0.3, high = 1.3;
  bool both_signs = true;
  std::size_t indices = 0;
};

template <class O>
struct Case {
  O op;
  std::vector<Shape> shapes;
  std::vector<Domain> domains = std::vector<Domain>(kMaxOperands, Domain{});
};

template <class O>
inline constexpr bool kNeedsPositive = false;
template <>
inline constexpr bool kNeedsPositive<Log> = true;
template <>
inline constexpr bool kNeedsPositive<Sqrt> = true;
template <>
inline constexpr bool kNeedsPositive<Power> = true;
template <>
inline constexpr bool kNeedsPositive<Pow> = true;
template <>
inline constexpr bool kNeedsPositive<Log1p> = true;

template <class O>
std::vector<Case<O>> cases() {
  std::vector<Case<O>> all;
  for (const O& op : instances<O>())
    for (const Shape& shape : {Shape{}, Shape{1}, Shape{3}, Shape{2, 3}, Shape{3, 3}, Shape{17}}) {
      Case<O> c{op, std::vector<Shape>(O::arity, shape)};
      for (Domain& domain : c.domains) domain.both_signs = !kNeedsPositive<O>;
      all.push_back(c);
    }
  return all;
}
template <>
inline std::vector<Case<Sum>> cases() {
  std::vector<Case<Sum>> all;
  const auto add = [&](const Shape& shape, std::initializer_list<std::size_t> axes) {
    Sum op;
    op.axes = Axes(axes).mask();
    all.push_back({op, {shape}});
  };
  add({3}, {0}), add({3, 3}, {0}), add({3, 3}, {1}), add({2, 3}, {0, 1}), add({2, 3, 4}, {1}), add({2, 3, 4}, {0, 2});
  add({1, 1}, {0}), add({5, 19}, {1}), add({2, 1, 3}, {0});
  return all;
}
template <>
inline std::vector<Case<Broadcast>> cases() {
  std::vector<Case<Broadcast>> all;
  const auto add = [&](const Shape& from, const Shape& to, std::initializer_list<std::size_t> axes) {
    Broadcast op;
    op.axes = Axes(axes).mask();
    op.to = to;
    all.push_back({op, {from}});
  };
  add({}, {3}, {0}), add({3}, {3, 3}, {0}), add({3}, {3, 3}, {1}), add({2, 4}, {2, 3, 4}, {1}), add({}, {2, 3}, {0, 1});
  add({1}, {1, 1}, {1}), add({3}, {2, 3, 4}, {0, 2});
  return all;
}
template <>
inline std::vector<Case<Transpose>> cases() {
  return {{{}, {{2, 3}}}, {{}, {{3, 3}}}, {{}, {{1, 4}}}, {{}, {{1, 1}}}};
}
template <>
inline std::vector<Case<Reshape>> cases() {
  Reshape flat, scalar;
  flat.to = {6};
  scalar.to = {};
  return {{flat, {{2, 3}}}, {scalar, {{1, 1}}}};
}
template <>
inline std::vector<Case<Pick>> cases() {
  std::vector<Case<Pick>> all;
  for (const auto& [C, n] : {std::pair<std::size_t, std::size_t>{3, 4}, {3, 3}, {2, 1}})
    all.push_back({{}, {{C, n}, {n}}, {Domain{}, Domain{0, 0, false, C}}});
  return all;
}
template <>
inline std::vector<Case<Scatter>> cases() {
  std::vector<Case<Scatter>> all;
  for (const auto& [C, n] : {std::pair<std::size_t, std::size_t>{3, 4}, {3, 3}, {2, 1}}) {
    Scatter op;
    op.classes = C;
    all.push_back({op, {{n}, {n}}, {Domain{}, Domain{0, 0, false, C}}});
  }
  return all;
}
template <>
inline std::vector<Case<MaxAlong>> cases() {
  MaxAlong first, second;
  second.axis = 1;
  return {{first, {{3, 4}}}, {second, {{3, 4}}}, {second, {{3, 1, 2}}}};
}
template <>
inline std::vector<Case<OneHot>> cases() {
  OneHot op;
  op.classes = 3;
  return {{op, {{5}}, {Domain{0, 0, false, 3}, Domain{}}}, {op, {{1}}, {Domain{0, 0, false, 3}, Domain{}}}};
}
template <>
inline std::vector<Case<MatMul>> cases() {
  std::vector<Case<MatMul>> all;
  struct Extents {
    std::size_t m, k, n;
  };
  for (bool a : {false, true})
    for (bool b : {false, true})
      for (const auto& [m, k, n] : {Extents{2, 3, 4}, {3, 3, 3}, {1, 1, 1}, {1, 3, 1}, {4, 1, 2}, {9, 17, 33}}) {
        MatMul op;
        op.transpose_A = a;
        op.transpose_B = b;
        all.push_back({op, {a ? Shape{k, m} : Shape{m, k}, b ? Shape{n, k} : Shape{k, n}}});
      }
  return all;
}

}  // namespace saddlescope::engine
