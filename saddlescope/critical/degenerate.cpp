#include "saddlescope/critical/degenerate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

namespace saddlescope {
namespace {

constexpr int kOrder = 8;
constexpr double kBeyond = 10;          // a derivative is non-zero beyond this multiple of its largest error
constexpr double kNullCubic = 3, kNullQuartic = 4;  // what an error τ_θ/λ̂ in N does to D³ and to q
constexpr double kDominance = 2, kLargestRadius = 0.5;
constexpr int kRadii = 60;
constexpr std::size_t kCircle = 8;  // samples that determine a quartic form on a circle
constexpr double kArrived = 0.1;  // ‖∇q‖ on the sphere within this share of q: a search that has arrived
constexpr int kNewtonSteps = 8;
constexpr std::size_t kExamined = 4;  // best directions of a search whose errors are measured

// One direction with everything of orders 3 to 8 along it.
struct Line {
  Vector v;
  Series c, error;  // Taylor coefficients
  double third_norm = 0;  // ‖t(v)‖
  double correction = 0, correction_error = 0;  // ⅛·tᵀH⁺t
  double q() const { return c[4] - correction; }
};

// A direction a search ended at.
struct Found {
  Vector v;
  double value = 0;  // |D³L[v³]|, or sign·q(v)
  double slope = 0;  // of q on the sphere there
};

// A quartic form on a circle, as a trigonometric polynomial.
class CircleForm {
 public:
  void add_sample(double phi, double value) {
    const double q = value / kCircle;
    constant_ += q;
    cos2_ += 2 * q * std::cos(2 * phi);
    sin2_ += 2 * q * std::sin(2 * phi);
    cos4_ += 2 * q * std::cos(4 * phi);  // at eight samples cos 4φ and sin 4φ are still told apart
    sin4_ += 2 * q * std::sin(4 * phi);
  }

  // Angles in [0, π): the best of a grid, each by Newton's method, since a zero of the form would hide beside it.
  std::vector<double> minima() const {
    constexpr int kGrid = 7200;
    std::vector<double> list;
    for (int i = 0; i < kGrid; ++i) {
      const double phi = std::numbers::pi * i / kGrid, next = std::numbers::pi / kGrid;
      if (value(phi) < value(phi - next) && value(phi) <= value(phi + next)) list.push_back(refined(phi, next));
    }
    return list.empty() ? std::vector<double>{0} : list;  // constant
  }

 private:
  double value(double phi) const {
    return constant_ + cos2_ * std::cos(2 * phi) + sin2_ * std::sin(2 * phi) + cos4_ * std::cos(4 * phi) +
           sin4_ * std::sin(4 * phi);
  }
  double refined(double phi, double farthest) const {
    const double start = phi;
    for (int step = 0; step < kNewtonSteps; ++step) {
      const double slope = 2 * (sin2_ * std::cos(2 * phi) - cos2_ * std::sin(2 * phi)) +
                           4 * (sin4_ * std::cos(4 * phi) - cos4_ * std::sin(4 * phi));
      const double bend = -4 * (cos2_ * std::cos(2 * phi) + sin2_ * std::sin(2 * phi)) -
                          16 * (cos4_ * std::cos(4 * phi) + sin4_ * std::sin(4 * phi));
      const double next = phi - slope / bend;
      if (!(bend > 0) || !(std::abs(next - start) <= farthest)) break;
      phi = next;
    }
    return phi;
  }

  double constant_ = 0, cos2_ = 0, sin2_ = 0, cos4_ = 0, sin4_ = 0;
};

struct Budget {
  std::size_t starts, basis;
  int cubic_steps, quartic_steps;
};

class Search {
 public:
  Search(const NullSpace& space, Context& context) : space_(space), at_(space.star().at), context_(context) {}

  std::size_t dimension() const { return space_.dimension(); }

  // Directions of N by falling |D³L[v³]|, by ascent: v ← P_N t(v)/‖P_N t(v)‖.
  std::vector<Found> largest_cubic() {
    std::vector<Found> list;
    for (Vector v : starts()) {
      Found best{v, -1, 0};
      for (int step = 0; step <= budget().cubic_steps; ++step) {
        context_.throw_if_stopped();
        const Vector t = third(v);
        const double size = std::abs(dot(t, v));
        largest_cubic_ = std::max(largest_cubic_, size);
        if (size > best.value) best = {v, size, 0};
        std::optional<Vector> next = space_.unit_inside(t);
        if (dimension() == 1 || !next) break;
        v = std::move(*next);
      }
      list.push_back(best);
    }
    std::ranges::sort(list, std::greater{}, &Found::value);
    list.resize(std::min(list.size(), kExamined));
    return list;
  }

  // Directions of N by rising sign·q, as far as they were found.
  std::vector<Found> smallest_quartic(double sign) {
    std::vector<Found> list;
    if (dimension() == 1) {
      Vector v(space_.column(0).begin(), space_.column(0).end());
      const double value = height(v, sign);
      list.push_back({std::move(v), value, 0});
    } else if (dimension() == 2) {
      for (Vector& v : smallest_on_circle(sign)) {
        const double value = height(v, sign);
        list.push_back({std::move(v), value, 0});
      }
      std::ranges::sort(list, std::less{}, &Found::value);
    } else {
      for (const Vector& start : starts()) list.push_back(descend(start, sign));
      std::ranges::sort(list, std::less{}, &Found::value);
      list.resize(std::min(list.size(), kExamined));
    }
    return list;
  }

  Line examine(const Vector& v) {
    Line line;
    line.v = v;
    Estimate<Series> series = at_.along(v, kOrder, Errors::measured, context_);
    line.c = std::move(series.value);
    line.error = std::move(series.error);
    const Estimate<Vector> t = at_.third(v, Errors::measured, context_);
    line.third_norm = norm(t.value);
    const Vector x = space_.pseudo_inverse(t.value);
    line.correction = dot(t.value, x) / 8;
    line.correction_error = norm(x) * norm(t.error) / 4;
    largest_cubic_ = std::max(largest_cubic_, 6 * std::abs(line.c[3]));
    largest_quartic_ = std::max(largest_quartic_, std::abs(line.c[4]) + std::abs(line.correction));
    return line;
  }

  // Beyond ten times the largest of its errors?
  bool cubic_is_nonzero(const Line& line) const {
    const double error = std::max(
        {6 * line.error[3], space_.rounding_of_sums() * largest_cubic_, kNullCubic * line.third_norm * space_.error()});
    return 6 * std::abs(line.c[3]) > kBeyond * error;
  }
  bool quartic_is_nonzero(const Line& line) const {
    const double terms = 24 * std::abs(line.c[4]) + 8 * std::abs(line.correction);
    const double error = std::max({line.error[4] + line.correction_error, space_.rounding_of_sums() * largest_quartic_,
                                   kNullQuartic * terms * space_.error()});
    return std::abs(line.q()) > kBeyond * error;
  }

  bool cubic_dominates(const Line& line) const { return dominates(line, 3, std::abs(line.c[3]), 0); }
  bool quartic_dominates(const Line& line) const { return dominates(line, 4, std::abs(line.q()), std::abs(line.c[3])); }

 private:
  // ∃ r ≤ ½: size·rᵏ > 2·(‖g_band‖·r + ½τr² + cubic·r³ + Σ_{j>k} |c_j|·rʲ).
  bool dominates(const Line& line, int k, double size, double cubic) const {
    double r = kLargestRadius;
    for (int halving = 0; halving < kRadii; ++halving, r /= 2) {
      double rest = space_.gradient_inside() * r + space_.band().tau * r * r / 2 + cubic * r * r * r;
      for (int j = k + 1; j <= kOrder; ++j) rest += (std::abs(line.c[j]) + line.error[j]) * std::pow(r, j);
      if (size * std::pow(r, k) > kDominance * rest) return true;
    }
    return false;
  }

  Vector third(const Vector& v) const { return at_.third(v, Errors::none, context_).value; }

  Budget budget() const { return at_.size() <= kFewParameters ? Budget{8, 8, 40, 40} : Budget{4, 0, 6, 15}; }

  // Unit vectors of N: random ones, and where it can be afforded those of its basis.
  std::vector<Vector> starts() const {
    std::vector<Vector> list = space_.random_directions(budget().starts, "degenerate: starts", context_);
    for (std::size_t i = 0; dimension() > 1 && i < std::min(dimension(), budget().basis); ++i) {
      list.emplace_back(space_.column(i).begin(), space_.column(i).end());
    }
    return list;
  }

  // sign·q(v), what directions are sorted by; infinite where it is no number: nothing is known to lead down there.
  double height(const Vector& v, double sign) {
    const double q = sign * quartic(v);
    return std::isnan(q) ? std::numeric_limits<double>::infinity() : q;
  }

  double quartic(const Vector& v) {
    const Vector t = third(v);
    const double c4 = at_.along(v, 4, Errors::none, context_).value[4];
    const double correction = dot(t, space_.pseudo_inverse(t)) / 8;
    largest_quartic_ = std::max(largest_quartic_, std::abs(c4) + std::abs(correction));
    return c4 - correction;
  }

  // ∇q = D⁴L[v,v,v,·]/6 − ½·D³L[v,H⁺t,·], the first by a central difference of t, the second by polarization. Steers
  // the descent only; no verdict rests on it.
  Vector quartic_gradient(const Vector& v) {
    const double h = std::cbrt(at_.objective().traits().epsilon) * std::max(1.0, norm(at_.theta()));
    const auto third_at = [&](double step) {
      return at_.objective().linearize(plus(at_.theta(), step, v), context_)->third(v, Errors::none, context_).value;
    };
    Vector gradient = plus(third_at(h), -1, third_at(-h));
    scale(1 / (12 * h), gradient);
    Vector x = space_.pseudo_inverse(third(v));
    if (const double length = norm(x); length > 0) {
      scale(1 / length, x);
      const Vector mixed = plus(third(plus(v, 1, x)), -1, third(plus(v, -1, x)));  // 4·D³L[v,x,·]
      axpy(-length / 8, mixed, gradient);
    }
    return space_.inside(gradient);
  }

  // Descent of sign·q on the unit sphere of N; a step that doesn't descend is shortened.
  Found descend(const Vector& start, double sign) {
    Found at{start, height(start, sign), 0};
    double step = 0.5;
    for (int k = 0; k <= budget().quartic_steps; ++k) {
      context_.throw_if_stopped();
      Vector gradient = quartic_gradient(at.v);
      axpy(-dot(gradient, at.v), at.v, gradient);
      at.slope = norm(gradient);
      if (k == budget().quartic_steps || !(at.slope > 0) || !std::isfinite(at.slope)) break;
      bool moved = false;
      for (step = std::min(1.0, 2 * step); !moved && step > 1e-9; step /= 2) {
        const std::optional<Vector> trial = space_.unit_inside(plus(at.v, -sign * step / at.slope, gradient));
        if (!trial) break;
        if (const double there = height(*trial, sign); there < at.value) {
          at.v = *trial;
          at.value = there;
          moved = true;
        }
      }
      if (!moved) break;
    }
    return at;
  }

  // The minima of sign·q on the circle, one of each pair ±v: q(φ) = a₀ + a₂cos 2φ + b₂sin 2φ + a₄cos 4φ + b₄sin 4φ,
  // which eight samples give exactly.
  std::vector<Vector> smallest_on_circle(double sign) {
    const auto at_angle = [&](double phi) {
      Vector v(space_.column(0).begin(), space_.column(0).end());
      scale(std::cos(phi), v);
      axpy(std::sin(phi), space_.column(1), v);
      return v;
    };
    CircleForm form;
    for (std::size_t i = 0; i < kCircle; ++i) {
      const double phi = std::numbers::pi * static_cast<double>(i) / kCircle;
      form.add_sample(phi, sign * quartic(at_angle(phi)));
    }
    std::vector<Vector> minima;
    for (const double phi : form.minima()) minima.push_back(at_angle(phi));
    return minima;
  }

  const NullSpace& space_;
  const Linearization& at_;
  Context& context_;
  double largest_cubic_ = 0, largest_quartic_ = 0;
};

}  // namespace

namespace {

// What the fourth order says of sign·L along the best directions found.
struct Fourth {
  bool way_down = false;  // some q is certainly negative
  bool above = false;  // every q is certainly positive, where the search has arrived
  double smallest = 0;  // q, without the sign
  Vector lowest;  // the direction of the way down with the smallest q
  std::vector<Vector> candidates;
};

Fourth examine_fourth(Search& search, double sign) {
  Fourth result;
  double lowest = 0;
  const std::vector<Found> list = search.smallest_quartic(sign);
  result.above = !list.empty();
  for (const Found& found : list) {
    const Line line = search.examine(found.v);
    const double q = sign * line.q();
    const bool decides = search.quartic_is_nonzero(line) && search.quartic_dominates(line);
    if (decides && q < lowest) {
      result.way_down = true;
      result.lowest = found.v;
      lowest = q;
    }
    result.above = result.above && decides && q > 0 && found.slope <= kArrived * q;
    if (result.candidates.empty() || sign * result.smallest > q) result.smallest = line.q();
    result.candidates.push_back(found.v);
  }
  return result;
}

HigherOrder hidden(const NullSpace& space) {
  return {
      HigherOrder::Answer::hidden,
      false,
      fmt::format(
          "Higher orders would decide, but what is left of lower ones along the {} flat direction{} (curvature within "
          "±{:.2g}, and third order), too small to be told, may hide the opposite closer by than they show.",
          space.dimension(), space.dimension() == 1 ? "" : "s", space.band().tau),
      {},
      {}};
}

}  // namespace

HigherOrder higher_order(const NullSpace& space, Context& context) {
  using Answer = HigherOrder::Answer;
  Search search(space, context);
  HigherOrder result;
  const double tau = space.band().tau;
  bool cubic_undecided = false;  // a third derivative that isn't zero, yet too small beside the rest to decide
  for (const Found& found : search.largest_cubic()) {
    const Line line = search.examine(found.v);
    if (!search.cubic_is_nonzero(line)) continue;
    if (search.cubic_dominates(line)) {
      if (may_hide(tau / 2, 2, line.c[3], 3)) return hidden(space);
      Vector down = found.v;
      if (line.c[3] > 0) scale(-1, down);
      return {Answer::cubic,
              true,
              fmt::format("Along a flat direction the third derivative is {:.4g}: one side falls, the other rises.",
                          6 * line.c[3]),
              std::move(down),
              {}};
    }
    cubic_undecided = true;
  }
  // With an eigenvalue above the band there is a way up already: nobody asks for another.
  const bool mirrored = space.band().end == space.star().size();
  Fourth low = examine_fourth(search, 1), high;
  if (mirrored) high = examine_fourth(search, -1);
  if (low.way_down) result.way = std::move(low.lowest);
  result.candidates = std::move(low.candidates);
  std::ranges::move(high.candidates, std::back_inserter(result.candidates));
  // Whether something decides at all comes first, then whether it would be seen past the band.
  const bool low_decides = low.way_down || low.above, high_decides = high.way_down || high.above;
  if ((low_decides && may_hide(tau / 2, 2, low.smallest, 4)) ||
      (high_decides && may_hide(tau / 2, 2, high.smallest, 4)) || (cubic_undecided && (low.above || high.above))) {
    return hidden(space);
  }
  const bool whole = space.dimension() <= 2;
  const std::string range = fmt::format("fourth order on the {} flat direction{} (q from {:.4g}{})", space.dimension(),
                                        space.dimension() == 1 ? "" : "s", low.smallest,
                                        mirrored ? fmt::format(" to {:.4g}", high.smallest) : " up");
  const std::string proof = whole ? "." : "; found by search, which is no proof.";
  const auto say = [&](Answer answer, bool certain, std::string why) {
    result.answer = answer;
    result.certified = certain;
    result.why = std::move(why);
  };
  if (low.way_down && high.way_down) {
    say(Answer::both, true, "Ways down and up by " + range + ".");
  } else if (low.above) {
    say(Answer::minimum, whole, "It rises by " + range + proof);
  } else if (high.above) {
    say(Answer::maximum, whole, "It falls by " + range + proof);
  } else if (low.way_down) {
    say(Answer::down, true, "A way down by " + range + ".");
  } else if (high.way_down) {
    say(Answer::up, true, "A way up by " + range + ".");
  } else {
    say(Answer::open, false,
        "Third and fourth derivatives along the flat directions don't exceed what rounding, the gradient and curvature "
        "left there and higher orders could do.");
  }
  return result;
}

}  // namespace saddlescope
