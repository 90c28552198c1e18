#include "saddlescope/critical/line_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr double kFirst = 1e-4;    // of max(1, ‖θ‖): where doubling starts without a model
constexpr double kLongest = 1e4;   // of max(1, ‖θ‖)
constexpr int kMostHalvings = 60;  // down to 1e-18 of the start
constexpr int kRefinements = 3;    // ratios √2, 2^(1/4), 2^(1/8) to the lowest point seen
constexpr double kFloorRounding = 1e-9;  // a prediction that lands on the floor may miss it by so much of the height

double quartic(std::span<const double> c, double t) { return t * (c[1] + t * (c[2] + t * (c[3] + t * c[4]))); }
double quartic_slope(std::span<const double> c, double t) {
  return c[1] + t * (2 * c[2] + t * (3 * c[3] + t * 4 * c[4]));
}

// The zero of the slope in [a, b], where it passes from below to above 0.
double bisect_slope(std::span<const double> c, double a, double b) {
  while (true) {
    const double middle = 0.5 * (a + b);
    if (middle <= a || middle >= b) return middle;
    (quartic_slope(c, middle) < 0 ? a : b) = middle;
  }
}

// √ of a quarter of the discriminant of 12c₄t² + 6c₃t + 2c₂; nothing where that isn't positive. Scaled by a power of two,
// exactly: c₃² and c₂c₄ may lie beyond what f64 holds where their roots don't.
std::optional<double> root_of_discriminant(double c2, double c3, double c4) {
  const int k = scaling_exponent(std::max(std::abs(c3), std::sqrt(std::abs(c2)) * std::sqrt(std::abs(c4))));
  c2 = std::ldexp(c2, -k), c3 = std::ldexp(c3, -k), c4 = std::ldexp(c4, -k);
  const double discriminant = 9 * c3 * c3 - 24 * c2 * c4;
  return discriminant > 0 ? std::optional(std::ldexp(std::sqrt(discriminant), k)) : std::nullopt;
}

// Ends of the intervals of t ≥ 0 on which the slope is monotone, ascending; the last lies beyond its zeros (Fujiwara).
std::vector<double> monotone_ends(std::span<const double> c) {
  std::vector<double> ends{0};
  if (const auto root = root_of_discriminant(c[2], c[3], c[4])) {
    for (const double sign : {-1.0, 1.0}) {
      const double turn = (-3 * c[3] + sign * *root) / (12 * c[4]);
      if (turn > 0) ends.push_back(turn);
    }
  }
  const double beyond = 2 * std::max({std::abs(3 * c[3] / (4 * c[4])), std::sqrt(std::abs(c[2] / (2 * c[4]))),
                                      std::cbrt(std::abs(c[1] / (8 * c[4])))});
  ends.push_back(std::max(beyond, ends.back()));
  return ends;
}

struct Side {
  double sign = 1;
  std::array<double, 5> c{};           // of the model in t ≥ 0 on this side
  std::optional<double> minimizer;     // of the model
  double start = 0, t = 0, best_t = 0, best = 0;
  bool alive = true;
};

class Search {
 public:
  Search(const Linearization& at, std::span<const double> u, double loss_error, Context& context)
      : at_(at),
        u_(u),
        error_(loss_error),
        scale_(std::max(1.0, norm(at.theta()))),
        shortest_(at.objective().traits().epsilon * scale_),
        context_(context) {}

  LineSearch run(const Floor& floor) {
    model();
    double done = 0;
    for (; alive(); context_.report("line search", ++done, 0)) evaluate([&](Side& s, double L) { expand(s, L); });
    for (Side& side : sides_) begin_contraction(side);
    for (int i = 0; i < kMostHalvings && alive(); ++i) evaluate([&](Side& s, double L) { contract(s, L); });
    Side& winner = lowest_side();
    if (lower(winner)) refine(winner);
    return result(winner, floor);
  }

 private:
  void model() {
    const Estimate<Series> series = at_.along(u_, 4, Errors::none, context_);
    const auto known = [&](std::size_t j) {
      return series.error.size() <= j || std::abs(series.value[j]) > series.error[j];
    };
    const auto finite = [](double c) { return std::isfinite(c); };
    const bool has_model = known(4) && std::all_of(series.value.begin(), series.value.end(), finite);
    for (const std::size_t k : {0, 1}) {
      Side& side = sides_[k];
      side.sign = k == 0 ? 1 : -1;
      double power = 1;
      for (std::size_t j = 0; j < 5; ++j, power *= side.sign) {
        const bool wanted = j <= 2 || (has_model && (j == 4 || known(j)));
        side.c[j] = wanted && finite(series.value[j]) ? power * series.value[j] : 0;
      }
      if (has_model) side.minimizer = quartic_minimizer(side.c);
      if (side.minimizer && !(*side.minimizer <= kLongest * scale_ && *side.minimizer > shortest_)) side.minimizer = {};
      side.start = side.t = side.minimizer.value_or(kFirst * scale_);
      side.best = at_.value();
    }
  }

  bool alive() const { return sides_[0].alive || sides_[1].alive; }
  double error_of(double loss) const {
    const double size = std::abs(at_.value());
    return error_ + error_ * std::max(1.0, size > 0 ? std::abs(loss) / size : 1.0);
  }
  bool lower(const Side& side) const { return side.best < at_.value() - error_of(side.best); }

  Vector losses_at(std::span<const double> steps) {
    context_.throw_if_stopped();
    Matrix thetas(u_.size(), steps.size());
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const Vector theta = plus(at_.theta(), steps[k], u_);
      std::copy(theta.begin(), theta.end(), thetas.column(k).begin());
    }
    Vector losses(steps.size());
    at_.objective().values(thetas, losses, context_);
    return losses;
  }

  // The loss at t on each side that is still alive, in one block, and what to do next with it.
  template <class Next>
  void evaluate(Next next) {
    std::vector<Side*> asked;
    Vector steps;
    for (Side& side : sides_) {
      if (!side.alive) continue;
      asked.push_back(&side);
      steps.push_back(side.sign * side.t);
    }
    const Vector losses = losses_at(steps);
    for (std::size_t k = 0; k < asked.size(); ++k) next(*asked[k], losses[k]);
  }

  // Doubling finds the well; its bottom lies within a factor 2.
  void refine(Side& side) {
    double ratio = 2;
    for (int i = 0; i < kRefinements; ++i) {
      ratio = std::sqrt(ratio);
      const std::array steps{side.best_t / ratio, side.best_t * ratio};
      const Vector losses = losses_at(std::array{side.sign * steps[0], side.sign * steps[1]});
      for (std::size_t k = 0; k < 2; ++k) {
        side.t = steps[k];
        keep_lowest(side, losses[k], 0);
      }
    }
  }

  // True if the loss has risen above the lowest seen on this side, beyond rounding, or isn't finite: a fall to −∞ is where
  // the arithmetic ends, not a place to go to.
  static bool keep_lowest(Side& side, double loss, double error) {
    if (!std::isfinite(loss)) return true;
    const bool risen = !(loss <= side.best + error);
    if (loss < side.best) {
      side.best = loss;
      side.best_t = side.t;
    }
    return risen;
  }

  void expand(Side& side, double loss) {
    const bool risen = keep_lowest(side, loss, error_of(loss));
    const bool by_gradient =
        std::isfinite(loss) && side.c[1] > 0 && side.c[2] < 0 && side.t * -side.c[2] < 2 * side.c[1];
    side.t *= 2;
    side.alive = (!risen || by_gradient) && side.t <= kLongest * scale_;
  }

  // Shorter steps than the first are of use if that was too long, or lower with a rise behind it.
  void begin_contraction(Side& side) {
    const bool beyond_start = side.best_t > side.start && lower(side);
    side.t = 0.5 * side.start;
    side.alive = !beyond_start && worthwhile(side);
  }

  void contract(Side& side, double loss) {
    const bool risen = keep_lowest(side, loss, error_of(loss));
    side.t *= 0.5;
    side.alive = !(risen && lower(side)) && worthwhile(side);
  }

  // Whether the second-order model promises at t a change that could be told from rounding.
  bool worthwhile(const Side& side) const {
    const double change = side.t * (std::abs(side.c[1]) + side.t * std::abs(side.c[2]));
    return side.t > shortest_ && change > error_of(at_.value());
  }

  // Equal to rounding, the side of +u.
  Side& lowest_side() {
    Side& plus_side = sides_[0];
    Side& minus_side = sides_[1];
    const bool minus_wins = lower(minus_side) && minus_side.best < plus_side.best - error_of(plus_side.best);
    return minus_wins ? minus_side : plus_side;
  }

  LineSearch result(const Side& side, const Floor& floor) const {
    LineSearch found;
    found.loss = at_.value();
    if (lower(side)) {
      found.step = side.sign * side.best_t;
      found.loss = side.best;
      found.decrease = at_.value() - side.best;
    }
    found.predicted_by = side.minimizer ? "quartic" : "quadratic";
    const double t = lower(side) ? side.best_t : side.start;
    const double predicted = side.minimizer ? -quartic(side.c, *side.minimizer) : -t * (side.c[1] + t * side.c[2]);
    const double most = floor.value ? at_.value() - *floor.value : std::numeric_limits<double>::infinity();
    found.predicted_step = side.sign * side.minimizer.value_or(t);
    const bool possible =
        std::isfinite(predicted) && predicted <= most * (1 + kFloorRounding) && (predicted > 0 || found.decrease == 0);
    if (possible) found.predicted_decrease = std::clamp(predicted, 0.0, most);
    return found;
  }

  const Linearization& at_;
  std::span<const double> u_;
  double error_, scale_, shortest_;
  Context& context_;
  std::array<Side, 2> sides_;
};

}  // namespace

std::optional<double> quartic_minimizer(std::span<const double> c) {
  if (!(c[4] > 0)) return std::nullopt;
  const std::vector<double> ends = monotone_ends(c);
  std::optional<double> best;
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    const double a = ends[k], b = ends[k + 1];
    // At 0 the slope may be exactly 0 and fall from there.
    const bool falls_at_a = quartic_slope(c, a) < 0 || (a == 0 && c[1] == 0 && c[2] < 0);
    if (!falls_at_a || !(quartic_slope(c, b) >= 0) || !std::isfinite(b)) continue;
    const double t = bisect_slope(c, a, b);
    if (quartic(c, t) < 0 && (!best || quartic(c, t) < quartic(c, *best))) best = t;
  }
  return best;
}

LineSearch search_line(const Linearization& at, std::span<const double> u, double loss_error, const Floor& floor,
                       Context& context) {
  return Search(at, u, loss_error, context).run(floor);
}

}  // namespace saddlescope
