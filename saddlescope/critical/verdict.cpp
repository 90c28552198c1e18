#include "saddlescope/critical/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/parallel.h"
#include "saddlescope/critical/degenerate_point.h"
#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/stationarity.h"

namespace saddlescope {
namespace {

// min(‖H‖₁, ‖H‖_F) ≥ ‖H‖.
double norm_bound(ConstBlock H, Context& context) {
  Vector sums(H.columns()), lengths(H.columns());
  parallel_for(context.threads, H.columns(), [&](std::size_t j) {
    for (const double entry : H.column(j)) sums[j] += std::abs(entry);
    lengths[j] = norm(H.column(j));
  });
  return std::min(*std::max_element(sums.begin(), sums.end()), norm(lengths));
}

// Where eigenpairs have to be asked for, before any is: a step along the gradient that gains too much for a critical
// point, no kink on its way. Bounded where it does so by a bound of ‖H‖ too.
std::optional<Stationarity> plainly(const Classification& c, ConstBlock H, const ClassifyOptions& options,
                                    Context& context) {
  const MeasuredPoint& point = c.point;
  if (point.size() <= point.how.vectors_at_once) return std::nullopt;  // they are there, and say more
  if (c.kink.known && (c.kink.on || point.gradient_norm > c.kink.distance * point.norm)) return std::nullopt;
  const auto reason = [&](double norm_of_H) {
    return plainly_not_critical(point.at, point.rounding.gradient, norm_of_H, c.floor, c.stake,
                                options.critical_tolerance);
  };
  std::optional<std::string> why = reason(point.norm);
  if (!why) return std::nullopt;
  return Stationarity{false, !point.how.factorize || reason(norm_bound(H, context)).has_value(), *std::move(why)};
}

// Where the gradient is zero to rounding, the point itself is as near to critical as any in reach: a certain sign here
// that the kind doesn't allow is no matter of a wide band. The band has hidden it from the probe too.
void withdraw_against_signs_here(Verdict& verdict, const MeasuredPoint& point) {
  if (point.gradient_norm > point.rounding.gradient) return;
  const bool down = verdict.kind == VerdictKind::degenerate_minimum && point.signs.negative > 0;
  const bool up = verdict.kind == VerdictKind::degenerate_maximum && point.signs.positive > 0;
  if (!down && !up) return;
  verdict = {
      VerdictKind::undetermined, false, 0,
      fmt::format("{} But the gradient here is zero to rounding ({:.2g}) and the loss curves {} for certain along "
                  "{} of the directions that the band of the critical point in reach covers.",
                  verdict.why, point.rounding.gradient, down ? "down" : "up",
                  down ? point.signs.negative : point.signs.positive)};
}

Classification classify_by_bounds(const Linearization& at, ConstBlock H, double asymmetry,
                                  const ClassifyOptions& options, Context& context) {
  const Objective& objective = at.objective();
  Classification result{
      {}, measure_point(at, H, asymmetry, options.measure, context), {}, objective.floor(), {}, {}, {}, 0};
  if (const Anatomy* anatomy = objective.anatomy()) result.stake = anatomy->stake();
  const MeasuredPoint& point = result.point;
  result.flatness = gradient_flatness(point);
  result.kink = objective.kink(at.theta(), context);
  result.hessian_vector_products = point.hessian_vector_products;
  if (const std::optional<Stationarity> plain = plainly(result, H, options, context)) {
    result.verdict = not_critical_verdict(point, *plain, result.stake, context);
    return result;
  }
  const Reach found = reach(point, context);
  result.hessian_vector_products += found.hessian_vector_products;
  if (result.kink.known && result.kink.on) {
    result.verdict = kink_verdict(point, found, result.kink.where, context);
    return result;
  }
  result.nearby = nearby(point, found);
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
    result.verdict = not_critical_verdict(point, here, result.stake, context);
  } else if (const auto kind = kind_by_signs(signs)) {
    result.verdict = {*kind, here.bounded, 0, here.why + " " + describe_signs(signs) + "."};
    if (const double left = norm(found.gradient_band); left > kBandErrors * point.rounding.gradient) {
      result.verdict.certified = false;  // a slope, however slight, that nothing need end
      result.verdict.why += fmt::format(" A gradient of {:.3g} is left inside the band.", left);
    }
  } else {
    const Surroundings around{result.floor, result.stake, options.critical_tolerance};
    DegenerateVerdict degenerate = degenerate_verdict(point, found, around, context);
    result.verdict = std::move(degenerate.verdict);
    result.verdict.certified = result.verdict.certified && here.bounded;
    result.verdict.why = here.why + " " + result.verdict.why;
    withdraw_against_signs_here(result.verdict, point);
    if (degenerate.nearby) result.nearby = degenerate.nearby;
    result.hessian_vector_products += degenerate.hessian_vector_products;
  }
  return result;
}

}  // namespace

void certify_in_f64_alone(Verdict& verdict, const Objective& objective) {
  if (objective.traits().epsilon <= kEps) return;
  verdict.certified = false;
  verdict.why += " The loss is evaluated in f32, which certifies no sign; f64 would settle it.";
}

Classification classify(const Linearization& at, ConstBlock H, double asymmetry, const ClassifyOptions& options,
                        Context& context) {
  Classification result = classify_by_bounds(at, H, asymmetry, options, context);
  certify_in_f64_alone(result.verdict, at.objective());
  return result;
}

}  // namespace saddlescope
