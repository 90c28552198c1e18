// A method that drives ‖∇L‖ to zero, from one accepted iterate to the next: what find.h's loop calls. One method a
// file; the list of them, with their help, is finders.cpp.
//
// Invariant: a finder sees and makes only finite points; it keeps its own state and nothing of the loop's. No lock, no
// global state: each run has its own.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class Finder {
 public:
  virtual ~Finder() = default;

  /// The start, evaluated; it may be not finite: then step() isn't called.
  virtual Point start(const Objective& objective, std::span<const double> theta, Context& context) = 0;
  /// Moves `point`, finite, to the next iterate, finite; or says why the method can't go on and leaves it alone.
  virtual std::optional<Stop> step(const Objective& objective, Point& point, Context& context) = 0;
};

struct FinderEntry {
  std::string_view name, help;
  bool squares;  ///< needs Objective::least_squares()
  bool minimizes;  ///< lowers L, and so ends at minima; false: goes to critical points of any kind
  std::unique_ptr<Finder> (*make)();
};

/// All finders, in the order help lists them.
std::span<const FinderEntry> finders();

/// The one of that name; an empty name: levenberg-marquardt where the objective is a sum of squares, else newton-mr.
/// Throws Error: bad input (an unknown name, listing the known ones), usage (no sum of squares where one is needed).
const FinderEntry& choose_finder(std::string_view name, const Objective& objective);

}  // namespace saddlescope
