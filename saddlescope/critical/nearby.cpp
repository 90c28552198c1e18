#include "saddlescope/critical/nearby.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "saddlescope/base/error.h"
#include "saddlescope/curvature/difference_operator.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLanczosSteps = 12;
constexpr double kResolved = 8;  // units of rounding of θ
constexpr std::array kOnTheWay{0.2764, 0.7236};

// How far the Hessian changes within the reach of a step s; kept while the eigenvalues outside the band stay the same.
class HessianChange {
 public:
  HessianChange(const MeasuredPoint& point, Context& context)
      : point_(point),
        context_(context),
        resolved_(kResolved * point.at.objective().traits().epsilon * norm(point.at.theta())) {}

  double at(const Band& band, const Vector& s) {
    if (known_ && band.begin == begin_ && band.end == end_) return change_;
    known_ = true;
    begin_ = band.begin;
    end_ = band.end;
    return change_ = std::max(along_step(s), along_gradient_error(band));
  }
  std::size_t products() const { return products_; }

 private:
  // At 2s, but never so near that θ can't tell: there a change of the last digit would read as none. For a formula also
  // at two points on the way, in no simple ratio: an oscillation may be back after 2s.
  double along_step(const Vector& s) {
    const double length = norm(s);
    if (length == 0) return 0;
    const double whole = std::max(2.0, resolved_ / length);
    double most = change(whole, s);
    if (point_.at.objective().anatomy()) return most;
    for (const double share : kOnTheWay) most = std::max(most, change(share * whole, s));
    return most;
  }

  // g is known to e_g alone, so that the step is known to e_g/|λ|: the change along the flattest direction outside.
  double along_gradient_error(const Band& band) {
    const double error = point_.rounding.gradient;
    if (!(error > 0)) return 0;
    if (const auto& regular = point_.regular; regular && band.begin == band.end) {
      return change(std::max(2 * error / regular->smallest, resolved_), regular->flattest);
    }
    std::optional<std::size_t> flattest;
    if (band.begin > 0) flattest = band.begin - 1;
    if (band.end < point_.size() &&
        (!flattest || point_.eigen.values()[band.end] < std::abs(point_.eigen.values()[*flattest]))) {
      flattest = band.end;
    }
    if (!flattest) return 0;
    const bool low = *flattest < band.begin;
    return change(std::max(2 * error / std::abs(point_.eigen.values()[*flattest]), resolved_),
                  low ? point_.eigen.below(band.begin).column(*flattest) : point_.eigen.above(band.end).column(0));
  }

  // ‖H(θ + t·d) − H(θ)‖.
  double change(double t, std::span<const double> d) {
    context_.report("products near the critical point", static_cast<double>(products_), 0);
    const auto [bound, products] = hessian_change(point_.at, plus(point_.at.theta(), t, d), context_);
    products_ += products;
    return bound;
  }

  const MeasuredPoint& point_;
  Context& context_;
  double resolved_;  // length of a step that θ can tell from none
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
    const Vector s = newton_step_outside(point, candidate, point.at.gradient());
    return point.tolerance + 2 * change.at(candidate, s);
  };
  const auto accept = [&](double tau) {
    found.band = band(point, tau);
    found.s = newton_step_outside(point, found.band, point.at.gradient());
    found.gradient_band = gradient_inside(point, found.band);
    found.hessian_vector_products = change.products();
    const bool everything_inside = found.band.begin == 0 && found.band.end == point.size();
    found.in_reach = !everything_inside || point.gradient_norm <= point.rounding.gradient;
    return found;
  };

  const double lowest = point.tolerance;
  if (const auto& regular = point.regular) {  // every eigenvalue lies outside: no pair is needed
    const Band none{lowest, point.signs.negative, point.signs.negative};
    const double asked = lowest + 2 * change.at(none, regular->s);
    if (asked <= lowest || (asked <= regular->smallest && regular->none_within(asked, context))) {
      found = {true, {asked, none.begin, none.end}, regular->s, Vector(point.at.size(), 0.0), change.products()};
      return found;
    }
  }
  const double tight = required(lowest);
  if (tight <= lowest) return accept(lowest);
  const Band all = band(point, lowest), fewer = band(point, tight);
  if (fewer.begin == all.begin && fewer.end == all.end) return accept(tight);  // the same step: no smaller τ allows it
  // Where the band is everything: ‖H‖, which may come from elsewhere, and the values themselves may differ by rounding.
  const Vector& values = point.eigen.values();
  double valid = std::max({point.norm, lowest, std::abs(values.front()), std::abs(values.back())}), invalid = lowest;
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

HessianDifference hessian_change(const Linearization& at, std::span<const double> there, Context& context) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto other = at.objective().linearize(there, context);
  if (!std::isfinite(other->value()) || !all_finite(other->gradient())) return {kInfinity, 0};
  const HessianOperator H_there(*other), H_here(at);
  try {
    const double bound = spectral_norm(DifferenceOperator(H_there, H_here), kLanczosSteps, context).upper();
    return {bound, H_there.products() + H_here.products()};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::numerical) throw;
    return {kInfinity, H_there.products() + H_here.products()};  // no Hessian there: as far as can be
  }
}

std::optional<Nearby> nearby(const MeasuredPoint& point, const Reach& reach) {
  if (!reach.in_reach) return std::nullopt;
  return Nearby{2 * norm(reach.s), inertia(point, reach.band), norm(reach.gradient_band)};
}

}  // namespace saddlescope
