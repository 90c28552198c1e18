// The activations, PyTorch's definitions (gelu is the exact one, x·Φ(x)). Each is written once, as a graph: values,
// derivatives of every order and the largest slope follow from it.
// A new activation: one row in activations.cpp; specs, errors and the tests' grid take it up from there.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saddlescope/engine/graph.h"

namespace saddlescope {

struct Activation {
  std::string_view name;
  engine::Value (*graph)(engine::Value z);
  /// The slope to compare with where the function levels off at an end, smoothly: far out there a unit is saturated; 0
  /// where it doesn't. The largest, or 1 where it levels off at one end only.
  double saturating_slope = 0;
  /// A derivative jumps at z = 0.
  bool kink = false;
  /// The slope is exactly 0 on one side (a unit that stays there is dead).
  bool can_die = false;
};

/// Null where there is none of that name.
const Activation* find_activation(std::string_view name);

std::span<const Activation> activations();

/// "tanh, sigmoid, …"
std::string activation_names();

}  // namespace saddlescope
