#include "saddlescope/curvature/fall_along.h"

#include <algorithm>
#include <cmath>

namespace saddlescope {
namespace {

constexpr int kFirstDoubling = -40;
constexpr int kAtOnce = 8;  // values asked for together: enough for threads, few beyond the end of the search
constexpr double kRise = 1e-3, kRiseRounding = 8;  // what counts as rising again

}  // namespace

double reach_of_a_step(const Linearization& at) { return std::max(1.0, norm(at.theta())); }

double fall_along(const Linearization& at, std::span<const double> d, int last, Context& context) {
  const double length = norm(d);
  if (!(length > 0)) return 0;
  const double epsilon = at.objective().traits().epsilon;
  double best = at.value();
  for (int first = kFirstDoubling; first <= last; first += kAtOnce) {
    Matrix points(at.size(), static_cast<std::size_t>(std::min(kAtOnce, last - first + 1)));
    double t = std::ldexp(reach_of_a_step(at), first);
    for (std::size_t j = 0; j < points.columns(); ++j, t *= 2) {
      for (std::size_t i = 0; i < at.size(); ++i) points(i, j) = at.theta()[i] - t * (d[i] / length);
    }
    Vector losses(points.columns());
    at.objective().values(points, losses, context);
    for (const double loss : losses) {
      const double rise = kRise * std::abs(at.value() - best) + kRiseRounding * epsilon * std::abs(at.value());
      if (!std::isfinite(loss) || loss > best + rise) return at.value() - best;
      best = std::min(best, loss);
    }
  }
  return at.value() - best;
}

}  // namespace saddlescope
