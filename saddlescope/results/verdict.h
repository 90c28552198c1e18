// What kind of point it is: the verdict of a diagnosis, of a found point, of a network in a census.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saddlescope {

enum class VerdictKind {
  not_critical,                 ///< the gradient isn't zero; first-order methods should still move
  gradient_flat,                ///< not critical, but the gradient lies near the kernel of H
  saddle,                       ///< certain curvature of both signs at a critical point
  local_minimum,
  local_maximum,
  degenerate_minimum,           ///< a minimum as far as it was looked, with flat directions
  degenerate_maximum,
  degenerate_saddle,            ///< no way down (or up) of second order, but one of higher order
  no_negative_curvature_found,  ///< incomplete spectrum, none found; never "local minimum"
  undetermined                  ///< see `why` for what would settle it
};

std::string_view to_string(VerdictKind kind);
/// As a sentence of a result has it: "degenerate saddle".
std::string spoken(VerdictKind kind);
/// Throws Error(bad input) for an unknown name.
VerdictKind verdict_kind(std::string_view name);
/// Whether it says that this is a critical point, of whatever kind; not for `undetermined`, which says neither.
bool is_critical(VerdictKind kind);

/// A lower point that was found where second order shows no way down.
struct Witness {
  std::vector<double> direction;  ///< unit vector; empty where P > 1,000 in JSON
  double radius = 0;              ///< how far along it
  double decrease = 0;            ///< measured, beyond the rounding of both losses
};

struct Verdict {
  VerdictKind kind = VerdictKind::undetermined;
  bool certified = false;  ///< every number it rests on has a bound in f64 (docs/methods.md §1)
  double failure_probability = 0;
  std::string why;         ///< one or more sentences: what was measured against what, what would settle it
  std::optional<Witness> witness = {};  ///< where a way down was found that second order doesn't show
};

}  // namespace saddlescope
