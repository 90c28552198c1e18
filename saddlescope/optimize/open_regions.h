// Boxes of a search that nothing was found in, nor excluded: which of them lie side by side.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/objective/boxes.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// Neighbouring boxes in which no critical point was found, nor excluded.
struct OpenRegion {
  Box box;  ///< around all of them
  std::size_t boxes = 0;
  std::string why;  ///< what keeps it open, where that is known: a kink, or where the loss isn't finite
};

/// Whether two boxes have a point in common, but for half a side of the smaller one.
bool touch(const Box& a, const Box& b);
/// The smallest box around both.
Box hull(Box a, const Box& b);

/// Which of many boxes touch one: those beside it along the first axis are tried alone.
class BoxIndex {
 public:
  explicit BoxIndex(const std::vector<Box>& boxes);  ///< keeps a reference
  /// Calls visit(i) for every box i that touches this one, in the order of their lower ends.
  template <class Visit>
  void touching(const Box& box, const Visit& visit) const {
    const double margin = 0.5 * (box.high[0] - box.low[0]);
    for (std::size_t k = first_from(box.low[0] - margin - widest_); k < order_.size(); ++k) {
      const Box& other = boxes_[order_[k]];
      if (other.low[0] > box.high[0] + margin) break;
      if (touch(box, other)) visit(order_[k]);
    }
  }

 private:
  std::size_t first_from(double low) const;

  const std::vector<Box>& boxes_;
  std::vector<std::size_t> order_;
  double widest_ = 0;
};

/// Connected groups of boxes, without a why.
std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes);
/// Regions that touch, or have no more than `gap` times their size between them, made one, but for those whose whys
/// differ in more than numbers.
std::vector<OpenRegion> joined(const std::vector<OpenRegion>& regions, double gap);
/// "log(x^2) at x = 0 isn't finite": a number within the box, of those of few digits, its corners and its centre, where
/// the loss or its gradient isn't; empty where none is seen.
std::string not_finite_within(const Objective& objective, const Box& box, Context& context);

}  // namespace saddlescope
