// A problem from its description, with the calls that tests make of it.
#pragma once

#include <string>
#include <utility>

#include "saddlescope/commands/surface.h"
#include "saddlescope/problem/problem.h"

namespace saddlescope {

struct Toy {
  Context context;
  Problem problem;
  explicit Toy(const std::string& function, const std::string& at, const std::string& box = {}) {
    ProblemDescription description;
    description.function = function;
    if (!at.empty()) description.at = at;
    if (!box.empty()) description.box = box;
    problem = make_problem(description, context);
  }
  Surface draw(SurfaceOptions options) {
    options.box = problem.box;
    options.point_asked = !problem.box;
    return surface(*problem.objective, problem.theta, options, context);
  }
};

inline Problem iris(Context& context) {
  ProblemDescription description;
  description.model = "mlp:4-6-3:tanh";
  description.data = "iris";
  description.standardize = true;
  return make_problem(description, context);
}

inline std::size_t marks(const CrossSection& s, MarkKind kind) {
  std::size_t n = 0;
  for (const Mark& mark : s.marks) n += mark.kind == kind ? 1U : 0U;
  return n;
}

}  // namespace saddlescope
