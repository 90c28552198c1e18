#include "saddlescope/optimize/adam.h"

#include <cmath>

namespace saddlescope {

void Adam::move(std::span<const double> g, std::span<double> theta) {
  mean_.resize(g.size());
  square_.resize(g.size());
  const auto k = static_cast<double>(++step_);
  const double step_size = learning_rate_ / (1 - std::pow(kBeta1, k));
  const double root_correction = std::sqrt(1 - std::pow(kBeta2, k));
  for (std::size_t i = 0; i < g.size(); ++i) {
    mean_[i] += (1 - kBeta1) * (g[i] - mean_[i]);
    square_[i] = kBeta2 * square_[i] + (1 - kBeta2) * g[i] * g[i];
    const double denominator = std::sqrt(square_[i]) / root_correction + epsilon_;
    theta[i] += -step_size * mean_[i] / denominator;
  }
}

void Adam::state(StateArchive& archive) {
  archive("step", step_);
  archive.parameters("m", mean_);
  archive.parameters("v", square_);
}

}  // namespace saddlescope
