// The kinds of op. An op is one struct in ops/<op>.h that derives from one of these bases and says only what its kind
// can't know; rules.h derives the rest. What a missing member breaks is the build (op.h), never a run.
//
//   kind        the op writes                                     derived
//   Unary       f(x), derivative(x, y)                             shape, kernel, jvp, vjp
//   Binary      f(x0, x1), derivative<i>(x0, x1, y)                shape, kernel, jvp, vjp
//   Linear      shape, eval, transpose(x, c)                       jvp is itself, vjp   (linear in operand 0; operand 1,
//               where there is one, is inactive: class indices)
//   Bilinear    shape, eval, adjoint<i>(x0, x1, c)                 jvp, vjp
//   Constant    f(x), or shape and eval                            jvp and vjp absent
//   Leaf        nothing: the program knows where its values lie    jvp and vjp absent unless asked for
//
// Every op: `name`; `exact`: the result carries no rounding (data movement, signs), so a perturbed evaluation leaves it
// alone; `key()`: its attributes, by which equal nodes are recognised.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saddlescope/engine/value.h"

namespace saddlescope::engine {

enum class Kind { leaf, constant, pointwise, linear, bilinear };

inline constexpr std::size_t kMaxOperands = 2;
using OpKey = std::array<std::uint64_t, 2>;

struct OpBase {
  static constexpr bool exact = false;
  static constexpr bool commutative = false;
  static constexpr bool adds = false;  // the sum of its operands
  OpKey key() const { return {}; }
};

struct Leaf : OpBase {
  static constexpr Kind kind = Kind::leaf;
  static constexpr std::size_t arity = 0;
  static constexpr bool exact = true;
};

/// max_ulp: largest error of the array kernel in units of the last place, over the range the op's points span; docs,
/// accuracy test and error bounds all read this one. 0.5: correctly rounded.
struct Unary : OpBase {
  static constexpr Kind kind = Kind::pointwise;
  static constexpr std::size_t arity = 1;
  static constexpr double max_ulp = 0.5;
};

struct Binary : OpBase {
  static constexpr Kind kind = Kind::pointwise;
  static constexpr std::size_t arity = 2;
  static constexpr double max_ulp = 0.5;
};

struct Linear : OpBase {
  static constexpr Kind kind = Kind::linear;
  static constexpr std::size_t arity = 1;
};

struct Bilinear : OpBase {
  static constexpr Kind kind = Kind::bilinear;
  static constexpr std::size_t arity = 2;
};

struct ConstantKind : OpBase {
  static constexpr Kind kind = Kind::constant;
  static constexpr std::size_t arity = 1;
  static constexpr bool exact = true;
  static constexpr bool held = false;  // true: varies, yet counts as constant by intent
};

/// Shapes of an op's operands.
using Shapes = std::span<const Shape* const>;

inline std::uint64_t key_of(double value) { return std::bit_cast<std::uint64_t>(value); }

/// Throws Error(internal): "matmul: <why>, operands (3, 4), (5,)".
[[noreturn]] void throw_shape(std::string_view op, std::string_view why, Shapes shapes);

}  // namespace saddlescope::engine
