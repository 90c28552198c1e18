// The loss on a line or a plane, as the objective itself has it there.
//
//   θ(a) = θ + Σₖ (aₖ − originₖ)·dₖ over a grid of coordinates a, row-major, the first axis outermost
// Many θ are asked for at once (Objective::values), so that each runs on a thread of its own where that is allowed; the
// values are those of value() to the bit, whatever was asked together, and grow from the first to the last: a run that
// was stopped goes on where it was. A value that isn't finite is a value. Where all directions are parameters their
// entries are the coordinates, unrounded.
// Points of a grid as a leading axis of the engine, as directions are, gain nothing: only the first layer's products
// fold into one, and 51 × 51 losses of 64-32-32-10 on digits take 0.66 s on two threads against 0.65 s side by side,
// each on one thread, and 0.75 s one after another on both (bench/surface_bench.cpp).
// Cost: a value a point; the memory of the θ asked for at once is at most a quarter of what the context allows.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "saddlescope/landscape/directions.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

inline constexpr std::size_t kMostAlong = 10001;  ///< points along a direction that may be asked for

/// n ≥ 2 coordinates from low to high, both exact, ascending; 0 in the middle of −R … R where n is odd. Throws
/// Error(bad input) where they don't differ in f64 (±1 around 1e17) or aren't finite.
std::vector<double> even_axis(double low, double high, std::size_t n);

/// Of a plane the angle between its directions, where it isn't right to kRight: a picture shows every plane as a
/// rectangle. Nothing else changes.
inline constexpr double kRight = 0.05;  // degrees: on a picture of 120 mm a tenth of a millimetre
void measure_angle(CrossSection& section);

/// out ← θ(a). theta, out: P entries; a: one for each of the section's directions, whose vectors have P.
void place(std::span<const double> theta, const CrossSection& section, std::span<const double> a,
           std::span<double> out);

/// Sees what was evaluated, from `first` on, in order; it may throw.
using LossObserver = std::function<void(std::size_t first, std::span<const double> losses)>;

/// Evaluates what `section` lacks: losses from number section.evaluated on. False where a request to stop ended it.
/// Throws Error(memory) where not even one θ more is allowed.
bool evaluate(const Objective& objective, std::span<const double> theta, CrossSection& section,
              const LossObserver& observer, Context& context);

/// model = L + gᵀδ + ½δᵀHδ at every point.
void add_model(CrossSection& section, const SecondOrder& model);
/// Marks the lowest finite value of those evaluated, unless the point itself, a mark on the grid or a curve of critical
/// points is as low: a grid passes beside a minimum that is known.
void mark_lowest(CrossSection& section);

}  // namespace saddlescope
