#include "saddlescope/commands/rank_drops.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

#include "saddlescope/optimize/corrector.h"
#include "saddlescope/spectrum/dense.h"

namespace saddlescope {
namespace {

constexpr std::size_t kPlaces = 8;  // of smallest m
constexpr double kDrop = 1e-6;  // of the largest m along the curve
constexpr double kNarrow = 1e-8;  // of the bracket it began with: √eps, as minima are found to
constexpr double kRound = 1e-6;  // of the bracket: a number of fewer digits so close by is tried as well

// m(θ); nothing where H isn't finite.
std::optional<double> normal_curvature(const Objective& objective, const Vector& theta, Context& context) {
  const auto at = objective.linearize(theta, context);
  Matrix H(at->size(), at->size());
  at->hessian(H, context);
  if (!std::isfinite(norm({H.data(), H.rows() * H.columns()}))) return std::nullopt;
  const DenseSpectrum spectrum(H, context);
  std::vector<double> sizes;
  for (const double value : spectrum.values()) sizes.push_back(std::abs(value));
  if (sizes.size() < 2) return std::nullopt;
  std::ranges::nth_element(sizes, sizes.begin() + 1);
  return sizes[1];
}

class Bracket {
 public:
  Bracket(const Objective& objective, const Vector& from, const Vector& to, double length, Context& context)
      : objective_(objective), context_(context), from_(from), to_(to), corrector_(objective, length, context) {}

  // The point between of smallest m.
  std::optional<Vector> lowest() const {
    constexpr double kGolden = 1 / std::numbers::phi;
    double a = 0, b = 1;
    double c = b - kGolden * (b - a), d = a + kGolden * (b - a);
    double at_c = curvature(c), at_d = curvature(d);
    while (b - a > kNarrow) {
      if (at_c <= at_d) {
        b = d;
        d = c;
        at_d = at_c;
        c = b - kGolden * (b - a);
        at_c = curvature(c);
      } else {
        a = c;
        c = d;
        at_c = at_d;
        d = a + kGolden * (b - a);
        at_d = curvature(d);
      }
    }
    return point((a + b) / 2);
  }

  // Or the number of few digits beside it, where L is critical there as well.
  Vector rounded(const Vector& theta) const {
    Box around{theta, theta};
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double margin = kRound * distance(from_, to_);
      around.low[i] -= margin;
      around.high[i] += margin;
    }
    return corrector_.rounded(theta, around);
  }

 private:
  std::optional<Vector> point(double t) const {
    return corrector_.correct(plus(from_, t, plus(to_, -1, from_)), distance(from_, to_));
  }

  double curvature(double t) const {
    const std::optional<Vector> theta = point(t);
    const std::optional<double> m = theta ? normal_curvature(objective_, *theta, context_) : std::nullopt;
    return m.value_or(std::numeric_limits<double>::infinity());
  }

  const Objective& objective_;
  Context& context_;
  const Vector &from_, &to_;
  Corrector corrector_;
};

}  // namespace

std::vector<RankDrop> rank_drops(const Objective& objective, const CriticalSet& set, Context& context) {
  const std::vector<Vector>& sample = set.sample;
  std::vector<double> m;
  for (const Vector& theta : sample) {
    const std::optional<double> curvature = normal_curvature(objective, theta, context);
    if (!curvature) return {};
    m.push_back(*curvature);
  }
  std::vector<std::size_t> places;
  for (std::size_t i = 1; i + 1 < m.size(); ++i) {
    if (m[i] <= m[i - 1] && m[i] < m[i + 1] && m[i] < std::max(m[i - 1], m[i + 1]) / 2) places.push_back(i);
  }
  if (places.empty()) return {};
  const double largest = *std::ranges::max_element(m);
  std::ranges::stable_sort(places, {}, [&](std::size_t i) { return m[i]; });
  places.resize(std::min(places.size(), kPlaces));
  std::ranges::sort(places);
  std::vector<RankDrop> drops;
  for (const std::size_t i : places) {
    const Bracket bracket(objective, sample[i - 1], sample[i + 1], set.reach.diameter(), context);
    std::optional<Vector> lowest = bracket.lowest();
    if (!lowest) continue;
    lowest = bracket.rounded(*lowest);
    if (!(normal_curvature(objective, *lowest, context).value_or(largest) <= kDrop * largest)) continue;
    const bool before = distance(*lowest, sample[i - 1]) < distance(sample[i], sample[i - 1]);
    drops.push_back({before ? i : i + 1, std::move(*lowest)});
  }
  return drops;
}

}  // namespace saddlescope
