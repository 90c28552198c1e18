// Words in a picture that don't lie on each other.
#pragma once

#include <algorithm>
#include <vector>

namespace saddlescope::report {

class Labels {
 public:
  bool free(double left, double top, double width, double height) const {
    return std::ranges::none_of(taken_, [&](const Box& box) {
      return left < box.left + box.width && box.left < left + width && top < box.top + box.height &&
             box.top < top + height;
    });
  }

  /// Whether a box is free; it is taken then.
  bool take(double left, double top, double width, double height) {
    const bool was_free = free(left, top, width, height);
    if (was_free) taken_.push_back({left, top, width, height});
    return was_free;
  }

 private:
  struct Box {
    double left, top, width, height;
  };
  std::vector<Box> taken_;
};

}  // namespace saddlescope::report
