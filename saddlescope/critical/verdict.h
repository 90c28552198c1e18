// The verdict on a point (docs/methods.md §1): which question is asked in which order.
//
//   on a kink → undetermined; not critical → gradient_flat or not_critical, where a plain step settles that before any
//   eigenpair is asked for (nearby is then absent); counts of signs at the critical point in reach
//   → saddle, local_minimum, local_maximum; flat directions left → higher orders at θ* (degenerate.h) and the floor.
// Claims only what the arithmetic supports: a sign within its tolerance counts as flat, evidence that doesn't decide is
// `undetermined` with what would settle it.
// In an arithmetic coarser than f64 (Traits::epsilon) every error bound is its own, and nothing is certified.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/critical/point.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct ClassifyOptions {
  double critical_tolerance = 1e-8;  ///< the share of what is at stake that counts as nothing
  MeasureOptions measure;
};

/// point.at refers to the linearization that was classified, which must live as long.
struct Classification {
  Verdict verdict;
  MeasuredPoint point;  ///< θ as it stands
  std::optional<Nearby> nearby;  ///< none on a kink, across which no derivative promises anything
  Floor floor;
  std::optional<double> stake;  ///< S
  Kink kink;
  std::optional<double> flatness;  ///< ‖Hg‖/(‖H‖‖g‖)
  std::size_t hessian_vector_products = 0;
};

/// A sign is only certified in f64: elsewhere the verdict stands on its error bounds, says so, and isn't certified.
void certify_in_f64_alone(Verdict& verdict, const Objective& objective);

/// at: finite value and gradient. H: the dense Hessian at it, to live as long as the result with
/// options.measure.factorize; asymmetry as Linearization::hessian gave it.
Classification classify(const Linearization& at, ConstBlock H, double asymmetry, const ClassifyOptions& options,
                        Context& context);

}  // namespace saddlescope
