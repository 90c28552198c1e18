#include "saddlescope/landscape/taylor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

static_assert(TrustRadius::kTrusted == 0.1);  // what our words say
constexpr std::size_t kStepsAtOnce = 8;
constexpr double kStepsADoubling = 4;          // of the search outwards
constexpr double kCoarse = 16;                 // factor of its steps nearer than eps·max(1, ‖θ‖)
constexpr int kSections = 8;                   // of the last step: each narrows it kStepsAtOnce + 1 times
constexpr double kFarthestStep = 1e3;              // of max(1, ‖θ‖)
constexpr double kNearestStep = 1e-7;              // of that: where no change is predicted, how near is looked
constexpr double kTold = 16;                   // times its rounding a predicted change is to be, for the first step
constexpr double kWide = 2;                    // trust radii that a line shows
constexpr double kSpread = 3;  // of many independent roundings together, times their root sum of squares
constexpr double kHorner = 8;  // roundings of a polynomial of order 4, in eps of its terms
constexpr double kUnderflow = std::numeric_limits<double>::min();  // below it rounding is no longer relative
constexpr double kShortest = 0x1p-240;  // its fourth power is far above that

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

// What rounding the entries of θ + s·u changes of a loss whose gradient there is g: eps times the norm of
// gᵢ·(|θᵢ| + |s·uᵢ|), which is at most that of its parts.
struct Displacement {
  double unmoved = 0, a_step = 0;

  Displacement() = default;
  Displacement(std::span<const double> g, std::span<const double> theta, std::span<const double> u, double epsilon) {
    Vector parts(g.size());
    const auto size = [&](std::span<const double> x) {
      for (std::size_t i = 0; i < g.size(); ++i) parts[i] = g[i] != 0 && x[i] != 0 ? g[i] * x[i] : 0;
      return kSpread * epsilon * norm(parts);
    };
    unmoved = size(theta);
    a_step = size(u);
  }
  double at(double s) const { return unmoved + std::abs(s) * a_step; }
};

// A step of the search: where, the change the model predicts, and how far the loss is from it.
struct Step {
  double s = 0, change = 0, error = 0;
};

class Line {
 public:
  Line(const Linearization& at, const Direction& direction, double error, const TaylorOptions& options,
       Context& context)
      : at_(at), direction_(direction), error_(error), options_(options), context_(context) {
    unit_ = unit_vector(direction.vector);
    epsilon_ = at.objective().traits().epsilon;
    here_ = Displacement(at.gradient(), at.theta(), unit_, epsilon_);
    if (epsilon_ > kEps) error_ += here_.at(0);  // θ itself is rounded
    farthest_ = kFarthestStep * std::max(1.0, norm(at.theta()));
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
    const double range = options_.range ? *options_.range : usual(line);
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
    for (std::size_t first = 0; first < steps.size(); first += kStepsAtOnce) {
      context_.throw_if_stopped();
      const std::size_t count = std::min(kStepsAtOnce, steps.size() - first);
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
    double sum = error_ + kUnderflow, terms = 0, power = s;
    for (std::size_t j = 1; j < c_.size(); ++j, power *= s) {
      if (e_[j] != 0) sum += e_[j] * std::abs(power);  // 0 times a power that overflows is 0
      if (c_[j] != 0) terms += std::abs(c_[j] * power);
    }
    return sum + kHorner * kEps * terms;
  }

  // Of the loss at θ + s·u, measured there: it has nothing to do with that at θ, where terms may cancel.
  double rounding_there(double s) const {
    const auto there = at_.objective().linearize(plus(at_.theta(), s, unit_), context_);
    const double error = there->rounding(ConstBlock(nullptr, unit_.size(), 0), context_).value;
    const double sum = error + Displacement(there->gradient(), at_.theta(), unit_, epsilon_).at(s);
    return std::isfinite(sum) ? sum : 0;
  }

  Step step(double s, double L) const {
    const double change = predicted(s);
    return {s, change, std::abs(L - c_[0] - change)};
  }

  // Certain, whatever rounding did: `there` of the loss at the step.
  bool sound(const Step& step, double there) const {
    return step.error + rounding(step.s) + there <= TrustRadius::kTrusted * std::abs(step.change);
  }

  // Whether rounding may be all that there is beyond the error's share.
  bool trusted(const Step& step) const {
    if (!std::isfinite(step.error)) return false;
    const double much = step.error - TrustRadius::kTrusted * std::abs(step.change) - rounding(step.s);
    return much <= 0 || much <= rounding_there(step.s);
  }

  // The first step at which the predicted change can be told from its rounding, by a factor; none is shorter than the
  // spacing of numbers at θ.
  double first_step(double sign) const {
    Vector moved(unit_.size());
    for (std::size_t i = 0; i < unit_.size(); ++i) moved[i] = unit_[i] != 0 ? at_.theta()[i] : 0;
    double s = std::max(epsilon_ * norm(moved), kShortest);
    const auto told = [&] {
      return std::abs(predicted(sign * s)) > kTold * (rounding(sign * s) + error_ + here_.at(s));
    };
    while (s < farthest_ && !told()) s *= 2;
    return s;
  }

  std::vector<double> outwards(double sign, double first) const {
    std::vector<double> steps;
    const double factor = std::exp2(1 / kStepsADoubling), fine = kEps * farthest_ / kFarthestStep;
    for (double s = first; s < farthest_; s = s < fine ? std::min(kCoarse * s, std::max(fine, 2 * s)) : factor * s) {
      steps.push_back(s);
    }
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

  // The nearest step at which the error is certain to be beyond its share, where the change itself can't be told from
  // rounding.
  std::optional<Step> nearest_beyond(double sign) {
    std::vector<double> steps;
    for (double s = farthest_; s > kNearestStep * farthest_; s /= 2) steps.push_back(sign * s);
    const Vector L = losses(steps);
    for (std::size_t j = steps.size(); j-- > 0;) {
      const Step one = step(steps[j], L[j]);
      if (!trusted(one)) return one;
    }
    return std::nullopt;
  }

  // All coefficients are 0, and not for rounding.
  bool predicts_no_change() const {
    const auto zero = [](double x) { return x == 0; };
    return std::all_of(c_.begin() + 1, c_.end(), zero) && std::all_of(e_.begin() + 1, e_.end(), zero);
  }

  TrustRadius radius(double sign) {
    if (!std::ranges::all_of(c_, [](double c) { return std::isfinite(c); })) {
      return {.undetermined = "its coefficients aren't finite"};
    }
    const double first = first_step(sign);
    if (first >= farthest_) {
      const std::optional<Step> beyond = nearest_beyond(sign);
      if (predicts_no_change()) return beyond ? TrustRadius{} : TrustRadius{.radius = farthest_, .at_least = true};
      return beyond ? hidden_before(*beyond, rounding(beyond->s) + rounding_there(beyond->s)) : hidden(sign);
    }
    const std::vector<double> steps = outwards(sign, first);
    std::vector<Step> walked;
    for (std::size_t block = 0; block < steps.size(); block += kStepsAtOnce) {
      const std::size_t count = std::min(kStepsAtOnce, steps.size() - block);
      std::vector<double> there(count);
      for (std::size_t j = 0; j < count; ++j) there[j] = sign * steps[block + j];
      const Vector L = losses(there);
      for (std::size_t j = 0; j < count; ++j) {
        const Step next = step(there[j], L[j]);
        if (!trusted(next)) return ended(walked, next);
        walked.push_back(next);
      }
    }
    return held(walked);
  }

  TrustRadius hidden(double sign) const {
    return {.undetermined = fmt::format(
                "as far as {:.4g} the change it predicts can't be told from rounding, which makes ±{:.2g} of it",
                farthest_, rounding(sign * farthest_) + error_ + here_.at(farthest_))};
  }

  TrustRadius hidden_before(const Step& bad, double rounded) const {
    const double where = std::abs(bad.s);
    return {.undetermined =
                std::isfinite(bad.error)
                    ? fmt::format("at {:.4g} its error is over a tenth of the change it predicts, and nearer by that "
                                  "change can't be told from rounding, which makes ±{:.2g} of it",
                                  where, rounded)
                    : fmt::format("at {:.4g} the loss isn't finite, and nearer by the change it predicts can't be "
                                  "told from rounding, which makes ±{:.2g} of it",
                                  where, rounded)};
  }

  // Wherever anyone looked no error was beyond rounding.
  TrustRadius held(const std::vector<Step>& walked) const {
    const double there = rounding_there(walked.back().s);
    const auto certain = [&](const Step& step) { return sound(step, there); };
    const auto last = std::find_if(walked.rbegin(), walked.rend(), certain);
    if (last == walked.rend()) return hidden(walked.back().s > 0 ? 1 : -1);
    return {.radius = std::abs(last->s), .at_least = true, .from = std::abs(std::ranges::find_if(walked, certain)->s)};
  }

  // At `bad` the error is beyond rounding. Measured at the last step before, the rounding of the losses serves for all
  // before it; that at `bad`, where the loss may be larger by any factor, doesn't.
  TrustRadius ended(const std::vector<Step>& walked, const Step& bad) {
    const Step& nearer = walked.empty() ? bad : walked.back();
    const double there = rounding_there(nearer.s);
    const auto certain = [&](const Step& step) { return sound(step, there); };
    const auto first = std::ranges::find_if(walked, certain);
    if (first == walked.end()) return hidden_before(bad, rounding(nearer.s) + there);
    const auto last = std::find_if(walked.rbegin(), walked.rend(), certain);
    const double next = last == walked.rbegin() ? bad.s : (last - 1)->s;
    return {.radius = std::abs(narrowed(last->s, next)), .from = std::abs(first->s)};
  }

  // Of steps, each farther than the one before, how many are certain: up to the first that isn't. The rounding measured at
  // the last of them serves for those before it.
  std::size_t certain(const std::vector<Step>& steps) const {
    const auto sound_with = [&](double there) { return [this, there](const Step& one) { return sound(one, there); }; };
    auto end = std::ranges::find_if_not(steps, sound_with(0));
    while (end != steps.begin() && !std::all_of(steps.begin(), end, sound_with(rounding_there((end - 1)->s)))) --end;
    return static_cast<std::size_t>(end - steps.begin());
  }

  // The end of what is certain in (good, bad).
  double narrowed(double good, double bad) {
    for (int i = 0; i < kSections; ++i) {
      std::vector<double> inside;
      for (std::size_t j = 1; j <= kStepsAtOnce; ++j) {
        inside.push_back(good + (bad - good) * static_cast<double>(j) / static_cast<double>(kStepsAtOnce + 1));
      }
      const Vector L = losses(inside);
      std::vector<Step> steps(kStepsAtOnce);
      for (std::size_t j = 0; j < kStepsAtOnce; ++j) steps[j] = step(inside[j], L[j]);
      const std::size_t first_bad = certain(steps);
      if (first_bad < kStepsAtOnce) bad = inside[first_bad];
      if (first_bad > 0) good = inside[first_bad - 1];
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
  Displacement here_;  // of the loss at θ, first order
};

}  // namespace

TaylorLine taylor_line(const Linearization& at, const Direction& direction, double error, const TaylorOptions& options,
                       Context& context) {
  if (options.order < 2 || options.order > 4) throw_internal("a Taylor model has order 2, 3 or 4");
  TaylorLine line = Line(at, direction, error, options, context).run();
  const Kink kink = at.objective().kink(at.theta(), context);
  line.at_kink = kink.known && kink.on;
  return line;
}

}  // namespace saddlescope
