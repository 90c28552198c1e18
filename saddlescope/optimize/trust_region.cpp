#include "saddlescope/optimize/trust_region.h"

#include <algorithm>

namespace saddlescope {
namespace {

constexpr double kPoor = 0.25, kGood = 0.75;
constexpr double kShrink = 0.25, kGrow = 2;
constexpr double kOnBorder = 0.99;  // of Δ
constexpr double kLongest = 1e4;    // of max(1, ‖θ‖) at the start

}  // namespace

void TrustRegion::begin(const DiagonalModel& /*model*/, double scale) {
  radius_ = kFirstLength * scale;
  largest_ = kLongest * scale;
}

void TrustRegion::adapt(double ratio, const ModelStep& step) {
  if (ratio < kPoor) {
    radius_ = kShrink * step.length;
  } else if (ratio > kGood && step.length >= kOnBorder * radius_) {
    radius_ = std::min(kGrow * radius_, largest_);
  }
}

}  // namespace saddlescope
