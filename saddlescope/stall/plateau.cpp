// gradient_flat: not critical, ‖Hg‖ ≤ 1e-3·‖H‖‖g‖, and a doubling search along −g finds no decrease of 1e-4·S
// (‖g‖·max(1, ‖θ‖) for S where there is none): methods §1; a verdict decides where there is one.
// plateau: not critical, gᵀHg > 0 and the best plain step promises ‖g‖⁴/(2·gᵀHg) ≤ 1e-4·(L − floor). With gᵀHg ≤ 0 a
// plain step has no best length: never a plateau. At the floor there is nothing to promise: at_floor speaks alone. That
// is what the parabola says: where the search along −g finds more than so little, the remedy is another one. Nothing is
// claimed of a curvature that overflows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/curvature/fall_along.h"
#include "saddlescope/stall/causes.h"

namespace saddlescope {
namespace {

constexpr double kPromise = 1e-4;

bool flat_without_verdict(Facts& facts) {
  const double g = facts.gradient_norm();
  const double curved = norm(facts.gradient_product());
  if (!std::isfinite(curved) || !(curved <= kFlatness * facts.hessian_norm() * g)) return false;
  const Anatomy* anatomy = facts.anatomy();
  const double scale = anatomy ? anatomy->stake() : g * reach_of_a_step(facts.at());
  return facts.fall_along_gradient() < kFlatDecrease * scale;
}

constexpr std::string_view kWayOut =
    "No learning rate alone: along the gradient next to nothing is gained at any length. Mend what other causes here "
    "name, or start elsewhere; where diagnose finds certain negative curvature of some worth, escape leaves.";

}  // namespace

Found gradient_flat(Facts& facts) {
  if (facts.input().verdict) {
    if (facts.input().verdict->kind != VerdictKind::gradient_flat) return std::nullopt;
  } else if (facts.critical() || facts.at_the_floor() || !flat_without_verdict(facts)) {
    return std::nullopt;
  }
  const double g = facts.gradient_norm(), H = facts.hessian_norm();
  const double flatness = H > 0 ? norm(facts.gradient_product()) / (H * g) : 0;
  StallCause cause{"gradient_flat", {}, std::string(kWayOut)};
  if (flatness <= kFlatness) {
    cause.evidence = fmt::format(
        "the gradient, norm {:.3g}, lies where the loss hardly curves: ‖Hg‖/(‖H‖‖g‖) = {:.2g}, and a doubling search "
        "along it gains {:.3g}.",
        g, flatness, facts.fall_along_gradient());
  } else {  // flat after Newton's steps outside the band (methods §5)
    cause.evidence = fmt::format(
        "where the gradient along curved directions ends nearby, the rest of it lies where the loss hardly curves; "
        "here "
        "its norm is {:.3g}, and a doubling search along it gains {:.3g}.",
        g, facts.fall_along_gradient());
  }
  return cause;
}

Found plateau(Facts& facts) {
  if (!facts.floor().value || facts.critical() || facts.at_the_floor()) return std::nullopt;
  const double curvature = facts.gradient_curvature(), g = facts.gradient_norm();
  if (!(curvature > 0) || !std::isfinite(curvature)) return std::nullopt;
  const double promise = g * g * (g * g / (2 * curvature)), left = facts.above_floor();
  if (!(promise <= kPromise * left)) return std::nullopt;
  const double found = facts.fall_along_gradient();
  StallCause cause{
      "plateau",
      fmt::format("by the curvature along the gradient the best plain step, {:.3g} long, promises {:.3g} of the {:.4g} "
                  "above the floor (gradient norm {:.3g}, curvature along it {:.3g}); a doubling search along the "
                  "gradient gains {:.3g}.",
                  g * (g * g / curvature), promise, left, g, curvature / (g * g), found),
      {}};
  if (found > kPromise * left) {
    cause.remedy =
        "Steps that small gain next to nothing, but a far longer one along the same gradient gains more than the "
        "curvature promises: a method that measures how far to go (l-bfgs) can take it. Mend what other causes here "
        "name as well.";
  } else {
    cause.remedy = gradient_flat(facts) ? "The same as for the flat gradient." : std::string(kWayOut);
  }
  return cause;
}

}  // namespace saddlescope
