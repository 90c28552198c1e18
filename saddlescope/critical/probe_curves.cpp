#include "saddlescope/critical/probe_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

constexpr int kChordSteps = 30;
constexpr double kClear = 100;           // × e_L
constexpr double kUnfinished =
    1e6;  // × what the steps left: far out that estimate is coarse, and steps that arrive leave none
constexpr double kGoesOn = 10;  // × its error: a change that would still be seen
constexpr double kFlatGradient = 1e-12;  // × ‖H‖: a gradient that counts as none on a valley

}  // namespace

double order_of(std::span<const ChangeAt> changes) {
  return std::log(changes.back().change / changes.front().change) / std::log(changes.back().r / changes.front().r);
}

bool begins_at_a_distance(std::span<const ChangeAt> changes, const ChangeAt& below) {
  if (changes.size() < 2 || changes[0].change * changes[1].change <= 0) return false;
  const double p = order_of(changes.first(2));
  return std::abs(changes[0].change) * std::pow(below.r / changes[0].r, p) > kGoesOn * below.error;
}

ProbeCurves::ProbeCurves(const NullSpace& space) : space_(space), below_(space.band().begin) {
  values_outside_ = saddlescope::values_outside(space.star(), space.band());
  const Vector parts = saddlescope::parts_outside(space.star(), space.band(), space.star().at.gradient());
  for (std::size_t i = 0; i < parts.size(); ++i) left_ += parts[i] * parts[i] / std::abs(values_outside_[i]) / 2;
}

// uᵢᵀg of each point's gradient, for the eigenvectors outside the band: rows in the order of values_outside_.
Matrix ProbeCurves::parts_outside(std::span<CurvePoint* const> points) const {
  const std::size_t P = space_.star().size(), k = points.size(), outside = values_outside_.size();
  Matrix G(P, k), parts(outside, k);
  for (std::size_t j = 0; j < k; ++j) std::ranges::copy(points[j]->gradient, G.column(j).begin());
  const ConstBlock below = space_.star().eigen.below(below_), above = space_.star().eigen.above(space_.band().end);
  const BlasThreads one(1);  // a sum split among threads would depend on their number
  if (below_ > 0)
    gemm(Transpose::yes, Transpose::no, below_, k, P, 1, below.data(), P, G.data(), P, 0, parts.data(), outside);
  if (outside > below_) {
    gemm(Transpose::yes, Transpose::no, outside - below_, k, P, 1, above.data(), P, G.data(), P, 0,
         parts.data() + below_, outside);
  }
  return parts;
}

void ProbeCurves::set_parts(CurvePoint& point, std::span<const double> parts) const {
  point.left = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) point.left += parts[i] * parts[i] / std::abs(values_outside_[i]) / 2;
  point.outside = norm(parts);
}

std::vector<CurvePoint> ProbeCurves::points(double r, std::span<const Vector> directions, Context& context) const {
  std::vector<CurvePoint> points(directions.size());
  const Linearization& at = space_.star().at;
  for (std::size_t j = 0; j < points.size(); ++j) {
    CurvePoint& point = points[j];
    point.theta = plus(at.theta(), r, directions[j]);
    point.gradient.resize(at.size());
    point.value = at.objective().gradient(point.theta, point.gradient, context);
    point.there = std::isfinite(point.value) && all_finite(point.gradient);
  }
  if (!values_outside_.empty()) follow(r, directions, points, context);
  return points;
}

// Chord steps for all points at once, each as long as its gradient outside N falls.
void ProbeCurves::follow(double r, std::span<const Vector> directions, std::vector<CurvePoint>& points,
                         Context& context) const {
  const Linearization& at = space_.star().at;
  const ConstBlock below = space_.star().eigen.below(below_), above = space_.star().eigen.above(space_.band().end);
  const std::size_t P = at.size(), outside = values_outside_.size();
  std::vector<CurvePoint*> moving;
  std::vector<CurvePoint> next;  // what the moving points would become
  for (CurvePoint& point : points) {
    if (point.there) moving.push_back(&point);
  }
  Matrix parts = parts_outside(moving);
  for (std::size_t j = 0; j < moving.size(); ++j) set_parts(*moving[j], parts.column(j));
  for (int step = 0; step < kChordSteps && !moving.empty(); ++step) {
    context.throw_if_stopped();
    const std::size_t k = moving.size();
    Matrix steps(outside, k), W(P, k);
    for (std::size_t j = 0; j < k; ++j) {
      for (std::size_t i = 0; i < outside; ++i) steps(i, j) = -parts(i, j) / values_outside_[i];
    }
    {
      const BlasThreads one(1);
      if (below_ > 0) {
        gemm(Transpose::no, Transpose::no, P, k, below_, 1, below.data(), P, steps.data(), outside, 0, W.data(), P);
      }
      if (outside > below_) {
        gemm(Transpose::no, Transpose::no, P, k, outside - below_, 1, above.data(), P, steps.data() + below_, outside,
             below_ > 0 ? 1 : 0, W.data(), P);
      }
    }
    next.assign(k, {});
    std::vector<CurvePoint*> candidates;
    for (std::size_t j = 0; j < k; ++j) {
      next[j].theta = plus(moving[j]->theta, 1, W.column(j));
      next[j].gradient.resize(P);
      next[j].value = at.objective().gradient(next[j].theta, next[j].gradient, context);
      const Vector straight = plus(at.theta(), r, directions[static_cast<std::size_t>(moving[j] - points.data())]);
      next[j].there =
          std::isfinite(next[j].value) && all_finite(next[j].gradient) && distance(next[j].theta, straight) <= r;
      if (!next[j].there) std::ranges::fill(next[j].gradient, 0.0);
      candidates.push_back(&next[j]);
    }
    const Matrix after = parts_outside(candidates);
    std::vector<CurvePoint*> still;
    std::vector<std::size_t> kept;
    for (std::size_t j = 0; j < k; ++j) {
      if (!next[j].there) {
        moving[j]->there = false;
      } else if (norm(after.column(j)) < norm(parts.column(j))) {
        *moving[j] = std::move(next[j]);
        set_parts(*moving[j], after.column(j));
        still.push_back(moving[j]);
        kept.push_back(j);
      }
    }
    Matrix rest(outside, still.size());
    for (std::size_t j = 0; j < kept.size(); ++j) std::ranges::copy(after.column(kept[j]), rest.column(j).begin());
    parts = std::move(rest);
    moving = std::move(still);
  }
}

bool ProbeCurves::differs(const CurvePoint& point, Context& context) const {
  const MeasuredPoint& star = space_.star();
  const double change = std::abs(point.value - star.at.value()),
               error = star.rounding.value + kUnfinished * (left_ + point.left);
  if (!(change > error)) return false;
  const auto there = star.at.objective().linearize(point.theta, context);
  return change > error + there->rounding(ConstBlock(nullptr, star.size(), 0), context).value;
}

CurveChange ProbeCurves::change(const CurvePoint& point, double r, bool turning, Context& context) {
  const MeasuredPoint& star = space_.star();
  CurveChange result;
  result.change = point.value - star.at.value();
  double plain = star.rounding.value + space_.gradient_inside() * r + left_ + point.left;
  const double curvature = space_.band().tau * r * r / 2;
  bool still = norm(point.gradient) <= std::max(star.rounding.gradient, kFlatGradient * star.norm);
  // What rounding does there matters where the change might be rounding. Beyond few parameters it is dear, and not
  // asked where the change is far beyond what it does at θ* while the loss is of the same size.
  const bool clear = star.size() > kFewParameters &&
                     std::abs(result.change) > plain + curvature + kClear * star.rounding.value &&
                     std::abs(point.value) <= 2 * std::abs(star.at.value());
  const bool few = star.size() <= kFewParameters;
  CurveChange slope;
  if (few) slope = by_slope(point, r, 0);
  if (!clear && (std::abs(result.change) > plain || !still || slope.resolved)) {
    const auto there = star.at.objective().linearize(point.theta, context);
    const Rounding rounding = there->rounding(ConstBlock(nullptr, star.size(), 0), context);
    plain += rounding.value;
    still = still || norm(point.gradient) <= rounding.gradient;
    if (few) slope = by_slope(point, r, rounding.gradient);
  }
  result.error = plain + curvature;
  result.across = slope.across;
  result.resolved = std::abs(result.change) > result.error;
  result.flat = std::abs(result.change) <= plain && still;  // what only the band could explain is no flatness
  if (result.resolved && result.change < 0 && (!lowest_ || -result.change > lowest_->decrease)) {
    lowest_ = {point.theta, -result.change};
  }
  if (slope.resolved && (!result.resolved || (!turning && slope.change * result.change > 0))) return slope;
  return result;
}

CurveChange ProbeCurves::by_slope(const CurvePoint& point, double r, double gradient_error) const {
  CurveChange result;
  result.error = std::numeric_limits<double>::infinity();
  const Vector v = space_.inside(plus(point.theta, -1, space_.star().at.theta()));
  const double length = norm(v);
  if (!(length > 0)) return result;
  const Vector inside = space_.inside(point.gradient);
  const double slope = dot(inside, v) / length;
  result.by_slope = true;
  result.change = r * slope;
  result.across = r * norm(plus(inside, -slope / length, v));
  result.error = r * (gradient_error + space_.gradient_inside() + space_.band().tau * r + point.outside);
  result.resolved = std::abs(result.change) > result.error;
  return result;
}

}  // namespace saddlescope
