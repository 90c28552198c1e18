#include "saddlescope/optimize/cubic_regularization.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saddlescope {
namespace {

constexpr double kPoor = 0.1, kVeryGood = 0.9;
constexpr double kFactor = 2;

}  // namespace

// ‖s‖ = λ/σ, so σ = λ/Δ. Inside the region λ = 0, and any small σ leaves Newton's step what it is.
void CubicRegularization::begin(const DiagonalModel& model, double scale) {
  const double length = kFirstLength * scale;
  double size = std::numeric_limits<double>::min();
  for (const double value : model.values) size = std::max(size, std::abs(value));
  sigma_ = std::max(minimize_in_ball(model, length).multiplier, kEps * size) / length;
}

void CubicRegularization::adapt(double ratio, const ModelStep& /*step*/) {
  if (ratio < kPoor) sigma_ *= kFactor;
  if (ratio >= kVeryGood) sigma_ = std::max(sigma_ / kFactor, std::numeric_limits<double>::min());
}

}  // namespace saddlescope
