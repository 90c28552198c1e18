#include "saddlescope/objective/boxes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saddlescope {
namespace {

// The number of fewest binary digits between low and high.
double simplest_between(double low, double high) {
  if (low <= 0 && high >= 0) return 0;
  if (high < 0) return -simplest_between(-high, -low);
  double unit = std::exp2(std::floor(std::log2(high)));
  for (; unit > 0; unit /= 2) {
    const double candidate = std::floor(high / unit) * unit;
    if (candidate >= low || !(candidate + unit > candidate)) break;
  }
  const double candidate = unit > 0 ? std::floor(high / unit) * unit : high;
  return low <= candidate && candidate <= high ? candidate : high;
}

}  // namespace

bool Boxes::one_sheet(const Box& /*box*/, ConstBlock /*normals*/) const { return false; }

Vector Box::centre() const {
  Vector middle(size());
  for (std::size_t i = 0; i < size(); ++i) middle[i] = low[i] + (high[i] - low[i]) / 2;
  return middle;
}

Vector Box::simplest() const {
  Vector point(size());
  for (std::size_t i = 0; i < size(); ++i) point[i] = simplest_between(low[i], high[i]);
  return point;
}

double Box::diameter() const {
  double squares = 0;
  for (std::size_t i = 0; i < size(); ++i) squares += (high[i] - low[i]) * (high[i] - low[i]);
  return std::sqrt(squares);
}

double Box::room(std::span<const double> from, std::span<const double> direction) const {
  double room = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (direction[i] > 0) room = std::min(room, (high[i] - from[i]) / direction[i]);
    if (direction[i] < 0) room = std::min(room, (low[i] - from[i]) / direction[i]);
  }
  return std::max(room, 0.0);
}

bool Box::holds(std::span<const double> theta) const {
  for (std::size_t i = 0; i < size(); ++i) {
    if (!(low[i] <= theta[i] && theta[i] <= high[i])) return false;
  }
  return true;
}

}  // namespace saddlescope
