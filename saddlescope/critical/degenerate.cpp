#include "saddlescope/critical/degenerate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>
#include <utility>

namespace saddlescope {
namespace {

constexpr int kOrder = 8;
constexpr double kBeyond = 10;          // a derivative is non-zero beyond this multiple of its largest error
constexpr double kSums = 100;           // × P·eps × the largest size over all directions tried
constexpr double kNullCubic = 3, kNullQuartic = 4;  // what an error τ_θ/λ̂ in N does to D³ and to q
constexpr double kDominance = 2, kLargestRadius = 0.5;
constexpr int kRadii = 60;
constexpr std::size_t kSmall = 300;     // up to so many parameters the search can afford more starts and steps
constexpr std::size_t kCircle = 8;      // samples that determine a quartic form on a circle
constexpr double kArrived = 0.1;        // ‖∇q‖ on the sphere within this share of q: a search that has arrived
constexpr std::size_t kExamined = 4;    // best directions of a search whose errors are measured

// One direction with everything of orders 3 to 8 along it.
struct Line {
  Vector v;
  Series c, error;            // Taylor coefficients
  double third_norm = 0;      // ‖t(v)‖
  double correction = 0, correction_error = 0;  // ⅛·tᵀH⁺t
  double q() const { return c[4] - correction; }
};

// A direction a search ended at.
struct Found {
  Vector v;
  double value = 0;   // |D³L[v³]|, or sign·q(v)
  double slope = 0;   // of q on the sphere there
};

struct Budget {
  std::size_t starts, basis;
  int cubic_steps, quartic_steps;
};

class Search {
 public:
  Search(const MeasuredPoint& star, const Reach& reach, Context& context)
      : star_(star), band_(reach.band), gradient_band_(norm(reach.gradient_band)), context_(context) {
    for (const std::size_t i : {band_.begin, band_.end}) {  // the eigenvalues next to the band
      if (i == band_.begin && i > 0) smallest_outside_ = std::abs(star.eigen.values[i - 1]);
      if (i == band_.end && i < star.size()) {
        const double above = star.eigen.values[i];
        smallest_outside_ = smallest_outside_ > 0 ? std::min(smallest_outside_, above) : above;
      }
    }
  }

  std::size_t dimension() const { return band_.end - band_.begin; }

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
        std::optional<Vector> next = unit_inside(t);
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
      Vector v(column(0).begin(), column(0).end());
      const double value = sign * quartic(v);
      list.push_back({std::move(v), value, 0});
    } else if (dimension() == 2) {
      Vector v = smallest_on_circle(sign);
      const double value = sign * quartic(v);
      list.push_back({std::move(v), value, 0});
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
    Estimate<Series> series = star_.at.along(v, kOrder, Errors::measured, context_);
    line.c = std::move(series.value);
    line.error = std::move(series.error);
    const Estimate<Vector> t = star_.at.third(v, Errors::measured, context_);
    line.third_norm = norm(t.value);
    const Vector x = pseudo_inverse_outside(star_, band_, t.value);
    line.correction = dot(t.value, x) / 8;
    line.correction_error = norm(x) * norm(t.error) / 4;
    largest_cubic_ = std::max(largest_cubic_, 6 * std::abs(line.c[3]));
    largest_quartic_ = std::max(largest_quartic_, std::abs(line.c[4]) + std::abs(line.correction));
    return line;
  }

  // Beyond ten times the largest of its errors?
  bool cubic_is_nonzero(const Line& line) const {
    const double error =
        std::max({6 * line.error[3], sums() * largest_cubic_, kNullCubic * line.third_norm * null_space_error()});
    return 6 * std::abs(line.c[3]) > kBeyond * error;
  }
  bool quartic_is_nonzero(const Line& line) const {
    const double terms = 24 * std::abs(line.c[4]) + 8 * std::abs(line.correction);
    const double error = std::max(
        {line.error[4] + line.correction_error, sums() * largest_quartic_, kNullQuartic * terms * null_space_error()});
    return std::abs(line.q()) > kBeyond * error;
  }

  bool cubic_dominates(const Line& line) const { return dominates(line, 3, std::abs(line.c[3]), 0); }
  bool quartic_dominates(const Line& line) const { return dominates(line, 4, std::abs(line.q()), std::abs(line.c[3])); }

 private:
  double sums() const { return kSums * static_cast<double>(star_.size()) * kEps; }
  // How far N may be off: by rounding, τ_θ/λ̂, and by what its own eigenvalues are, which count as zero.
  double null_space_error() const {
    double inside = star_.tolerance;
    for (std::size_t i = band_.begin; i < band_.end; ++i) inside = std::max(inside, std::abs(star_.eigen.values[i]));
    return smallest_outside_ > 0 ? inside / smallest_outside_ : 0;
  }

  // ∃ r ≤ ½: size·rᵏ > 2·(‖g_band‖·r + ½τr² + cubic·r³ + Σ_{j>k} |c_j|·rʲ).
  bool dominates(const Line& line, int k, double size, double cubic) const {
    double r = kLargestRadius;
    for (int halving = 0; halving < kRadii; ++halving, r /= 2) {
      double rest = gradient_band_ * r + band_.tau * r * r / 2 + cubic * r * r * r;
      for (int j = k + 1; j <= kOrder; ++j) rest += (std::abs(line.c[j]) + line.error[j]) * std::pow(r, j);
      if (size * std::pow(r, k) > kDominance * rest) return true;
    }
    return false;
  }

  std::span<const double> column(std::size_t i) const { return star_.eigen.vectors.column(band_.begin + i); }
  Vector inside(const Vector& x) const { return project_inside(star_, band_, x); }
  // The unit vector of N nearest in direction to x; nothing where x has no part in N beyond rounding. Projected twice:
  // what is left of a vector that lies almost wholly outside N is rounding, and points anywhere.
  std::optional<Vector> unit_inside(const Vector& x) const {
    Vector unit = inside(x);
    const double length = norm(unit);
    if (!(length > sums() * norm(x)) || !std::isfinite(length)) return std::nullopt;
    scale(1 / length, unit);
    unit = inside(unit);
    scale(1 / norm(unit), unit);
    return unit;
  }
  Vector third(const Vector& v) const { return star_.at.third(v, Errors::none, context_).value; }

  Budget budget() const { return star_.size() <= kSmall ? Budget{8, 8, 40, 40} : Budget{4, 0, 6, 15}; }

  // Unit vectors of N: random ones, and where it can be afforded those of its basis.
  std::vector<Vector> starts() const {
    std::vector<Vector> list;
    if (dimension() == 1) return {Vector(column(0).begin(), column(0).end())};
    RandomStream random = context_.random("degenerate: starts");
    for (std::size_t s = 0; s < budget().starts; ++s) {
      Vector v(star_.size());
      for (double& entry : v) entry = random.normal();
      if (std::optional<Vector> unit = unit_inside(v)) list.push_back(std::move(*unit));
    }
    for (std::size_t i = 0; i < std::min(dimension(), budget().basis); ++i) {
      list.emplace_back(column(i).begin(), column(i).end());
    }
    return list;
  }

  double quartic(const Vector& v) {
    const Vector t = third(v);
    const double c4 = star_.at.along(v, 4, Errors::none, context_).value[4];
    const double correction = dot(t, pseudo_inverse_outside(star_, band_, t)) / 8;
    largest_quartic_ = std::max(largest_quartic_, std::abs(c4) + std::abs(correction));
    return c4 - correction;
  }

  // ∇q = D⁴L[v,v,v,·]/6 − ½·D³L[v,H⁺t,·], the first by a central difference of t, the second by polarization. Steers
  // the descent only; no verdict rests on it.
  Vector quartic_gradient(const Vector& v) {
    const double h = std::cbrt(kEps) * std::max(1.0, norm(star_.at.theta()));
    const auto third_at = [&](double step) {
      return star_.at.objective()
          .linearize(plus(star_.at.theta(), step, v), context_)
          ->third(v, Errors::none, context_)
          .value;
    };
    Vector gradient = plus(third_at(h), -1, third_at(-h));
    scale(1 / (12 * h), gradient);
    Vector x = pseudo_inverse_outside(star_, band_, third(v));
    if (const double length = norm(x); length > 0) {
      scale(1 / length, x);
      const Vector mixed = plus(third(plus(v, 1, x)), -1, third(plus(v, -1, x)));  // 4·D³L[v,x,·]
      axpy(-length / 8, mixed, gradient);
    }
    return inside(gradient);
  }

  // Descent of sign·q on the unit sphere of N; a step that doesn't descend is shortened.
  Found descend(const Vector& start, double sign) {
    Found at{start, sign * quartic(start), 0};
    double step = 0.5;
    for (int k = 0; k <= budget().quartic_steps; ++k) {
      context_.throw_if_stopped();
      Vector gradient = quartic_gradient(at.v);
      axpy(-dot(gradient, at.v), at.v, gradient);
      at.slope = norm(gradient);
      if (k == budget().quartic_steps || !(at.slope > 0) || !std::isfinite(at.slope)) break;
      bool moved = false;
      for (step = std::min(1.0, 2 * step); !moved && step > 1e-9; step /= 2) {
        const std::optional<Vector> trial = unit_inside(plus(at.v, -sign * step / at.slope, gradient));
        if (!trial) break;
        if (const double there = sign * quartic(*trial); there < at.value) {
          at.v = *trial;
          at.value = there;
          moved = true;
        }
      }
      if (!moved) break;
    }
    return at;
  }

  // On a circle q(φ) = a₀ + a₂cos 2φ + b₂sin 2φ + a₄cos 4φ + b₄sin 4φ: eight samples give it exactly.
  Vector smallest_on_circle(double sign) {
    const auto at_angle = [&](double phi) {
      Vector v(column(0).begin(), column(0).end());
      scale(std::cos(phi), v);
      axpy(std::sin(phi), column(1), v);
      return v;
    };
    std::array<double, 5> a{};
    for (std::size_t i = 0; i < kCircle; ++i) {
      const double phi = std::numbers::pi * static_cast<double>(i) / kCircle;
      const double q = sign * quartic(at_angle(phi)) / kCircle;
      a[0] += q;
      a[1] += 2 * q * std::cos(2 * phi);
      a[2] += 2 * q * std::sin(2 * phi);
      a[3] += 2 * q * std::cos(4 * phi);  // at eight samples cos 4φ and sin 4φ are still told apart
      a[4] += 2 * q * std::sin(4 * phi);
    }
    double best = 0, least = 0;
    constexpr int kGrid = 7200;
    for (int i = 0; i < kGrid; ++i) {
      const double phi = std::numbers::pi * i / kGrid;
      const double q = a[0] + a[1] * std::cos(2 * phi) + a[2] * std::sin(2 * phi) + a[3] * std::cos(4 * phi) +
                       a[4] * std::sin(4 * phi);
      if (i == 0 || q < least) least = q, best = phi;
    }
    return at_angle(best);
  }

  const MeasuredPoint& star_;
  Band band_;
  double gradient_band_;
  Context& context_;
  double smallest_outside_ = 0;
  double largest_cubic_ = 0, largest_quartic_ = 0;
};

}  // namespace

namespace {

// What the fourth order says of sign·L along the best directions found.
struct Fourth {
  bool way_down = false;  // some q is certainly negative
  bool above = false;     // every q is certainly positive, where the search has arrived
  double smallest = 0;    // q, without the sign
};

Fourth examine_fourth(Search& search, double sign) {
  Fourth result;
  result.above = true;
  bool first = true;
  for (const Found& found : search.smallest_quartic(sign)) {
    const Line line = search.examine(found.v);
    const double q = sign * line.q();
    const bool decides = search.quartic_is_nonzero(line) && search.quartic_dominates(line);
    result.way_down = result.way_down || (decides && q < 0);
    result.above = result.above && decides && q > 0 && found.slope <= kArrived * q;
    if (first || sign * result.smallest > q) result.smallest = line.q();
    first = false;
  }
  return result;
}

}  // namespace

HigherOrder higher_order(const MeasuredPoint& star, const Reach& reach, Context& context) {
  using Answer = HigherOrder::Answer;
  Search search(star, reach, context);
  bool cubic_undecided = false;  // a third derivative that isn't zero, yet too small beside the rest to decide
  for (const Found& found : search.largest_cubic()) {
    const Line line = search.examine(found.v);
    if (!search.cubic_is_nonzero(line)) continue;
    if (search.cubic_dominates(line)) {
      return {Answer::cubic, true,
              fmt::format("Along a flat direction the third derivative is {:.4g}: one side falls, the other rises.",
                          6 * line.c[3])};
    }
    cubic_undecided = true;
  }
  const Fourth low = examine_fourth(search, 1), high = examine_fourth(search, -1);
  const bool certified = search.dimension() <= 2 && !cubic_undecided;
  const std::string range =
      fmt::format("fourth order on the {} flat direction{} (q from {:.4g} to {:.4g})", search.dimension(),
                  search.dimension() == 1 ? "" : "s", low.smallest, high.smallest);
  const std::string proof = cubic_undecided          ? "; but a third derivative is there as well, too small to decide."
                            : search.dimension() > 2 ? "; found by search, which is no proof."
                                                     : ".";
  if (low.way_down && high.way_down) return {Answer::both, true, "Ways down and up by " + range + "."};
  if (low.above) return {Answer::minimum, certified, "It rises by " + range + proof};
  if (high.above) return {Answer::maximum, certified, "It falls by " + range + proof};
  if (low.way_down) return {Answer::down, true, "A way down by " + range + "."};
  if (high.way_down) return {Answer::up, true, "A way up by " + range + "."};
  return {
      Answer::open, false,
      "Third and fourth derivatives along the flat directions don't exceed what rounding, the gradient and curvature "
      "left there and higher orders could do."};
}

}  // namespace saddlescope
