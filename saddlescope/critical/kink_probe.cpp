#include "saddlescope/critical/kink_probe.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saddlescope {
namespace {

constexpr int kRadii = 28;
constexpr std::size_t kEigenvectors = 16, kRandom = 16;
constexpr std::size_t kConvincing = 3;
constexpr double kHigherOrder = 1.5;

void add_both(std::vector<Vector>& list, Vector v) {
  list.push_back(v);
  scale(-1, v);
  list.push_back(std::move(v));
}

// Eigenvectors of the smallest and of the outermost eigenvalues, the gradient, random directions.
std::vector<Vector> straight_directions(const MeasuredPoint& point, Context& context) {
  const std::size_t P = point.size();
  const IndexRange ranges[] = {nearest_zero(point.eigen.values(), kEigenvectors), {0, 1}, {P - 1, 1}};
  const Matrix chosen = point.eigen.vectors(ranges);
  std::vector<Vector> list;
  for (std::size_t j = 0; j < chosen.columns(); ++j) {
    add_both(list, Vector(chosen.column(j).begin(), chosen.column(j).end()));
  }
  if (point.gradient_norm > 0) {
    Vector g(point.at.gradient().begin(), point.at.gradient().end());
    scale(1 / point.gradient_norm, g);
    add_both(list, std::move(g));
  }
  RandomStream random = context.random("kink probe: directions");
  for (std::size_t s = 0; s < kRandom; ++s) {
    Vector v(P);
    for (double& entry : v) entry = random.normal();
    scale(1 / norm(v), v);
    add_both(list, std::move(v));
  }
  return list;
}

std::vector<Vector> inside_directions(const NullSpace& space, Context& context) {
  std::vector<Vector> list;
  for (std::size_t i = 0; i < space.basis_size(); ++i) {
    add_both(list, Vector(space.column(i).begin(), space.column(i).end()));
  }
  if (space.dimension() > 1) {
    for (Vector& v : space.random_directions(kRandom, "kink probe: curves", context)) add_both(list, std::move(v));
  }
  return list;
}

class KinkProbe {
 public:
  KinkProbe(const ProbeCurves& curves, Context& context)
      : curves_(curves), point_(curves.space().star()), context_(context) {}

  KinkWays ways() {
    for (const Vector& v : straight_directions(point_, context_)) {
      judge([&](double r) { return std::optional(plus(point_.at.theta(), r, v)); });
    }
    for (const Vector& v : inside_directions(curves_.space(), context_)) {
      judge([&](double r) -> std::optional<Vector> {
        std::vector<CurvePoint> points = curves_.points(r, std::span(&v, 1), context_);
        if (!points.front().there) return std::nullopt;
        return std::move(points.front().theta);
      });
    }
    return std::move(ways_);
  }

 private:
  // place: a point at each radius, nothing where there is none. Radii rise until three are resolved.
  template <class Place>
  void judge(const Place& place) {
    std::vector<ChangeAt> samples;
    for (int j = kRadii - 1; j >= 0 && samples.size() < kConvincing; --j) {
      context_.throw_if_stopped();
      const double r = std::ldexp(1.0, -j);
      const std::optional<Vector> theta = place(r);
      if (!theta) continue;
      const double change = resolved_change(*theta);
      if (change != 0) samples.push_back({r, change, 0});
    }
    if (samples.size() < kConvincing) return;
    const auto falls = std::ranges::count_if(samples, [](const ChangeAt& s) { return s.change < 0; });
    if (falls == 0) ways_.up = true;
    if (falls != static_cast<std::ptrdiff_t>(kConvincing)) return;
    (order_of(samples) < kHigherOrder ? ways_.first_order_down : ways_.down) = true;
  }

  // L − L(θ), or 0 where rounding may have made it.
  double resolved_change(const Vector& theta) {
    const double value = point_.at.objective().value(theta, context_);
    const double change = value - point_.at.value();
    if (!std::isfinite(value) || std::abs(change) <= point_.rounding.value) return 0;
    const auto there = point_.at.objective().linearize(theta, context_);
    const double error = there->rounding(ConstBlock(nullptr, point_.size(), 0), context_).value;
    if (std::abs(change) <= point_.rounding.value + error) return 0;
    if (change < 0 && (!ways_.lowest || -change > ways_.lowest->decrease)) ways_.lowest = {theta, -change};
    return change;
  }

  const ProbeCurves& curves_;
  const MeasuredPoint& point_;
  Context& context_;
  KinkWays ways_;
};

}  // namespace

KinkWays kink_probe(const ProbeCurves& curves, Context& context) { return KinkProbe(curves, context).ways(); }

}  // namespace saddlescope
