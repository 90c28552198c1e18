// In how many lines and planes a point looks like a minimum, beside how many ways down there are in all.
//
//   parameter lines   Hᵢᵢ > τ, for all parameters or an even choice of them
//   random lines      uᵀHu > τ, u uniform on the sphere
//   random planes     both eigenvalues of [u w]ᵀH[u w] above τ; w: another such vector, made square to u before H·w (of
//                     nearly parallel ones H·w would tell nothing of w's part beside u but rounding)
// w is uniform on the sphere too, so that both are random lines as well.
// uᵀHu has mean tr H/P and scatters by ‖H‖_F·√2/P around it: where n₊ eigenvalues outweigh n₋ of a saddle nearly every
// line looks like a minimum, however many ways down there are. That is why a picture proves nothing.
// Second order alone, so meant for points whose gradient is zero. Shares are of those lines and planes that were looked
// at.
// Cost: a product a line; blocks of context's memory.
#pragma once

#include <cstddef>
#include <optional>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct AppearanceOptions {
  std::size_t parameters = 200, lines = 200;  ///< looked at, at most; a plane is two of the lines
  Inertia signs;  ///< of H, with τ: what it is compared with
};

struct Looks {
  Appearance appearance;
  std::optional<Direction>
      line;  ///< the first random line, else the steepest parameter, in which it looks like a minimum
};

/// Random vectors: context.random("appearance"). Throws Error(interrupted) on a stop.
Looks appearance(const Linearization& at, const AppearanceOptions& options, Context& context);

}  // namespace saddlescope
