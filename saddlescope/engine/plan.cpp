#include "saddlescope/engine/plan.h"

namespace saddlescope::engine {

std::size_t BufferPlan::take(std::size_t size) {
  const std::size_t length = rounded(size);
  auto best = free_.end();
  for (auto it = free_.begin(); it != free_.end(); ++it)
    if (it->second >= length && (best == free_.end() || it->second < best->second)) best = it;
  if (best == free_.end()) {
    const std::size_t offset = peak_;
    peak_ += length;
    return offset;
  }
  const auto [offset, available] = *best;
  free_.erase(best);
  if (available > length) free_.emplace(offset + length, available - length);
  return offset;
}

void BufferPlan::give_back(std::size_t offset, std::size_t size) {
  if (size == 0) return;
  auto [it, inserted] = free_.emplace(offset, rounded(size));
  if (const auto next = std::next(it); next != free_.end() && it->first + it->second == next->first) {
    it->second += next->second;
    free_.erase(next);
  }
  if (it != free_.begin()) {
    const auto before = std::prev(it);
    if (before->first + before->second == it->first) {
      before->second += it->second;
      free_.erase(it);
    }
  }
}

}  // namespace saddlescope::engine
