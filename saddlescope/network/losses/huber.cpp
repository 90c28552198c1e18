// Huber: L = 1/(N·C)·Σ h(ŷ − t), h(r) = ½r² where |r| ≤ 1, |r| − ½ beyond (PyTorch, delta = 1). Best constant: the root
// of Σ clip(c − t, ±1). The second derivative jumps where |ŷ − t| = 1.
#include <algorithm>
#include <cmath>

#include "saddlescope/network/losses/elementwise.h"
#include "saddlescope/network/losses/list.h"

namespace saddlescope {
namespace {

long double h(long double r) {
  const long double size = std::abs(r);
  return size <= 1 ? r * r / 2 : size - 0.5L;
}

// The slope Σ clip(c − t, ±1) grows with c: bisection until no number of the type lies between the ends.
long double huber_center(std::span<const double> column) {
  const auto [least, greatest] = std::minmax_element(column.begin(), column.end());
  long double low = *least, high = *greatest;
  for (;;) {
    const long double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    long double slope = 0;
    for (const double t : column) slope += std::clamp(middle - t, -1.0L, 1.0L);
    (slope < 0 ? low : high) = middle;
  }
}

class Huber final : public ElementwiseLoss {
 public:
  std::string_view name() const override { return "huber"; }
  std::string floor_reason() const override { return "a Huber error is never negative"; }
  std::vector<double> kinks() const override { return {-1.0, 1.0}; }

 protected:
  engine::Value element(engine::Value output, engine::Value target) const override {
    return engine::huber(output - target, 1);
  }
  Fit best(std::span<const double> column) const override {
    const long double center = huber_center(column);
    long double sum = 0;
    for (const double t : column) sum += h(center - t);
    return {sum, true};
  }
  long double element_at_zero(double target) const override { return h(target); }
};

}  // namespace

const Loss& huber() {
  static const Huber loss;
  return loss;
}

}  // namespace saddlescope
