// Mean squared error: L = 1/(N·C)·Σ (ŷ − t)². Best constant: the mean.
#include <cmath>

#include "saddlescope/network/losses/elementwise.h"
#include "saddlescope/network/losses/list.h"

namespace saddlescope {
namespace {

class Mse final : public ElementwiseLoss {
 public:
  std::string_view name() const override { return "mse"; }
  std::string floor_reason() const override { return "a squared error is never negative"; }
  double residual_factor(std::size_t samples, std::size_t outputs) const override {
    return std::sqrt(2 / divisor(samples, outputs));
  }

 protected:
  engine::Value element(engine::Value output, engine::Value target) const override { return square(output - target); }
  Fit best(std::span<const double> column) const override {
    const long double center = mean(column);
    long double sum = 0;
    for (const double t : column) sum += (t - center) * (t - center);
    return {sum, true};
  }
  long double element_at_zero(double target) const override { return static_cast<long double>(target) * target; }
};

}  // namespace

const Loss& mse() {
  static const Mse loss;
  return loss;
}

}  // namespace saddlescope
