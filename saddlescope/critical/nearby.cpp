#include "saddlescope/critical/nearby.h"

#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/curvature/difference_operator.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLanczosSteps = 12;

// One Hessian away: ‖H(θ+2s) − H(θ)‖, kept while s stays the same.
class HessianChange {
 public:
  HessianChange(const MeasuredPoint& point, Context& context) : point_(point), context_(context) {}

  double at(const Band& band, const Vector& s) {
    if (known_ && band.begin == begin_ && band.end == end_) return change_;
    known_ = true;
    begin_ = band.begin;
    end_ = band.end;
    return change_ = norm(s) == 0 ? 0 : measure(s);
  }
  std::size_t products() const { return products_; }

 private:
  double measure(const Vector& s) {
    const Vector theta = plus(point_.at.theta(), 2, s);
    const auto there = point_.at.objective().linearize(theta, context_);
    if (!std::isfinite(there->value()) || !all_finite(there->gradient())) {
      return std::numeric_limits<double>::infinity();
    }
    const HessianOperator H_there(*there), H_here(point_.at);
    try {
      const double bound = spectral_norm(DifferenceOperator(H_there, H_here), kLanczosSteps, context_).upper();
      products_ += H_there.products() + H_here.products();
      return bound;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::numerical) throw;
      return std::numeric_limits<double>::infinity();  // no Hessian there: as far as can be
    }
  }

  const MeasuredPoint& point_;
  Context& context_;
  bool known_ = false;
  std::size_t begin_ = 0, end_ = 0, products_ = 0;
  double change_ = 0;
};

}  // namespace

Reach reach(const MeasuredPoint& point, Context& context) {
  HessianChange change(point, context);
  Reach found;
  const auto required = [&](double tau) {  // what τ must at least be, were it this
    const Band candidate = band(point, tau);
    const Vector s = newton_step_outside(point, candidate, point.parts);
    return point.tolerance + 2 * change.at(candidate, s);
  };
  const auto accept = [&](double tau) {
    found.band = band(point, tau);
    found.s = newton_step_outside(point, found.band, point.parts);
    found.gradient_band = gradient_inside(point, found.band);
    found.hessian_vector_products = change.products();
    const bool everything_inside = found.band.begin == 0 && found.band.end == point.size();
    found.in_reach = !everything_inside || point.gradient_norm <= point.rounding.gradient;
    return found;
  };

  const double lowest = point.tolerance;
  const double tight = required(lowest);
  if (tight <= lowest) return accept(lowest);
  const Band all = band(point, lowest), fewer = band(point, tight);
  if (fewer.begin == all.begin && fewer.end == all.end) return accept(tight);  // the same step: no smaller τ allows it
  double valid = std::max(point.norm, lowest), invalid = lowest;
  while (valid > std::sqrt(2.0) * invalid) {
    context.throw_if_stopped();
    const double middle = invalid > 0 ? std::sqrt(invalid) * std::sqrt(valid) : valid * kEps;
    if (middle <= invalid || middle >= valid) break;  // no double in between: the smallest numbers there are
    if (const double asked = required(middle); asked <= middle) {
      valid = middle;
    } else {
      invalid = middle;
    }
  }
  // The same step may be content with less than the bisection's last τ.
  const double asked = required(valid);
  return accept(asked < valid && required(asked) <= asked ? asked : valid);
}

std::optional<Nearby> nearby(const MeasuredPoint& point, const Reach& reach) {
  if (!reach.in_reach) return std::nullopt;
  return Nearby{2 * norm(reach.s), inertia(point, reach.band), norm(reach.gradient_band)};
}

}  // namespace saddlescope
