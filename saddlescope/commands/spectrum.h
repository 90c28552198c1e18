// Eigenvalues of the Hessian at a point: all of them, those at the ends, or how they are spread.
//
//   all                    the dense Hessian and a full eigenproblem (spectrum/dense.h): each within τ_θ (docs/methods §2)
//   lowest, highest, both  the same where that is no dearer, else block Lanczos (spectrum/block_lanczos.h): each within
//   its
//                          residual and the evaluation's rounding; that none lies beyond holds but for a probability
//   density                stochastic Lanczos quadrature (spectrum/density.h): counts with standard errors
// Says nothing of what a sign means, nor of how critical the point is: that is diagnose's.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/eigenvalues.h"

namespace saddlescope {

/// automatic: all, where they can be had within memory and a minute; else both ends. With `pairs` given: both.
enum class Eigenvalues { automatic, all, lowest, highest, both, density };

std::string_view to_string(Eigenvalues which);
/// Throws Error(bad input) for an unknown name.
Eigenvalues eigenvalues_named(std::string_view name);

struct SpectrumOptions {
  Eigenvalues which = Eigenvalues::automatic;
  static constexpr std::size_t kPairs = 5;
  std::optional<std::size_t> pairs;  ///< at each end asked for, ≥ 1, all of them where there are fewer; none: kPairs
  SpectrumMethod method = SpectrumMethod::automatic;  ///< exact or matrix_free; inertia counts signs and is diagnose's
  static constexpr std::size_t kProbes = 10;
  std::optional<std::size_t> probes;  ///< random vectors of a density, ≥ 1; none: kProbes
  double held = 0;  ///< bytes that the objective takes already; products alone make do with the rest of context.memory
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty

  /// Throws Error naming the option: bad input for a value, usage for two that exclude each other.
  void validate() const;
};

/// A request to stop ends it with what is known so far (SpectrumAnswer::interrupted). Throws Error: as validate(), bad
/// input (theta of the wrong length, P = 0), numerical (L, ∇L or H not finite; NotFinite), memory (says how much it
/// takes, before anything is computed), interrupted (before loss and gradient were there). Cost: exact_cost(); 400
/// products for ends, more where many pairs are asked for; for a density `probes` times 100, fewer steps where memory
/// is short.
SpectrumAnswer spectrum(const Objective& objective, std::span<const double> theta, const SpectrumOptions& options,
                        Context& context);

/// The same in surroundings of its own: checked_context().
SpectrumAnswer spectrum(const Objective& objective, std::span<const double> theta, const SpectrumOptions& options = {});

}  // namespace saddlescope
