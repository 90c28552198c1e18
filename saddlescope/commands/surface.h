// The error surface: the loss on a line or a plane through a point, or of a function of one or two variables over a
// box.
//
//   through θ     directions as a person names them (direction_requests.h), the quadratic model of the same points beside
//   over a box    the variables themselves, with every critical point that find_box.h finds there, classified; curves of them
//                 as curves
// A picture proves nothing of the dimensions it leaves out; Surface::why says what it doesn't show.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/commands/direction_requests.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/objective/boxes.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct SurfaceOptions {
  DirectionRequests directions;  ///< their files read; empty: the variables where there are at most two, else eigen
  std::vector<std::size_t> grid;  ///< points along each direction, one or two numbers, each ≥ 2; empty: usual_grid()
  std::optional<double>
      range;  ///< R > 0: each axis from −R to R around θ, in multiples of the direction; none: usual_range()
  std::optional<Normalization> normalization;  ///< of random directions
  std::optional<Box> box;  ///< of one or two variables; excludes directions, range and normalization
  bool point_asked = true;  ///< with a box: θ was given, and is marked
  double held = 0;  ///< bytes that the objective takes already
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty

  const Surface* resume =
      nullptr;  ///< what `prepared` saw, with the losses known since and all vectors: goes on from there
  std::function<void(const Surface&)> prepared;  ///< sees all but the losses, before the first of them
  LossObserver observer;

  /// Throws Error naming the option: bad input for a value, usage for two that exclude each other.
  void validate() const;
};

/// Unasked: 101 or 51 × 51, over a box 401 or 81 × 81, since a formula costs little. dimensions: 1 or 2.
std::vector<std::size_t> usual_grid(std::size_t dimensions, bool over_a_box);

/// "51x51" or "101"; throws Error(bad input).
std::vector<std::size_t> parse_grid(const std::string& text);

/// Linearizes at theta, finds the directions, evaluates the grid. A request to stop ends it with the values there are
/// (Surface::interrupted). Throws Error: as validate(), bad input (theta of the wrong length, directions or a `resume`
/// that don't fit), numerical (NotFinite: L or ∇L not finite at theta), memory, interrupted (before the first value).
/// Cost: a value a point; two products; eigenvectors where they are asked for; for a box find_box().
Surface surface(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options,
                Context& context);

/// The same in surroundings of its own: checked_context().
Surface surface(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options = {});

}  // namespace saddlescope
