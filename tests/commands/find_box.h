// What the tests of `find --box` share: a formula searched, and what is known of a point.
#pragma once

#include <numbers>
#include <string>

#include "saddlescope/commands/find_box.h"
#include "saddlescope/problem/problem.h"

namespace saddlescope {

using enum VerdictKind;

inline constexpr double kPi = std::numbers::pi;
// How well a point of f64 is known where H is regular, of coordinates up to 10 and conditions up to 1e4.
inline constexpr double kPlace = 1e-11;

inline Finding found(const std::string& formula, const std::string& box, Context& context,
                     const FindBoxOptions& options = {}) {
  ProblemDescription description;
  description.function = formula;
  description.box = box;
  const Problem problem = make_problem(description, context);
  return find_box(*problem.objective, *problem.box, options, context);
}

inline Finding found(const std::string& formula, const std::string& box) {
  Context context;
  return found(formula, box, context);
}

struct Known {
  Vector at;
  VerdictKind kind;
};

}  // namespace saddlescope
