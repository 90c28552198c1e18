// A schedule: the steps of a program in order, where each result lies, and what is fused.
//
// Fusion knows kinds only (op.h): a sum of values one of which is a product (bilinear) is not formed by a pass of its
// own.
// The other term is written to the sum's place and the product added to it while its tiles are in registers; a product
// that is nothing but an output is added there; two products of the same shape that meet in one place become one step.
// A plain schedule has none of this: every primitive's result exists, so that each can be perturbed.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "saddlescope/engine/op.h"
#include "saddlescope/engine/plan.h"

namespace saddlescope::engine {

struct PlannedStep {
  Op op;
  std::array<std::size_t, kMaxOperands> operands{};  ///< indices of the schedule's values
  std::size_t arity = 0, result = 0;
  std::array<std::size_t, kMaxOperands> second{};  ///< operands of another product with the same op and shapes
  bool has_second = false;
  bool accumulate = false;  ///< a product that is added to what `result` holds
  bool into_output = false;  ///< a product that is added to the output itself
  std::size_t output_offset = 0;
};

/// A value that is added to the caller's buffer at an offset.
struct Target {
  std::size_t value = 0, offset = 0;
};

struct Schedule {
  std::vector<PlannedValue> values;
  std::vector<PlannedStep> shared, directional;
  std::vector<Target> shared_outputs, directional_outputs;
  std::size_t cache_size = 0;  ///< elements a linearization keeps
  std::size_t shared_workspace = 0, directional_workspace = 0;  ///< elements; the second for one direction
};

enum class Fusion { none, full };

/// Takes steps in an order in which operands come first, and plans memory: shared values that directional steps read
/// get a place of their own in the cache, all others share the workspace. line: elements of a cache line.
Schedule schedule(std::vector<PlannedValue> values, std::vector<PlannedStep> shared,
                  std::vector<PlannedStep> directional, std::vector<Target> shared_outputs,
                  std::vector<Target> directional_outputs, Fusion fusion, std::size_t line);

/// Element by element (kinds.h)?
bool elementwise_op(const Op& op);

}  // namespace saddlescope::engine
