// The plane in which a trajectory's checkpoints can be seen best: their first principal components.
//
//   Δᵢ = θᵢ − mean(θ);  Δ = U·Σ·Vᵀ (P × n);  d₁, d₂: columns of U, ‖d‖ = 1;  share of the variance σₖ²/Σσ²
// d₁ = Δ·v₁/σ₁ from the n × n Gram matrix ΔᵀΔ = V·Σ²·Vᵀ, d₂ the same way from what (I − d₁d₁ᵀ)Δ leaves: exact to some
// (σ₁/σ₂)·eps, where both from one Gram matrix were to its square. A σ₂ under 4·√n·eps·max ‖θᵢ‖ is the rounding of
// points on a line. d₁ points from the first checkpoint to the last, so does d₂ where that isn't square to it (else its
// largest component is positive). The plane is drawn through θ, not through the mean: a checkpoint lies off it by what the
// components leave out.
// Said of a share: a random walk's first two components carry most of its variance as well (Antognini & Sohl-Dickstein
// 2018), so a large share says nothing of the loss.
// Source: Li et al. 2018, §7. Cost: some 4n²P flops; nP doubles.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct Checkpoint {
  std::string label;  ///< "checkpoint-000001000.npz"
  Vector theta;
};

struct TrajectoryPlane {
  std::vector<Direction> directions;
  Vector shares;  ///< of the variance, for each direction
};

/// The first `wanted` (1 or 2) principal components. Throws Error(bad input) for fewer than two checkpoints, for
/// such of different length, or where they span fewer dimensions; Error(memory). where: the folder, for messages.
TrajectoryPlane trajectory_plane(std::span<const Checkpoint> checkpoints, std::size_t wanted, const std::string& where,
                                 Context& context);

/// Coordinates of a point θ' (other): dₖᵀ(θ' − θ)/‖dₖ‖², one for each direction, and how far off their span it lies.
/// theta, other: P entries; directions: orthogonal, each with P.
struct Projection {
  Vector at;
  double off = 0;
};
Projection project(std::span<const double> theta, std::span<const double> other, std::span<const Direction> directions);

}  // namespace saddlescope
