// Finding a critical point from here: iterations that drive ‖∇L‖ to zero, whatever kind of point that leads to. One
// method a file (levenberg_marquardt, gradient_norm, newton_mr, trust_region_newton), the list of them in finders.cpp.
//
// Proves: ‖g‖ at the end, against the tolerance. Not which kind of critical point it is, and, where it ends above the
// tolerance, whether one is near: `gradient_flat` says that the gradient lies near the kernel of H, where every finder
// of this kind stalls although there is no critical point (Frye et al. 2021).
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/finding.h"

namespace saddlescope {

struct FindOptions {
  std::string finder;  ///< empty: levenberg-marquardt where the objective is a sum of squares, else newton-mr
  double tolerance = 1e-9;  ///< ends critical where ‖g‖ is at most this, or within its own rounding
  std::size_t iterations = 1000;  ///< accepted steps, at most
  bool history = true;  ///< keep FinderRun::history

  /// Throws Error(bad input) naming the option, its value and what would do.
  void validate() const;
};

/// Runs a finder from theta. Same inputs, same bits, for any number of threads. A request to stop ends it with the last
/// iterate (Stop: interrupted), whenever it comes. Throws Error: bad input (unknown finder, theta of the wrong length),
/// usage (levenberg-marquardt on what is no sum of squares), numerical (L or ∇L not finite at theta), memory
/// (levenberg-marquardt's matrices are larger than what is allowed).
FinderRun find_critical_point(const Objective& objective, std::span<const double> theta, const FindOptions& options,
                              Context& context);

}  // namespace saddlescope
