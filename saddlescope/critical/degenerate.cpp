#include "saddlescope/critical/degenerate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace saddlescope {
namespace {

constexpr int kOrder = 8;
constexpr double kBeyond = 10;          // a derivative is non-zero beyond this multiple of its largest error
constexpr double kSums = 100;           // × P·eps × the largest size over all directions tried
constexpr double kNullCubic = 3, kNullQuartic = 4;  // what an error τ_θ/λ̂ in N does to D³ and to q
constexpr double kDominance = 2, kLargestRadius = 0.5;
constexpr int kRadii = 60;
constexpr std::size_t kStarts = 4, kSmall = 64;
constexpr int kCubicSteps = 12, kQuarticSteps = 15;
constexpr std::size_t kCircle = 8;      // samples that determine a quartic form on a circle

// One direction with everything of orders 3 to 8 along it.
struct Line {
  Vector v;
  Series c, error;            // Taylor coefficients
  double third_norm = 0;      // ‖t(v)‖
  double correction = 0, correction_error = 0;  // ⅛·tᵀH⁺t
  double q() const { return c[4] - correction; }
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

  // The v ∈ N with the largest |D³L[v³]| found by ascent: v ← P_N t(v)/‖P_N t(v)‖.
  Vector largest_cubic() {
    Vector best = starts().front();
    double most = -1;
    for (Vector v : starts()) {
      for (int step = 0; step <= kCubicSteps; ++step) {
        context_.throw_if_stopped();
        Vector t = inside(third(v));
        const double size = std::abs(dot(t, v));
        largest_cubic_ = std::max(largest_cubic_, size);
        if (size > most) most = size, best = v;
        const double length = norm(t);
        if (!(length > 0) || !std::isfinite(length)) break;
        scale(1 / length, t);
        v = t;
      }
    }
    return best;
  }

  // The v ∈ N where sign·q is smallest, as far as it was found.
  Vector smallest_quartic(double sign) {
    if (dimension() == 1) {
      const Vector v(column(0).begin(), column(0).end());
      quartic(v);
      return v;
    }
    return dimension() == 2 ? smallest_on_circle(sign) : smallest_by_descent(sign);
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
    const double error = std::max({6 * line.error[3], sums() * largest_cubic_,
                                   kNullCubic * line.third_norm * null_space_error()});
    return 6 * std::abs(line.c[3]) > kBeyond * error;
  }
  bool quartic_is_nonzero(const Line& line) const {
    const double terms = 24 * std::abs(line.c[4]) + 8 * std::abs(line.correction);
    const double error = std::max({line.error[4] + line.correction_error, sums() * largest_quartic_,
                                   kNullQuartic * terms * null_space_error()});
    return std::abs(line.q()) > kBeyond * error;
  }

  bool cubic_dominates(const Line& line) const {
    return dominates(line, 3, std::abs(line.c[3]), 0);
  }
  bool quartic_dominates(const Line& line) const {
    return dominates(line, 4, std::abs(line.q()), std::abs(line.c[3]));
  }

 private:
  double sums() const { return kSums * static_cast<double>(star_.size()) * kEps; }
  // τ_θ/λ̂: how far rounding may turn N.
  double null_space_error() const { return smallest_outside_ > 0 ? star_.tolerance / smallest_outside_ : 0; }

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
  Vector third(const Vector& v) const { return star_.at.third(v, Errors::none, context_).value; }

  // Unit vectors of N: random ones, and where N is small its basis and pairs of it as well.
  std::vector<Vector> starts() const {
    std::vector<Vector> list;
    RandomStream random = context_.random("degenerate: starts");
    for (std::size_t s = 0; s < kStarts; ++s) {
      Vector v(star_.size());
      for (double& entry : v) entry = random.normal();
      v = inside(v);
      if (const double length = norm(v); length > 0) scale(1 / length, v), list.push_back(v);
    }
    if (star_.size() > kSmall) return list;
    for (std::size_t i = 0; i < std::min(dimension(), 2 * kStarts); ++i) {
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
      return star_.at.objective().linearize(plus(star_.at.theta(), step, v), context_)
          ->third(v, Errors::none, context_).value;
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

  Vector smallest_by_descent(double sign) {
    Vector best;
    double least = 0;
    for (Vector v : starts()) {
      double value = sign * quartic(v);
      double step = 1;
      for (int k = 0; k < kQuarticSteps && step > 1e-8; ++k) {
        context_.throw_if_stopped();
        Vector gradient = quartic_gradient(v);
        axpy(-dot(gradient, v), v, gradient);
        const double slope = norm(gradient);
        if (!(slope > 0) || !std::isfinite(slope)) break;
        for (step = std::min(1.0, 4 * step); step > 1e-8; step /= 2) {
          Vector trial = plus(v, -sign * step / slope, gradient);
          scale(1 / norm(trial), trial);
          if (const double there = sign * quartic(trial); there < value) {
            v = trial;
            value = there;
            break;
          }
        }
      }
      if (best.empty() || value < least) least = value, best = v;
    }
    return best;
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

HigherOrder higher_order(const MeasuredPoint& star, const Reach& reach, Context& context) {
  using Answer = HigherOrder::Answer;
  Search search(star, reach, context);
  const Line cubic = search.examine(search.largest_cubic());
  if (search.cubic_is_nonzero(cubic) && search.cubic_dominates(cubic)) {
    return {Answer::cubic, true,
            fmt::format("Along a flat direction the third derivative is {:.4g}: one side falls, the other rises.",
                        6 * cubic.c[3])};
  }
  const Line low = search.examine(search.smallest_quartic(1));
  const Line high = search.examine(search.smallest_quartic(-1));
  const auto decides = [&](const Line& line) {
    return search.quartic_is_nonzero(line) && search.quartic_dominates(line);
  };
  const bool low_decides = decides(low), high_decides = decides(high);
  const bool down = low_decides && low.q() < 0, up = high_decides && high.q() > 0;
  const bool all_round = search.dimension() <= 2;
  const std::string range = fmt::format("fourth order on the {} flat direction{}: from {:.4g} to {:.4g}",
                                        search.dimension(), search.dimension() == 1 ? "" : "s", low.q(), high.q());
  if (down && up) return {Answer::both, true, "Ways down and up by " + range + "."};
  if (low_decides && low.q() > 0) {
    return {Answer::minimum, all_round,
            "Rises by " + range + (all_round ? "." : "; the smallest was sought from several starts, which is no proof.")};
  }
  if (high_decides && high.q() < 0) {
    return {Answer::maximum, all_round,
            "Falls by " + range + (all_round ? "." : "; the largest was sought from several starts, which is no proof.")};
  }
  if (down) return {Answer::down, true, "A way down by " + range + "."};
  if (up) return {Answer::up, true, "A way up by " + range + "."};
  return {Answer::open, false,
          "Third and fourth derivatives along the flat directions don't exceed what rounding, the gradient and curvature "
          "left there and higher orders could do."};
}

}  // namespace saddlescope
