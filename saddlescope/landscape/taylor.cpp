#include "saddlescope/landscape/taylor.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

constexpr std::size_t kAtOnce = 8;
constexpr double kStepsADoubling = 4;          // of the search outwards
constexpr int kSections = 8;                   // of the last step: each narrows it kAtOnce + 1 times
constexpr double kFarthest = 1e3;              // of max(1, ‖θ‖)
constexpr double kNearest = 1e-7;              // of that: where no change is predicted, how near is looked
constexpr double kTold = 16;                   // times its rounding a predicted change is to be, for the first step
constexpr double kWide = 2;                    // trust radii that a line shows
constexpr double kSpread = 3;  // of many independent roundings together, times their root sum of squares
constexpr double kHorner = 8;  // roundings of a polynomial of order 4, in eps of its terms

double polynomial(std::span<const double> c, double t) {
  double sum = 0;
  for (std::size_t j = c.size(); j-- > 0;) sum = sum * t + c[j];
  return sum;
}

std::vector<double> derivative(std::span<const double> c) {
  std::vector<double> result;
  for (std::size_t j = 1; j < c.size(); ++j) result.push_back(static_cast<double>(j) * c[j]);
  return result;
}

// Zeros t > 0 of c₁ + c₂t + … + c_n t^(n−1), n ≤ 4, at which it changes its sign: between the zeros of its derivative,
// by bisection.
std::vector<double> positive_zeros(std::vector<double> c, double farthest) {
  while (!c.empty() && c.back() == 0) c.pop_back();
  if (c.size() < 2) return {};
  std::vector<double> ends{0};
  for (const double turn : positive_zeros(derivative(c), farthest)) ends.push_back(turn);
  ends.push_back(farthest);
  std::vector<double> zeros;
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    double a = ends[k], b = ends[k + 1];
    const double low = polynomial(c, a), high = polynomial(c, b);  // their product may underflow
    const bool rises = high > 0;
    if (!((low < 0 && high > 0) || (low > 0 && high < 0))) continue;
    for (double middle = 0.5 * (a + b); middle > a && middle < b; middle = 0.5 * (a + b)) {
      ((polynomial(c, middle) > 0) == rises ? b : a) = middle;
    }
    zeros.push_back(b);
  }
  return zeros;
}

class Line {
 public:
  Line(const Linearization& at, const Direction& direction, double error, const TaylorOptions& options,
       Context& context)
      : at_(at), direction_(direction), error_(error), options_(options), context_(context) {
    unit_ = direction.vector;
    scale(1 / direction.norm, unit_);
    epsilon_ = at.objective().traits().epsilon;
    if (epsilon_ > kEps) error_ += displacement(at.gradient(), 0);  // θ itself is rounded
    farthest_ = kFarthest * std::max(1.0, norm(at.theta()));
    const Estimate<Series> series = at.along(unit_, options.order, Errors::measured, context);
    c_ = series.value;
    c_[0] = at.value();
    e_ = series.error;
    e_.resize(c_.size(), 0.0);
    for (std::size_t j = 3; j < c_.size(); ++j) {
      if (std::isfinite(e_[j]) && std::isfinite(c_[j])) continue;
      c_.resize(j);  // unknown from here on
      e_.resize(j);
    }
  }

  TaylorLine run() {
    TaylorLine line;
    line.direction = direction_;
    line.order = static_cast<int>(c_.size()) - 1;
    line.forward = radius(1);
    line.backward = radius(-1);
    double power = 1;
    for (std::size_t j = 0; j < c_.size(); ++j, power *= direction_.norm) {
      line.coefficients.push_back(c_[j] * power);
      line.errors.push_back(e_[j] * power);
    }
    const double range = options_.range > 0 ? options_.range : usual(line);
    line.t = even_axis(-range, range, options_.points);
    std::vector<double> steps;
    for (const double t : line.t) {
      steps.push_back(t * direction_.norm);
      line.model.push_back(polynomial(c_, steps.back()));
    }
    line.loss = losses(steps);
    return line;
  }

 private:
  // Losses at θ + s·u.
  Vector losses(std::span<const double> steps) {
    Vector result;
    for (std::size_t first = 0; first < steps.size(); first += kAtOnce) {
      context_.throw_if_stopped();
      const std::size_t count = std::min(kAtOnce, steps.size() - first);
      Matrix thetas(unit_.size(), count);
      for (std::size_t j = 0; j < count; ++j) {
        std::ranges::copy(plus(at_.theta(), steps[first + j], unit_), thetas.column(j).begin());
      }
      Vector block(count);
      at_.objective().values(thetas, block, context_);
      result.insert(result.end(), block.begin(), block.end());
    }
    return result;
  }

  // m(s) − L(θ), without the rounding of a large L(θ).
  double predicted(double s) const { return s * polynomial(std::span(c_).subspan(1), s); }

  // Of L(θ) and of the model at s.
  double rounding(double s) const {
    double sum = error_, terms = 0, power = s;
    for (std::size_t j = 1; j < c_.size(); ++j, power *= s) {
      sum += e_[j] * std::abs(power);
      terms += std::abs(c_[j] * power);
    }
    return sum + kHorner * kEps * terms;
  }

  // What rounding the entries of θ + s·u changes of a loss with gradient g.
  double displacement(std::span<const double> g, double s) const {
    double squares = 0;
    for (std::size_t i = 0; i < g.size(); ++i) {
      const double moved = std::abs(at_.theta()[i]) + std::abs(s * unit_[i]);
      if (g[i] != 0 && moved != 0) squares += std::pow(g[i] * moved, 2);
    }
    return kSpread * epsilon_ * std::sqrt(squares);
  }

  // Of the loss at θ + s·u, measured there: it has nothing to do with that at θ, where terms may cancel.
  double rounding_there(double s) const {
    const auto there = at_.objective().linearize(plus(at_.theta(), s, unit_), context_);
    const double error = there->rounding(ConstBlock(nullptr, unit_.size(), 0), context_).value;
    const double sum = error + displacement(there->gradient(), s);
    return std::isfinite(sum) ? sum : 0;
  }

  // How far the error is beyond its share and the rounding that is known without another evaluation.
  double beyond(double s, double L) const {
    const double change = predicted(s);
    return std::abs(L - c_[0] - change) - kTrusted * std::abs(change) - rounding(s);
  }

  bool trusted(double s, double L) const {
    if (!std::isfinite(L)) return false;
    const double much = beyond(s, L);
    return much <= 0 || much <= rounding_there(s);
  }

  // The first step at which the predicted change can be told from its rounding, by a factor.
  double first_step(double sign) const {
    double s = epsilon_ * std::max(1.0, norm(at_.theta()));
    const auto told = [&] {
      const double there = error_ + displacement(at_.gradient(), s);
      return std::abs(predicted(sign * s)) > kTold * (rounding(sign * s) + there);
    };
    while (s < farthest_ && !told()) s *= 2;
    return s;
  }

  std::vector<double> outwards(double sign) const {
    std::vector<double> steps;
    const double factor = std::exp2(1 / kStepsADoubling);
    for (double s = first_step(sign); s < farthest_; s *= factor) steps.push_back(s);
    steps.push_back(farthest_);
    std::vector<double> rest;
    double power = 1;
    for (std::size_t j = 1; j < c_.size(); ++j, power *= sign) rest.push_back(c_[j] * power * sign);
    std::vector<double> change = rest;
    change.insert(change.begin(), 0.0);
    // A double zero shows in the derivatives alone, and a change that is nearly 0 too.
    for (const std::vector<double>& c : {rest, derivative(rest), derivative(change)}) {
      for (const double zero : positive_zeros(c, farthest_)) {
        if (zero > steps.front()) steps.push_back(zero);
      }
    }
    std::ranges::sort(steps);
    return steps;
  }

  // Where no change is predicted none may happen.
  TrustRadius of_no_change(double sign) {
    std::vector<double> steps;
    for (double s = farthest_; s > kNearest * farthest_; s /= 2) steps.push_back(sign * s);
    const Vector L = losses(steps);
    for (std::size_t j = 0; j < steps.size(); ++j) {
      if (!trusted(steps[j], L[j])) return {0, false};
    }
    return {farthest_, true};
  }

  TrustRadius radius(double sign) {
    if (first_step(sign) >= farthest_) return of_no_change(sign);
    const std::vector<double> steps = outwards(sign);
    double good = 0;
    for (std::size_t first = 0; first < steps.size(); first += kAtOnce) {
      const std::size_t count = std::min(kAtOnce, steps.size() - first);
      std::vector<double> there(count);
      for (std::size_t j = 0; j < count; ++j) there[j] = sign * steps[first + j];
      const Vector L = losses(there);
      for (std::size_t j = 0; j < count; ++j) {
        if (!trusted(there[j], L[j])) return {narrowed(sign, good, steps[first + j]), false};
        good = steps[first + j];
      }
    }
    return {good, true};
  }

  // The end of the trusted part of (good, bad), bad being beyond it. Measured at one end, the rounding of the losses
  // between serves for all.
  double narrowed(double sign, double good, double bad) {
    double there = rounding_there(sign * bad);
    if (there == 0 && good > 0) there = rounding_there(sign * good);  // no loss at bad
    for (int i = 0; i < kSections; ++i) {
      std::vector<double> inside;
      for (std::size_t j = 1; j <= kAtOnce; ++j) {
        inside.push_back(sign * (good + (bad - good) * static_cast<double>(j) / static_cast<double>(kAtOnce + 1)));
      }
      const Vector L = losses(inside);
      const auto first_bad = [&] {
        std::size_t j = 0;
        while (j < kAtOnce && std::isfinite(L[j]) && beyond(inside[j], L[j]) <= there) ++j;
        return j;
      }();
      if (first_bad < kAtOnce) bad = std::abs(inside[first_bad]);
      if (first_bad > 0) good = std::abs(inside[first_bad - 1]);
    }
    return good;
  }

  double usual(const TaylorLine& line) const {
    double widest = 0;
    for (const TrustRadius& r : {line.forward, line.backward}) {
      if (!r.at_least) widest = std::max(widest, r.radius);
    }
    return widest > 0 ? kWide * widest / direction_.norm : usual_range(at_, direction_);
  }

  const Linearization& at_;
  const Direction& direction_;
  double error_;
  const TaylorOptions& options_;
  Context& context_;
  Vector unit_, c_, e_;
  double farthest_ = 0, epsilon_ = kEps;
};

}  // namespace

TaylorLine taylor_line(const Linearization& at, const Direction& direction, double error, const TaylorOptions& options,
                       Context& context) {
  if (options.order < 2 || options.order > 4) throw_internal("a Taylor model has order 2, 3 or 4");
  return Line(at, direction, error, options, context).run();
}

}  // namespace saddlescope
