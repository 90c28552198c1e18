// Leaves: where values enter a program. None has a rule; all are views on memory the caller owns, constants apart.
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

/// Entries offset … of θ, row-major.
struct ParameterLeaf : Leaf {
  static constexpr std::string_view name = "parameter";
  std::size_t offset = 0;
  OpKey key() const { return {offset, 0}; }
};

/// Data of a chunk, slot by slot: x, targets, sample weights, class indices (as doubles).
struct InputLeaf : Leaf {
  static constexpr std::string_view name = "input";
  std::size_t slot = 0;
  OpKey key() const { return {slot, 0}; }
};

/// Entries offset … of every column of the block V number `set`: k directions, stride P.
struct TangentLeaf : Leaf {
  static constexpr std::string_view name = "tangent";
  std::size_t offset = 0, set = 0;
  OpKey key() const { return {offset, set}; }
};

/// Any other array given at the call, with a direction axis or without: cotangents, perturbations of activations.
struct SeedLeaf : Leaf {
  static constexpr std::string_view name = "seed";
  std::size_t slot = 0;
  bool directional = false;
  OpKey key() const { return {slot, directional ? 1U : 0U}; }
};

/// One number everywhere.
struct ConstantLeaf : Leaf {
  static constexpr std::string_view name = "number";
  double value = 0;
  OpKey key() const { return {key_of(value), 0}; }
};

}  // namespace saddlescope::engine
