#include "saddlescope/critical/taylor_lines.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace saddlescope {
namespace {

constexpr int kFirst = 3, kLast = kMaxSeriesOrder;
constexpr double kBeyond = 10;     // a coefficient is non-zero beyond this multiple of its largest error
constexpr double kNullLine = 30;   // what an error τ_θ/λ̂ in N does to a coefficient
constexpr double kDominance = 2, kLargestRadius = 0.5;
constexpr int kRadii = 80;

// Coefficients of one line, and the thresholds beyond which they count as non-zero.
struct Line {
  Series c, threshold;
  bool finite = true;
};

// The order that decides, and the smallest radius at which it does.
struct Deciding {
  int order;
  double from;
};

class Lines {
 public:
  Lines(const NullSpace& space, std::span<const Vector> directions, Context& context) : space_(space) {
    std::array<double, kLast + 1> largest{};  // of each order over all lines
    for (const Vector& v : directions) {
      context.throw_if_stopped();
      Estimate<Series> series = space.star().at.along(v, kLast, Errors::measured, context);
      const bool finite = all_finite(series.value) && all_finite(series.error);
      lines_.push_back({std::move(series.value), std::move(series.error), finite});
      for (int j = kFirst; finite && j <= kLast; ++j) {
        largest[index(j)] = std::max(largest[index(j)], std::abs(lines_.back().c[index(j)]));
      }
    }
    for (Line& line : lines_) {
      double size = 0;
      for (int j = kFirst; j <= kLast; ++j) size = std::max(size, std::abs(line.c[index(j)]));
      for (int j = kFirst; j <= kLast; ++j) {
        double& error = line.threshold[index(j)];
        error =
            kBeyond * std::max({error, space.rounding_of_sums() * largest[index(j)], kNullLine * space.error() * size});
      }
    }
  }

  const std::vector<Line>& list() const { return lines_; }

  // The first coefficient that isn't zero, if it decides.
  std::optional<Deciding> deciding(const Line& line) const {
    for (int k = kFirst; line.finite && k <= kLast; ++k) {
      if (std::abs(line.c[index(k)]) > line.threshold[index(k)]) return dominates(line, k);
    }
    return std::nullopt;
  }

 private:
  static std::size_t index(int order) { return static_cast<std::size_t>(order); }

  std::optional<Deciding> dominates(const Line& line, int k) const {
    double r = kLargestRadius, smallest = 0;
    for (int halving = 0; halving < kRadii; ++halving, r /= 2) {
      double rest = space_.gradient_inside() * r + space_.band().tau * r * r / 2;
      for (int j = kFirst; j < k; ++j) rest += line.threshold[index(j)] * std::pow(r, j);
      for (int j = k + 1; j <= kLast; ++j) {
        rest += (std::abs(line.c[index(j)]) + line.threshold[index(j)]) * std::pow(r, j);
      }
      if (std::abs(line.c[index(k)]) * std::pow(r, k) > kDominance * rest) smallest = r;
    }
    if (smallest == 0) return std::nullopt;
    return Deciding{k, smallest};
  }

  const NullSpace& space_;
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
