#include "saddlescope/optimize/momentum.h"

namespace saddlescope {

void Momentum::move(std::span<const double> g, std::span<double> theta) {
  buffer_.resize(g.size());  // zeros before the first step, so that b = g there
  for (std::size_t i = 0; i < g.size(); ++i) buffer_[i] = momentum_ * buffer_[i] + g[i];
  axpy(-learning_rate_, buffer_, theta);
}

}  // namespace saddlescope
