// Mean absolute error: L = 1/(N·C)·Σ |ŷ − t|. Best constant: a median. The gradient jumps where ŷ = t.
#include <algorithm>

#include "saddlescope/network/losses/elementwise.h"
#include "saddlescope/network/losses/list.h"

namespace saddlescope {
namespace {

class L1 final : public ElementwiseLoss {
 public:
  std::string_view name() const override { return "l1"; }
  std::string floor_reason() const override { return "an absolute error is never negative"; }
  std::vector<double> kinks() const override { return {0.0}; }

 protected:
  engine::Value element(engine::Value output, engine::Value target) const override { return abs(output - target); }
  Fit best(std::span<const double> column) const override {
    Vector sorted(column.begin(), column.end());
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
    const long double median = sorted[sorted.size() / 2];
    long double sum = 0;
    for (const double t : column) sum += t < median ? median - t : t - median;
    return {sum, true};
  }
  long double element_at_zero(double target) const override { return target < 0 ? -target : target; }
};

}  // namespace

const Loss& l1() {
  static const L1 loss;
  return loss;
}

}  // namespace saddlescope
