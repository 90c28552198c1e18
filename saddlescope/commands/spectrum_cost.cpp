#include "saddlescope/commands/spectrum_cost.h"

#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/base/memory_size.h"
#include "saddlescope/critical/matrix_free.h"

namespace saddlescope {
namespace {

constexpr double kRate = 25e9;  // flops a second
constexpr double kEigenFlops = 2;  // × P³: 4/3 for the reduction, and what it falls short of the rate
constexpr double kFactorFlops = 1;  // × P³: 2/3, and what the factorizations fall short of the rate
constexpr double kMatrices = 6;  // H, its reduction, eigenvectors and their workspace, at θ and once more at θ*
constexpr std::size_t kProducts = 400, kFewest = 60, kProductsAround = 100;
constexpr double kProductSeconds = 900;  // for the ends of the spectrum
constexpr double kVectors = 350;  // of block Lanczos, at most
constexpr double kMostHeld = 0.75;  // of what is allowed counts as held: something has to be left for the work

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
  const auto products = static_cast<double>(affordable_products(objective) + kProductsAround);
  return {
      "matrix-free", products * product_flops(objective) / kRate,
      std::min(8 * P * std::min(kVectors, P), MatrixFreeOptions::kLanczosShare * static_cast<double>(context.memory))};
}

SpectrumCost inertia_cost(const Objective& objective) {
  const auto P = static_cast<double>(objective.size());
  return {"inertia",
          (objective.hessian_cost().flops() + kFactorFlops * P * P * P + kProductsAround * 2 * P * P) / kRate,
          2 * 8 * P * (P + 1) + 8 * P * std::min(kVectors, P)};
}

std::size_t products_for_vectors(const Objective& objective, std::size_t most, const Context& context) {
  const SpectrumCost exact = exact_cost(objective);
  const double products = static_cast<double>(most) * product_flops(objective) / kRate;
  const bool matrix =
      exact.bytes <= static_cast<double>(context.memory) && exact.seconds <= std::max(kNeverTooDear, products);
  return matrix ? 0 : most;
}

Context without_held(const Context& context, double held) {
  const auto allowed = static_cast<double>(context.memory);
  Context rest = context;
  rest.memory = static_cast<std::size_t>(allowed - std::min(held, kMostHeld * allowed));
  return rest;
}

void require_memory_beside(double bytes, double held, const Context& rest, std::string_view what,
                           std::string_view remedy) {
  rest.require_memory(bytes, what, fmt::format("{}, or --memory {}.", remedy, memory_that_fits(bytes + held)));
}

SpectrumMethod choose_spectrum(SpectrumMethod asked, const Objective& objective, const Context& context) {
  if (asked != SpectrumMethod::automatic) return asked;
  const auto fits = [&](const SpectrumCost& cost) {
    return cost.bytes <= static_cast<double>(context.memory) && cost.seconds <= kPatience;
  };
  if (fits(exact_cost(objective))) return SpectrumMethod::exact;
  return fits(inertia_cost(objective)) ? SpectrumMethod::inertia : SpectrumMethod::matrix_free;
}

std::vector<SpectrumCost> other_costs(SpectrumMethod taken, const Objective& objective, const Context& context) {
  std::vector<SpectrumCost> costs;
  if (taken != SpectrumMethod::exact) costs.push_back(exact_cost(objective));
  if (taken != SpectrumMethod::inertia) costs.push_back(inertia_cost(objective));
  if (taken != SpectrumMethod::matrix_free) costs.push_back(matrix_free_cost(objective, context));
  return costs;
}

}  // namespace saddlescope
