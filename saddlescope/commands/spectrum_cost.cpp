#include "saddlescope/commands/spectrum_cost.h"

#include <algorithm>

namespace saddlescope {
namespace {

constexpr double kRate = 25e9;  // flops a second
constexpr double kEigenFlops = 6;  // × P³
constexpr double kMatrices = 6;  // H, its reduction, eigenvectors and their workspace, at θ and once more at θ*
constexpr std::size_t kProducts = 400, kFewest = 60, kAround = 100;
constexpr double kProductSeconds = 900;  // for the ends of the spectrum
constexpr double kVectors = 350;  // of block Lanczos, at most
constexpr double kShare = 0.25;  // of the memory allowed

}  // namespace

SpectrumCost exact_cost(const Objective& objective) {
  const auto P = static_cast<double>(objective.size());
  return {"exact", (objective.hessian_cost().flops() + kEigenFlops * P * P * P) / kRate, kMatrices * 8 * P * P};
}

std::size_t affordable_products(const Objective& objective) {
  const double many = kProductSeconds * kRate / product_flops(objective);
  return static_cast<std::size_t>(std::clamp(many, static_cast<double>(kFewest), static_cast<double>(kProducts)));
}

SpectrumCost matrix_free_cost(const Objective& objective, const Context& context) {
  const auto P = static_cast<double>(objective.size());
  const auto products = static_cast<double>(affordable_products(objective) + kAround);
  return {"matrix-free", products * product_flops(objective) / kRate,
          std::min(8 * P * std::min(kVectors, P), kShare * static_cast<double>(context.memory))};
}

SpectrumMethod choose_spectrum(SpectrumMethod asked, const Objective& objective, const Context& context) {
  if (asked != SpectrumMethod::automatic) return asked;
  const SpectrumCost exact = exact_cost(objective);
  return exact.bytes <= static_cast<double>(context.memory) && exact.seconds <= kExactSeconds
             ? SpectrumMethod::exact
             : SpectrumMethod::matrix_free;
}

}  // namespace saddlescope
