#include "saddlescope/critical/sphere_descent.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kStarts = 24, kPaths = 6;
constexpr int kFirstSteps = 48, kSteps = 12;
constexpr double kLongestStep = 0.5, kShortestStep = 1e-12;  // angles
constexpr double kSameValue = 64;  // × eps × |L|
constexpr double kLonger = 1.5, kShorter = 0.4, kAgain = 4;  // after success, after failure, at the next radius

struct Path {
  Vector v;
  CurvePoint point = {};
  double value = 0;  // ±L there; infinite where there is no point
  double step = kLongestStep;
  std::vector<ChangeAt> changes = {};  // at the resolved radii, falling
  std::optional<ChangeAt> below = {};
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
      paths_[i].value = value_of(points[i]);
      paths_[i].point = std::move(points[i]);
    }
  }

  // One step of each path down the sphere of radius r; a step that doesn't descend is shortened.
  void step(double r) {
    std::vector<Vector> trials;
    std::vector<Path*> moving;
    for (Path& path : paths_) {
      if (!path.point.there) continue;
      Vector slope = curves_.space().inside(path.point.gradient);
      axpy(-dot(slope, path.v), path.v, slope);
      const double length = norm(slope);
      if (!(length > 0)) continue;
      std::optional<Vector> next = curves_.space().unit_inside(plus(path.v, -sign_ * path.step / length, slope));
      if (!next) continue;
      trials.push_back(std::move(*next));
      moving.push_back(&path);
    }
    std::vector<CurvePoint> points = curves_.points(r, trials, context_);
    for (std::size_t i = 0; i < moving.size(); ++i) {
      Path& path = *moving[i];
      if (falls(path.point, points[i])) {
        const double value = value_of(points[i]);
        path.v = std::move(trials[i]);
        path.point = std::move(points[i]);
        path.value = value;
        path.step = std::min(kLongestStep, kLonger * path.step);
      } else {
        path.step *= kShorter;
      }
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
        const ChangeAt at{r, change.change, change.error};
        if (change.resolved) {
          path.changes.push_back(at);
          path.below.reset();
        } else if (!path.below) {
          path.below = at;
        }
      }
      path.step = std::clamp(kAgain * path.step, kShortestStep, kLongestStep);
    }
  }

  const std::vector<Path>& paths() const { return paths_; }

 private:
  double value_of(const CurvePoint& point) const {
    return point.there ? sign_ * point.value : std::numeric_limits<double>::infinity();
  }

  // Is ±L lower there? Where values are the same to rounding, by the trapezoidal rule: a constant in L hides the values'
  // difference, not the gradients'.
  bool falls(const CurvePoint& from, const CurvePoint& to) const {
    if (!to.there) return false;
    const double difference = to.value - from.value;
    if (std::abs(difference) > kSameValue * kEps * std::max(std::abs(from.value), std::abs(to.value))) {
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
    PathChanges& smallest = all.emplace_back();
    smallest.changes.assign(path.changes.rbegin(), path.changes.rend());
    if (smallest.changes.size() > count) smallest.changes.resize(count);
    smallest.below = path.below;
  }
  return all;
}

}  // namespace saddlescope
