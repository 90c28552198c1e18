// Descent of ±L over spheres around θ* in N, radius after radius: paths that bend inside N.
//
//   m(r) = min over unit v ∈ N of ±L(x(r, v)),  gradient on the sphere: r·(I − vvᵀ)·P_N·g(x)   (the parts of g outside N
// vanish at x: by the envelope theorem the curve's own motion doesn't count). Started at the largest radius from random
// directions; the best few go on, each radius from the minimizer at twice that radius, with its step length: the cone
// in which the loss falls may narrow as fast as the radius.
// Cost: some hundred points of curves, a few gradients each; meant for few parameters.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/critical/probe_curves.h"

namespace saddlescope {

struct PathChanges {
  std::vector<ChangeAt> changes = {};  ///< at the smallest resolved radii, smallest first
  bool lost = false;  ///< what was sought was there at three radii or more, of one order, and at the next it wasn't
  std::optional<ChangeAt> below = {};  ///< at the largest radius below those, where ΔL isn't resolved
};

/// For each path ΔL at its `count` smallest resolved radii. sign: 1 seeks falls, −1 rises. radii: rising.
std::vector<PathChanges> sphere_descent(ProbeCurves& curves, double sign, std::span<const double> radii,
                                        std::size_t count, Context& context);

}  // namespace saddlescope
