// Another plane for a picture whose usual one shows nothing.
//
// Where H = 0 its eigenvectors are any vectors: on their plane xyz is 0 all over, and so is the picture. There the plane is
// that of the way down that the verdict knows beside curvature (Verdict::witness) and a random direction square to it;
// where it knows none, or the matrix is too dear, of two random directions. A diagnosis draws that way down unasked.
// Whether a plane shows anything is asked of the loss: at eight points on it, as far out as the picture goes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct TellingPlane {
  std::vector<Direction> directions;  ///< of length 1, square to each other
  std::string why;  ///< what was taken in place of what
};

/// Whether the loss changes on it by more than rounding. directions: two, with slope and curvature; error: e_L at θ.
bool tells(const Linearization& at, const std::vector<Direction>& directions, double error, Context& context);

/// The way down that a verdict names where curvature shows none: of higher order; on a kink, where derivatives prove
/// nothing, as measured.
Direction way_down(Vector vector, bool on_kink);

/// That of a classification, of length 1; nothing where it knows none, or the Hessian is too dear for one
/// (spectrum_cost.h).
std::optional<Direction> known_way_down(const Linearization& at, Context& context);

/// Of that way, or of random directions alone. Nothing where the loss doesn't change on that plane either. Random
/// numbers: context.random("direction", 1 and 2).
std::optional<TellingPlane> telling_plane(const Linearization& at, const std::optional<Direction>& way, double error,
                                          Context& context);

/// What is said where there is no such plane.
inline constexpr const char* kConstantEverywhere = "The loss is constant on this plane, and on a random one.";

}  // namespace saddlescope
