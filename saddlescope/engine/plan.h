// Where values live, and which of them may share memory: a value's buffer is free again after its last reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "saddlescope/base/shape.h"

namespace saddlescope::engine {

enum class Store : std::uint8_t {
  theta,        ///< offset in θ
  input,        ///< slot
  tangent,      ///< offset in a column of a block, and its set
  seed,         ///< slot
  constant,     ///< offset in the program's constants
  cache,        ///< offset in the linearization's cache
  workspace,    ///< offset in the workspace
};

struct PlannedValue {
  Store store = Store::workspace;
  bool directional = false;
  std::size_t offset = 0, slot = 0;
  std::size_t size = 0;  ///< elements for one direction
  Shape shape;
};

/// Offsets in one growing buffer; freed ranges are taken again, the smallest that fits first. Invariant: ranges handed
/// out never overlap; sizes are multiples of `line` elements (a cache line).
class BufferPlan {
 public:
  explicit BufferPlan(std::size_t line) : line_(line) {}
  std::size_t take(std::size_t size);
  void give_back(std::size_t offset, std::size_t size);
  std::size_t peak() const { return peak_; }

 private:
  std::size_t rounded(std::size_t size) const { return (size + line_ - 1) / line_ * line_; }

  std::size_t line_;
  std::map<std::size_t, std::size_t> free_;  // offset → length; neighbours are merged
  std::size_t peak_ = 0;
};

}  // namespace saddlescope::engine
