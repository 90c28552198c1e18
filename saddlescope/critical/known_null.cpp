#include "saddlescope/critical/known_null.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace saddlescope {
namespace {

constexpr double kInside = 1e-6;       // of a unit direction, left outside N
constexpr double kIndependent = 1e-6;  // of a unit direction, left of it beside those counted before

// x without its parts along orthonormal vectors, twice: what is left of a vector that lies among them is rounding.
void remove(const std::vector<Vector>& basis, Vector& x) {
  for (int pass = 0; pass < 2; ++pass) {
    for (const Vector& u : basis) axpy(-dot(u, x), u, x);
  }
}

}  // namespace

std::string known_null_directions(const NullSpace& space) {
  const Linearization& at = space.star().at;
  const Anatomy* anatomy = at.objective().anatomy();
  if (!anatomy) return {};
  std::vector<Vector> counted;
  std::string names;
  for (const NullSymmetry& symmetry : anatomy->symmetries(at.theta())) {
    const std::size_t before = counted.size();
    for (const Vector& direction : symmetry.directions) {
      const double length = norm(direction);
      if (!(length > 0) || counted.size() == space.dimension()) continue;
      Vector x = space.inside(direction);
      if (distance(x, direction) > kInside * length) continue;
      scale(1 / length, x);
      remove(counted, x);
      const double left = norm(x);
      if (left <= kIndependent) continue;
      scale(1 / left, x);
      counted.push_back(std::move(x));
    }
    if (counted.size() == before) continue;
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", symmetry.name, counted.size() - before);
  }
  if (names.empty()) return {};
  return fmt::format(" Of the {} flat directions {} are there by construction: {}.", space.dimension(), counted.size(),
                     names);
}

}  // namespace saddlescope
