#include "saddlescope/critical/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/critical/degenerate.h"
#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/polish.h"
#include "saddlescope/critical/stationarity.h"

namespace saddlescope {
namespace {

constexpr double kFloorErrors = 10;   // L − floor and ‖g‖ within this multiple of their rounding errors
constexpr double kBandErrors = 10;    // the gradient left inside the band, likewise
constexpr std::size_t kProbes = 8;    // random points at which a constant must show

using Answer = HigherOrder::Answer;

std::string counts(const Inertia& i) {
  return fmt::format("Eigenvalues: {} negative, {} flat, {} positive (to ±{:.2g})", i.negative, i.flat, i.positive,
                     i.tolerance);
}

// The kind that counts of signs alone decide, if any.
std::optional<VerdictKind> by_signs(const Inertia& i) {
  if (i.negative >= 1 && i.positive >= 1) return VerdictKind::saddle;
  if (i.flat > 0) return std::nullopt;
  return i.negative == 0 ? VerdictKind::local_minimum : VerdictKind::local_maximum;
}

// Does L depend on θ at all? A constant has the same value and no gradient wherever one looks.
bool looks_constant(const MeasuredPoint& point, Context& context) {
  if (point.norm != 0 || point.gradient_norm != 0) return false;
  RandomStream random = context.random("verdict: is it constant");
  Vector theta(point.size()), gradient(point.size());
  for (std::size_t probe = 0; probe < kProbes; ++probe) {
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] = point.at.theta()[i] + random.normal();
    const double value = point.at.objective().gradient(theta, gradient, context);
    if (value != point.at.value() || norm(gradient) != 0) return false;
  }
  return true;
}

enum class AtFloor { no, exactly, to_tolerance, infimum };

// Step 0: is this point as low as the loss can get? `data_tolerance`: 1e-8·S, for data alone.
AtFloor at_floor(const MeasuredPoint& point, const Floor& floor, std::optional<double> data_tolerance,
                 Context& context) {
  if (!floor.value) return AtFloor::no;
  const Estimate<double> above = point.at.above_floor(context);
  const double left = above.value;
  const double gradient_error = kFloorErrors * (point.rounding.gradient + point.norm * kEps * norm(point.at.theta()));
  if (floor.attained && left <= kFloorErrors * above.error && point.gradient_norm <= gradient_error) {
    return AtFloor::exactly;
  }
  if (!data_tolerance || left > *data_tolerance) return AtFloor::no;
  return floor.attained ? AtFloor::to_tolerance : AtFloor::infimum;
}

Verdict floor_verdict(AtFloor where, const MeasuredPoint& point, const Floor& floor) {
  const double left = point.at.value() - *floor.value;
  switch (where) {
    case AtFloor::exactly:
      // Not certified: values within rounding of the floor are reached on saturated slopes as well.
      return {
          VerdictKind::degenerate_minimum, false, 0,
          fmt::format("The loss is at its floor, {:.6g}, to rounding ({}): a global minimum as far as the arithmetic "
                      "can tell.",
                      *floor.value, floor.why)};
    case AtFloor::to_tolerance:
      return {VerdictKind::degenerate_minimum, false, 0,
              fmt::format("Only {:.3g} of loss is left above the floor: a global minimum to the tolerance asked for.",
                          left)};
    default:
      return {
          VerdictKind::undetermined, false, 0,
          fmt::format("minimum_at_infinity: the loss is within {:.3g} of its infimum {:.6g}, which no finite weights "
                      "attain ({}); there is no minimum to stand on.",
                      left, *floor.value, floor.why)};
  }
}

// What orders three and four make of a point whose flat directions are left open by the signs.
Verdict higher_order_verdict(const Inertia& signs, const HigherOrder& higher) {
  const auto is = [&](std::initializer_list<Answer> answers) { return std::ranges::count(answers, higher.answer) > 0; };
  const bool down = signs.negative >= 1 || is({Answer::cubic, Answer::both, Answer::down, Answer::maximum});
  const bool up = signs.positive >= 1 || is({Answer::cubic, Answer::both, Answer::up, Answer::minimum});
  const std::string why = counts(signs) + ". " + higher.why;
  if (down && up) {
    return {signs.negative >= 1 ? VerdictKind::saddle : VerdictKind::degenerate_saddle, true, 0, why};
  }
  if (higher.answer == Answer::minimum && signs.negative == 0) {
    return {VerdictKind::local_minimum, higher.certified, 0, why};
  }
  if (higher.answer == Answer::maximum && signs.positive == 0) {
    return {VerdictKind::local_maximum, higher.certified, 0, why};
  }
  return {VerdictKind::undetermined, false, 0,
          why + " Orders above four, which this version doesn't follow, or a probe would have to settle it."};
}

struct Surroundings {
  const Floor& floor;
  std::optional<double> stake;
  const ClassifyOptions& options;
};

Verdict not_critical(const MeasuredPoint& point, const Stationarity& here, std::optional<double> stake,
                     Context& context) {
  if (is_gradient_flat(point, stake, context)) {
    return {VerdictKind::gradient_flat, false, 0,
            here.why +
                " But the gradient lies near the kernel of H, and a search along it finds no decrease worth having."};
  }
  return {VerdictKind::not_critical, here.bounded, 0, here.why};
}

// A critical point with flat directions: nearness first, then the floor, then higher orders.
class DegeneratePoint {
 public:
  DegeneratePoint(const MeasuredPoint& point, const Reach& found, const Surroundings& around, Context& context)
      : point_(point), reach_(found), around_(around), context_(context) {}

  Verdict verdict() {
    const std::optional<double> data_tolerance =
        around_.stake ? std::optional(around_.options.critical_tolerance * *around_.stake) : std::nullopt;
    if (around_.stake && inertia(point_, reach_.band).negative == 0) {  // for data the floor is asked at θ itself
      const AtFloor where = at_floor(point_, around_.floor, data_tolerance, context_);
      if (where == AtFloor::exactly) return at_exact_floor(point_, reach_);
      if (where != AtFloor::no) return floor_verdict(where, point_, around_.floor);
    }
    const std::optional<Vector> theta = polish(point_, reach_, context_);
    if (!theta) return undetermined("Newton's steps leave the region in which a critical point was expected.");
    if (std::ranges::equal(*theta, point_.at.theta())) return at_star(point_, reach_);
    const auto there = point_.at.objective().linearize(*theta, context_);
    Matrix H(theta->size(), theta->size());
    const double asymmetry = there->hessian(H, context_);
    const MeasuredPoint star = measure_point(*there, H, asymmetry, context_);
    const Reach star_reach = reach(star, context_);
    products_ = star.hessian_vector_products + star_reach.hessian_vector_products;
    if (star_reach.in_reach) {
      nearby_ = nearby(star, star_reach);
      nearby_->within += norm(plus(*theta, -1, point_.at.theta()));
    }
    if (point_.at.objective().kink(*theta, context_).on)
      return undetermined("The critical point nearby lies on a kink.");
    // With the smaller tolerance there the step may be longer: is it still a critical point?
    const Stationarity still =
        stationarity(star, star_reach, around_.floor, around_.stake, around_.options.critical_tolerance, context_);
    if (!still.critical) return not_critical(star, still, around_.stake, context_);
    Verdict verdict = at_star(star, star_reach);
    verdict.certified = verdict.certified && still.bounded;
    return verdict;
  }

  /// The signs at θ*, where they were taken again.
  const std::optional<Nearby>& nearby_again() const { return nearby_; }
  std::size_t products() const { return products_; }

 private:
  static Verdict undetermined(std::string why) { return {VerdictKind::undetermined, false, 0, std::move(why)}; }

  Verdict at_star(const MeasuredPoint& star, const Reach& star_reach) {
    const double inside = norm(star_reach.gradient_band);
    if (inside > kBandErrors * star.rounding.gradient) {
      if (is_gradient_flat(star, around_.stake, context_)) {
        return {
            VerdictKind::gradient_flat, false, 0,
            fmt::format("The gradient, {:.3g}, lies where the loss doesn't curve, and no step along it gains anything "
                        "worth having: no critical point is established.",
                        star.gradient_norm)};
      }
      return undetermined(
          fmt::format("A gradient of {:.3g} is left inside the band: a critical point may lie further "
                      "along it, or none.",
                      inside));
    }
    const Inertia signs = inertia(star, star_reach.band);
    if (const auto kind = by_signs(signs)) return {*kind, true, 0, counts(signs) + "."};
    if (!around_.stake && signs.negative == 0 &&
        at_floor(star, around_.floor, std::nullopt, context_) == AtFloor::exactly) {
      return at_exact_floor(star, star_reach);
    }
    return higher_order_verdict(signs, higher_order(star, star_reach, context_));
  }

  // At the floor the point is a global minimum; is it a strict one? A way down would mean that the floor isn't to be
  // trusted here: then the derivatives speak.
  Verdict at_exact_floor(const MeasuredPoint& star, const Reach& star_reach) {
    Verdict verdict = floor_verdict(AtFloor::exactly, star, around_.floor);
    const HigherOrder higher = higher_order(star, star_reach, context_);
    if (higher.answer == Answer::cubic || higher.answer == Answer::down || higher.answer == Answer::both ||
        higher.answer == Answer::maximum) {
      return higher_order_verdict(inertia(star, star_reach.band), higher);
    }
    if (higher.answer == Answer::minimum && higher.certified) {
      verdict.kind = VerdictKind::local_minimum;
      verdict.certified = true;
      verdict.why += " " + higher.why;
    }
    return verdict;
  }

  const MeasuredPoint& point_;
  const Reach& reach_;
  const Surroundings& around_;
  Context& context_;
  std::optional<Nearby> nearby_;
  std::size_t products_ = 0;
};

}  // namespace

Classification classify(const Linearization& at, ConstBlock H, double asymmetry, const ClassifyOptions& options,
                        Context& context) {
  const Objective& objective = at.objective();
  Classification result{{}, measure_point(at, H, asymmetry, context), {}, objective.floor(), {}, {}, {}, 0};
  if (const Anatomy* anatomy = objective.anatomy()) result.stake = anatomy->stake();
  const MeasuredPoint& point = result.point;
  const Reach found = reach(point, context);
  result.nearby = nearby(point, found);
  result.flatness = gradient_flatness(point);
  result.kink = objective.kink(at.theta(), context);
  result.hessian_vector_products = point.hessian_vector_products + found.hessian_vector_products;

  if (result.kink.known && result.kink.on) {
    result.verdict = {VerdictKind::undetermined, false, 0,
                      "The point lies on a kink (" + result.kink.where +
                          "), where derivatives jump: they prove nothing here. Move the point off it."};
    return result;
  }
  if (result.kink.known && result.nearby && result.nearby->within > result.kink.distance) {
    result.verdict = {
        VerdictKind::undetermined, false, 0,
        fmt::format("A kink ({}) lies {:.3g} away, nearer than the critical point that the derivatives here "
                    "promise (within {:.3g}): they say nothing of the other side.",
                    result.kink.where, result.kink.distance, result.nearby->within)};
    return result;
  }
  if (looks_constant(point, context)) {
    result.verdict = {
        VerdictKind::undetermined, false, 0,
        "Value, gradient and Hessian come out the same wherever one looks around here: to rounding, the loss doesn't "
        "depend on the parameters."};
    return result;
  }
  const Stationarity here = stationarity(point, found, result.floor, result.stake, options.critical_tolerance, context);
  const Inertia signs = inertia(point, found.band);
  if (!here.critical) {
    result.verdict = not_critical(point, here, result.stake, context);
  } else if (const auto kind = by_signs(signs)) {
    result.verdict = {*kind, here.bounded, 0, here.why + " " + counts(signs) + "."};
    if (const double left = norm(found.gradient_band); left > kBandErrors * point.rounding.gradient) {
      result.verdict.why += fmt::format(" A gradient of {:.3g} is left inside the band.", left);
    }
  } else {
    const Surroundings around{result.floor, result.stake, options};
    DegeneratePoint degenerate(point, found, around, context);
    result.verdict = degenerate.verdict();
    result.verdict.certified = result.verdict.certified && here.bounded;
    result.verdict.why = here.why + " " + result.verdict.why;
    if (degenerate.nearby_again()) result.nearby = degenerate.nearby_again();
    result.hessian_vector_products += degenerate.products();
  }
  return result;
}

}  // namespace saddlescope
