#include "saddlescope/optimize/history.h"

#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kSpacing = 50;  // steps k and k + max(1, k/50) are kept

}  // namespace

void History::add(const TrainingPoint& point, bool keep) {
  last_ = point;
  last_kept_ = keep || point.step >= next_;
  if (!last_kept_) return;
  points_.push_back(point);
  if (point.step >= next_) next_ = point.step + 1 + point.step / kSpacing;
}

std::vector<TrainingPoint> History::take() {
  if (!last_kept_) points_.push_back(last_);
  last_kept_ = true;
  return std::move(points_);
}

}  // namespace saddlescope
