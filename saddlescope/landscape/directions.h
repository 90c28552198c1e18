// Directions through a point: θ(t) = θ + t·d, as a picture or a Taylor line takes them.
//
//   parameter    d = eᵢ, so that a coordinate is the parameter's own value
//   gradient     d = −g/‖g‖
//   to           d = θ' − θ: at t = 1 lie the other weights
//   random       isotropic, ‖d‖ = 1, or normalized by filters (filters.h); eigenvectors: eigenvectors.h; the principal
//                components of a trajectory: trajectory.h
// Each comes with ‖d‖; slope gᵀd and curvature dᵀHd are measured on it (second_order).
// What is refused is said of directions; the command that was asked for them adds its flag and what to do.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/landscape/filters.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

/// x/‖x‖, however small or large; x ≠ 0, finite.
Vector unit_vector(std::span<const double> x);

/// xᵀy/(‖x‖‖y‖), rounding may take it beyond ±1; NaN where one has no length. x, y: of equal length.
double cosine_between(std::span<const double> x, std::span<const double> y);

/// w ← what of it is square to u, of length 1. u, w: P entries; ‖u‖ = 1, w not along u.
void make_square_to(std::span<const double> u, std::span<double> w);

/// index < P. Named as entry_name() names it.
Direction parameter_direction(const Objective& objective, std::size_t index);
/// What else a direction may be called where a parameter was looked for.
struct OtherDirections {
  std::vector<std::string> names;  ///< that an unknown name is compared with
  std::string listed;  ///< all of them, for a message
};

/// The index of the parameter with that name ("w1", "0.weight[2,3]"); throws Error(bad input) naming those there are and
/// the one that was probably meant.
std::size_t parameter_named(const Objective& objective, std::string_view name, const OtherDirections& others = {});

/// Throws Error(bad input) where g = 0: then it points nowhere.
Direction gradient_direction(const Linearization& at);

/// Throws Error(bad input) where both are the same point. label: of the other point, "last.npz".
Direction direction_to(std::span<const double> theta, std::span<const double> other, const std::string& label);

/// Standard normal entries, then as `how` says. number: 1, 2, … of the random directions of one picture; the numbers
/// are those of context.random("direction", number). Throws Error(bad input) where normalization leaves nothing of it:
/// all weights are 0, or no parameter has two axes.
Direction random_direction(const Objective& objective, std::span<const double> theta, Normalization how,
                           std::size_t number, const Context& context);

/// What is known of second order about the span of directions: slopes gᵀdⱼ and the k × k matrix dᵢᵀHdⱼ.
struct SecondOrder {
  Vector slopes;
  Matrix curvatures;
  /// gᵀδ + ½δᵀHδ for δ = Σ aⱼdⱼ.
  double change(std::span<const double> a) const;
};

/// Cost: a product a direction. Fills in slope and curvature of each.
SecondOrder second_order(const Linearization& at, std::span<Direction> directions, Context& context);

/// How far to look along d, unasked: to where the slope or the curvature along it changes the loss by four times its
/// height above the floor, in multiples of d, within 1e-4 and 2 times max(1, ‖θ‖)/‖d‖; that many times 1 where neither
/// says anything. 1 for directions that have a length of their own: filter-normalized ones; 1.25 for those to another
/// point.
double usual_range(const Linearization& at, const Direction& direction);

}  // namespace saddlescope
