#include "saddlescope/critical/taylor_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace saddlescope {
namespace {

constexpr int kFirst = 3, kLast = kMaxSeriesOrder;
constexpr double kBeyond = 10;     // a coefficient is non-zero beyond this multiple of its largest error
constexpr double kNullLine = 30;   // what an error τ_θ/λ̂ in N does to a coefficient
constexpr double kDominance = 2, kLargestRadius = 0.5;
constexpr int kRadii = 80;
constexpr std::size_t kMeasured =
    2;  // lines with a way down, with a way up, whose errors are measured beyond few parameters

// Coefficients of one line with their rounding errors.
struct Line {
  Series c = {}, error = {};
  bool finite = false;
  double size = 0;  // the largest coefficient of order 3 to 8
};

// The order that decides, and the smallest radius at which it does.
struct Deciding {
  int order;
  double from;
};

class Lines {
 public:
  // Measures every line's errors where that is cheap; elsewhere the lines that would decide were there no rounding.
  Lines(const NullSpace& space, std::span<const Vector> directions, Context& context)
      : space_(space), directions_(directions), context_(context) {
    const bool few = space.star().size() <= kFewParameters;
    for (const Vector& v : directions) lines_.push_back(line_along(v, few ? Errors::measured : Errors::none));
    if (few) return;
    std::vector<std::size_t> falls, rises;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::optional<Deciding> deciding = this->deciding(lines_[i]);
      if (!deciding) continue;
      const bool odd = deciding->order % 2 == 1, positive = lines_[i].c[index(deciding->order)] > 0;
      if ((odd || !positive) && falls.size() < kMeasured) falls.push_back(i);
      if ((odd || positive) && rises.size() < kMeasured) rises.push_back(i);
    }
    std::vector<Line> measured(lines_.size());
    for (const std::size_t i : falls) measured[i] = line_along(directions_[i], Errors::measured);
    for (const std::size_t i : rises) {
      if (measured[i].c.empty()) measured[i] = line_along(directions_[i], Errors::measured);
    }
    lines_ = std::move(measured);
  }

  const std::vector<Line>& list() const { return lines_; }

  // The first coefficient that isn't zero, if it decides.
  std::optional<Deciding> deciding(const Line& line) const {
    for (int k = kFirst; line.finite && k <= kLast; ++k) {
      if (std::abs(line.c[index(k)]) > threshold(line, k)) return dominates(line, k);
    }
    return std::nullopt;
  }

 private:
  static std::size_t index(int order) { return static_cast<std::size_t>(order); }

  Line line_along(const Vector& v, Errors errors) {
    context_.throw_if_stopped();
    Estimate<Series> series = space_.star().at.along(v, kLast, errors, context_);
    if (errors == Errors::none) series.error.assign(series.value.size(), 0.0);
    Line line{std::move(series.value), std::move(series.error), true, 0};
    line.finite = all_finite(line.c) && all_finite(line.error);
    for (int j = kFirst; line.finite && j <= kLast; ++j) {
      line.size = std::max(line.size, std::abs(line.c[index(j)]));
      largest_[index(j)] = std::max(largest_[index(j)], std::abs(line.c[index(j)]));
    }
    return line;
  }

  // Ten times the largest error of a coefficient.
  double threshold(const Line& line, int j) const {
    return kBeyond * std::max({line.error[index(j)], space_.rounding_of_sums() * largest_[index(j)],
                               kNullLine * space_.error() * line.size});
  }

  std::optional<Deciding> dominates(const Line& line, int k) const {
    double r = kLargestRadius, smallest = 0;
    for (int halving = 0; halving < kRadii; ++halving, r /= 2) {
      double rest = space_.gradient_inside() * r + space_.band().tau * r * r / 2;
      for (int j = kFirst; j < k; ++j) rest += threshold(line, j) * std::pow(r, j);
      for (int j = k + 1; j <= kLast; ++j) {
        rest += (std::abs(line.c[index(j)]) + threshold(line, j)) * std::pow(r, j);
      }
      if (std::abs(line.c[index(k)]) * std::pow(r, k) > kDominance * rest) smallest = r;
    }
    const double c = line.c[index(k)];
    bool hidden = may_hide(space_.band().tau / 2, 2, c, k);
    for (int j = kFirst; j < k; ++j) hidden = hidden || may_hide(threshold(line, j), j, c, k);
    if (smallest == 0 || hidden) return std::nullopt;
    return Deciding{k, smallest};
  }

  const NullSpace& space_;
  std::span<const Vector> directions_;
  Context& context_;
  std::array<double, kLast + 1> largest_{};  // of each order over all lines
  std::vector<Line> lines_;
};

}  // namespace

LineWays taylor_lines(const NullSpace& space, std::span<const Vector> directions, Context& context) {
  const Lines lines(space, directions, context);
  LineWays ways;
  for (std::size_t i = 0; i < lines.list().size(); ++i) {
    const Line& line = lines.list()[i];
    const std::optional<Deciding> deciding = lines.deciding(line);
    if (!deciding) continue;
    const int k = deciding->order;
    const double c = line.c[static_cast<std::size_t>(k)];
    const bool odd = k % 2 == 1;
    if (!odd) ways.even.push_back({directions[i], c < 0 ? -1 : 1, deciding->from});
    if ((odd || c < 0) && (ways.down == 0 || k < ways.down)) {
      ways.down = k;
      ways.coefficient = c;
      ways.way = directions[i];
      if (c > 0) scale(-1, *ways.way);
    }
    if ((odd || c > 0) && (ways.up == 0 || k < ways.up)) ways.up = k;
  }
  return ways;
}

}  // namespace saddlescope
