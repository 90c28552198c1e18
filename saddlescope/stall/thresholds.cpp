#include "saddlescope/stall/thresholds.h"

#include <algorithm>

namespace saddlescope {

std::optional<StabilityThreshold> stability_threshold(std::string_view optimizer, double learning_rate,
                                                      double momentum) {
  const double eta = learning_rate, beta = momentum;
  if (!(eta > 0)) return std::nullopt;
  if (optimizer == "gradient-descent" || optimizer == "perturbed-gradient-descent")
    return StabilityThreshold{2 / eta, "2/η", false};
  if (optimizer == "momentum") return StabilityThreshold{2 * (1 + beta) / eta, "2(1+β)/η", false};
  if (optimizer == "nesterov") {
    return StabilityThreshold{2 * (1 + beta) / ((1 + 2 * beta) * eta), "2(1+β)/((1+2β)η)", false};
  }
  if (optimizer == "adam") {
    return StabilityThreshold{(2 + 2 * kAdamBeta1) / ((1 - kAdamBeta1) * eta), "(2+2β₁)/((1−β₁)η)", true};
  }
  return std::nullopt;
}

std::string spoken(std::string_view optimizer) {
  if (optimizer == "adam") return "Adam";
  if (optimizer == "l-bfgs") return "L-BFGS";
  std::string name(optimizer);
  std::replace(name.begin(), name.end(), '-', ' ');
  if (name == "nesterov") return "Nesterov's method";
  return name;
}

}  // namespace saddlescope
