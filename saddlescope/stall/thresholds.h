// The sharpest curvature that a step of learning rate η can live with: on ½λx² the iteration of each method diverges
// exactly where λ exceeds its threshold.
//   gradient descent  x ← x − ηλx                              2/η
//   momentum          b ← βb + λx,  x ← x − ηb                 2(1+β)/η
//   Nesterov          b ← βb + λx,  x ← x − η(λx + βb)         2(1+β)/((1+2β)η)      (PyTorch's form)
//   Adam, full batch  with D⁻¹λ in place of λ, D held fixed    (2+2β₁)/((1−β₁)η)     (38/η at β₁ = 0.9)
// (Roots of the characteristic polynomial reach −1 there.) Beyond, a run on a network still falls on average: it
// oscillates along the sharpest directions instead of descending along them (Cohen et al. 2021, 2022).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saddlescope {

inline constexpr double kAdamBeta1 = 0.9;  ///< PyTorch's, as optimize/adam.h

struct StabilityThreshold {
  double curvature = 0;  ///< λmax, or λmax(D⁻¹H), must stay below
  std::string formula;  ///< "2/η"
  bool preconditioned = false;  ///< of D⁻¹H
};

/// Nothing for a method that chooses its own steps. η > 0.
std::optional<StabilityThreshold> stability_threshold(std::string_view optimizer, double learning_rate,
                                                      double momentum);

/// "gradient descent", "Adam", …: an optimizer's name in a sentence.
std::string spoken(std::string_view optimizer);

}  // namespace saddlescope
