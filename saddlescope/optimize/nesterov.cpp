#include "saddlescope/optimize/nesterov.h"

namespace saddlescope {

void Nesterov::move(std::span<const double> g, std::span<double> theta) {
  buffer_.resize(g.size());  // zeros before the first step, so that b = g there
  for (std::size_t i = 0; i < g.size(); ++i) {
    buffer_[i] = momentum_ * buffer_[i] + g[i];
    theta[i] -= learning_rate_ * (g[i] + momentum_ * buffer_[i]);
  }
}

}  // namespace saddlescope
