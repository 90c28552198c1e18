#include "saddlescope/critical/sphere_descent.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kStarts = 24, kPaths = 6, kPairs = 8;
constexpr int kFirstSteps = 48, kSteps = 24;
constexpr double kLongestStep = 0.5, kShortestStep = 1e-12;  // angles
constexpr double kSameValue = 64;  // × eps × |L|
constexpr double kLonger = 1.5, kShorter = 0.4, kAgain = 4;  // after success, after failure, at the next radius
constexpr int kFailures = 4;          // trials along a quasi-Newton direction before the gradient's is taken
constexpr double kCurved = 1e-10;     // cosine of s and y of a pair worth keeping
constexpr double kNothingLeft = 1e-12;  // × |ΔL|: a promise that isn't worth a step
constexpr double kSteady = 0.1;       // by how much p in |ΔL| ~ rᵖ rises from one radius to the next, at most
constexpr std::size_t kSeen = 3;      // radii that show an order

// s = v' − v, y = the difference of gradients on the sphere.
struct Pair {
  Vector s, y;
};

struct Path {
  Vector v;
  CurvePoint point = {};
  double value = 0;  // ±L there; infinite where there is no point
  double step = kLongestStep;
  std::vector<Pair> pairs = {};
  int failures = 0;    // along the present direction
  double share = 1;    // of that direction
  bool arrived = false;
  PathChanges seen = {};  // at all resolved radii, falling
};

class Descent {
 public:
  Descent(ProbeCurves& curves, double sign, Context& context) : curves_(curves), sign_(sign), context_(context) {
    for (Vector& v : curves.space().random_directions(kStarts, sign > 0 ? "spheres: down" : "spheres: up", context)) {
      paths_.push_back({std::move(v), {}});
    }
  }

  void arrive(double r) {
    std::vector<Vector> directions;
    directions.reserve(paths_.size());
    for (const Path& path : paths_) directions.push_back(path.v);
    std::vector<CurvePoint> points = curves_.points(r, directions, context_);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      Path& path = paths_[i];
      path.value = value_of(points[i]);
      path.point = std::move(points[i]);
      path.pairs.clear();
      path.failures = 0;
      path.share = 1;
      path.arrived = false;
    }
  }

  // One step of each path down the sphere of radius r, quasi-Newton; a step that doesn't descend is shortened.
  void step(double r) {
    std::vector<Vector> trials;
    std::vector<Path*> moving;
    for (Path& path : paths_) {
      if (!path.point.there || path.arrived) continue;
      std::optional<Vector> next = trial(path, r);
      if (!next) continue;
      trials.push_back(std::move(*next));
      moving.push_back(&path);
    }
    if (trials.empty()) return;
    std::vector<CurvePoint> points = curves_.points(r, trials, context_);
    for (std::size_t i = 0; i < moving.size(); ++i) {
      Path& path = *moving[i];
      if (!falls(path.point, points[i])) {
        ++path.failures;
        path.share *= kShorter;
        if (path.failures % kFailures == 0) path.pairs.clear();
        if (path.pairs.empty()) path.step *= kShorter;
        continue;
      }
      const Vector before = slope(path, r);
      if (path.pairs.empty()) path.step = std::min(kLongestStep, kLonger * path.step);
      const Vector from = std::exchange(path.v, std::move(trials[i]));
      path.value = value_of(points[i]);
      path.point = std::move(points[i]);
      path.failures = 0;
      path.share = 1;
      remember(path, plus(path.v, -1, from), plus(slope(path, r), -1, before));
    }
  }

  void keep_best(std::size_t count) {
    std::ranges::stable_sort(paths_, std::less{}, &Path::value);
    if (paths_.size() > count) paths_.resize(count);
  }

  void measure(double r) {
    for (Path& path : paths_) {
      if (path.point.there) {
        const CurveChange change = curves_.change(path.point, r, true, context_);
        note(path.seen, {r, change.change, change.error}, change);
      }
      path.step = std::clamp(kAgain * path.step, kShortestStep, kLongestStep);
    }
  }

  const std::vector<Path>& paths() const { return paths_; }

 private:
  // The gradient of ±L on the unit sphere at the path's point.
  Vector slope(const Path& path, double r) const {
    Vector g = curves_.space().inside(path.point.gradient);
    axpy(-dot(g, path.v), path.v, g);
    scale(sign_ * r, g);
    return g;
  }

  // Where the next trial goes: −B⁻¹g by the pairs kept (Nocedal's two loops), or down the gradient. Nothing where no
  // step promises anything.
  std::optional<Vector> trial(Path& path, double r) const {
    const Vector g = slope(path, r);
    const double length = norm(g);
    if (!(length > 0) || !std::isfinite(length)) return std::nullopt;
    if (!path.pairs.empty()) {
      Vector d = quasi_newton(path, g);
      axpy(-dot(d, path.v), path.v, d);
      const double promise = -dot(d, g), size = norm(d);
      const double change = std::abs(path.point.value - curves_.space().star().at.value());
      if (promise > 0 && std::isfinite(size)) {
        if (path.failures == 0 && promise <= kNothingLeft * change) {
          path.arrived = true;
          return std::nullopt;
        }
        return curves_.space().unit_inside(plus(path.v, path.share * std::min(1.0, kLongestStep / size), d));
      }
      path.pairs.clear();
    }
    return curves_.space().unit_inside(plus(path.v, -path.step / length, g));
  }

  static Vector quasi_newton(const Path& path, Vector q) {
    std::vector<double> alpha(path.pairs.size());
    for (std::size_t i = path.pairs.size(); i-- > 0;) {
      const auto& [s, y] = path.pairs[i];
      alpha[i] = dot(s, q) / dot(s, y);
      axpy(-alpha[i], y, q);
    }
    const Pair& last = path.pairs.back();
    scale(dot(last.s, last.y) / dot(last.y, last.y), q);
    for (std::size_t i = 0; i < path.pairs.size(); ++i) {
      const auto& [s, y] = path.pairs[i];
      axpy(alpha[i] - dot(y, q) / dot(s, y), s, q);
    }
    scale(-1, q);
    return q;
  }

  static void remember(Path& path, Vector s, Vector y) {
    if (!(dot(s, y) > kCurved * norm(s) * norm(y))) return;  // not convex there
    if (path.pairs.size() == kPairs) path.pairs.erase(path.pairs.begin());
    path.pairs.push_back({std::move(s), std::move(y)});
  }

  // Radii come falling. What is sought is believed of a slope only where the search has arrived.
  void note(PathChanges& seen, const ChangeAt& at, const CurveChange& change) const {
    const bool sought = sign_ * at.change < 0;
    const bool believed = change.resolved && !(change.by_slope && sought && std::abs(at.change) < change.across);
    const bool arrived = change.across <= std::abs(at.change);
    seen.lost = seen.lost || (falling(seen.changes) && !(believed && sought) && (steady(seen.changes) || !arrived));
    if (believed) {
      seen.changes.push_back(at);
      seen.below.reset();
    } else if (!seen.below) {
      seen.below = at;
    }
  }

  // What is sought at the last radii.
  bool falling(std::span<const ChangeAt> changes) const {
    return changes.size() >= kSeen &&
           std::ranges::all_of(changes.last(kSeen), [&](const ChangeAt& at) { return sign_ * at.change < 0; });
  }

  // And of an order that doesn't rise from one to the next: so near to θ* nothing should end it.
  // Where lower orders do, as in x⁶ − 100x⁸, |ΔL| falls ever more steeply before.
  static bool steady(std::span<const ChangeAt> changes) {
    const std::span<const ChangeAt> last = changes.last(kSeen);
    return order_of(last.last(2)) - order_of(last.first(2)) < kSteady;
  }

  double value_of(const CurvePoint& point) const {
    return point.there ? sign_ * point.value : std::numeric_limits<double>::infinity();
  }

  // Is ±L lower there? Where values are the same to rounding, by the trapezoidal rule: a constant in L hides the
  // values' difference, not the gradients'.
  bool falls(const CurvePoint& from, const CurvePoint& to) const {
    if (!to.there) return false;
    const double difference = to.value - from.value;
    if (std::abs(difference) > kSameValue * curves_.space().star().at.objective().traits().epsilon *
                                   std::max(std::abs(from.value), std::abs(to.value))) {
      return sign_ * difference < 0;
    }
    return sign_ * dot(plus(from.gradient, 1, to.gradient), plus(to.theta, -1, from.theta)) < 0;
  }

  ProbeCurves& curves_;
  double sign_;
  Context& context_;
  std::vector<Path> paths_;
};

}  // namespace

std::vector<PathChanges> sphere_descent(ProbeCurves& curves, double sign, std::span<const double> radii,
                                        std::size_t count, Context& context) {
  Descent descent(curves, sign, context);
  for (std::size_t j = radii.size(); j-- > 0;) {
    const bool first = j + 1 == radii.size();
    descent.arrive(radii[j]);
    for (int step = 0; step < (first ? kFirstSteps : kSteps); ++step) descent.step(radii[j]);
    if (first) descent.keep_best(kPaths);
    descent.measure(radii[j]);
  }
  std::vector<PathChanges> all;
  for (const Path& path : descent.paths()) {
    PathChanges& smallest = all.emplace_back(path.seen);
    std::ranges::reverse(smallest.changes);
    if (smallest.changes.size() > count) smallest.changes.resize(count);
  }
  return all;
}

}  // namespace saddlescope
