#include "saddlescope/commands/telling_plane.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <utility>

#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

constexpr std::size_t kAround = 8;  // points at which a plane is asked
constexpr double kTurned = 0.3;     // from the directions themselves, in radians: along them nothing may happen
constexpr double kRounding = 8;     // times e_L and eps·|L|, a change is more than that

Direction random(const Linearization& at, std::size_t number, Context& context) {
  return random_direction(at.objective(), at.theta(), Normalization::none, number, context);
}

}  // namespace

Direction way_down(Vector vector, bool on_kink) {
  return {.kind = DirectionKind::escape,
          .label = on_kink ? "the way down that was measured" : "the way down of higher order",
          .vector = std::move(vector)};
}

std::optional<Direction> known_way_down(const Linearization& at, Context& context) {
  if (choose_spectrum(SpectrumMethod::automatic, at.objective(), context) != SpectrumMethod::exact) return std::nullopt;
  const DenseHessian hessian = dense_hessian(at, context);
  const Classification found = classify(at, hessian.H, hessian.asymmetry, {}, context);
  if (!found.verdict.witness || found.verdict.witness->direction.size() != at.size()) return std::nullopt;
  return way_down(found.verdict.witness->direction, found.kink.known && found.kink.on);
}

bool tells(const Linearization& at, const std::vector<Direction>& directions, double error, Context& context) {
  const std::array range{usual_range(at, directions[0]), usual_range(at, directions[1])};
  const double rounding = kRounding * (error + kEps * std::abs(at.value()));
  for (std::size_t j = 0; j < kAround; ++j) {  // one after another: the first tells, mostly, and takes one θ
    const double angle = kTurned + 2 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(kAround);
    Vector theta = plus(at.theta(), range[0] * std::cos(angle), directions[0].vector);
    axpy(range[1] * std::sin(angle), directions[1].vector, theta);
    const double L = at.objective().value(theta, context);
    if (!(std::abs(L - at.value()) <= rounding)) return true;
  }
  return false;
}

std::optional<TellingPlane> telling_plane(const Linearization& at, const std::optional<Direction>& way, double error,
                                          Context& context) {
  TellingPlane plane;
  plane.directions = {random(at, 1, context), random(at, way ? 1 : 2, context)};
  if (way) plane.directions[0] = *way;
  make_square_to(plane.directions[0].vector, plane.directions[1].vector);
  second_order(at, plane.directions, context);
  if (!tells(at, plane.directions, error, context)) return std::nullopt;
  plane.why = fmt::format("The loss is constant on the plane of the outermost eigenvectors: drawn is that of {}.",
                          way ? way->label + " and a random direction" : "two random directions");
  return plane;
}

}  // namespace saddlescope
