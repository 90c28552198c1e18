#include "saddlescope/report/camera.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"

namespace saddlescope::report {
namespace {

constexpr double kDistance = 2.29;
constexpr double kUsualAround = -136.2;  // degrees from the x axis
constexpr std::array kHeights{24.8, 35.0, 48.0};  // degrees above the ground
constexpr int kAround = 24;
constexpr double kOblique = 10;  // degrees from an axis at least: along it, it would be a point
constexpr double kHidden = 0.05;  // shares are told apart in such steps
constexpr double kAhead = 1e-6;   // by more than rounding
constexpr std::size_t kPoints = 200;  // that are looked at, of more evenly chosen ones

struct Place {
  double x = 0, y = 0, z = 0;
};

// The surface in the box.
class Land {
 public:
  explicit Land(const View& view)
      : field_(*view.field),
        x_(x_range(view)),
        y_(y_range(view)),
        z_(view.z, z_range(view), -kBoxHeight / 2, kBoxHeight / 2) {
    heights_.reserve(field_.values.size());
    for (const double value : field_.values) heights_.push_back(height(value));
  }

  double height(double value) const { return std::isfinite(value) ? z_.at(value) : std::nan(""); }

  /// NaN where it lies outside.
  Place place(double x, double y, double value) const {
    return {part(x, x_) - 0.5, part(y, y_) - 0.5, height(value) + kLift * kBoxHeight};
  }

  /// Between the points of the grid; NaN beyond it and at holes.
  double under(double x, double y) const {
    return between(field_, heights_, x_.first + (x + 0.5) * (x_.second - x_.first),
                   y_.first + (y + 0.5) * (y_.second - y_.first));
  }

  double step() const { return 0.5 / static_cast<double>(std::max(field_.x.size(), field_.y.size())); }

 private:
  static double part(double at, const Range& range) { return (at - range.first) / (range.second - range.first); }

  const Field& field_;
  Range x_, y_;
  Axis z_;
  std::vector<double> heights_;
};

struct Marked {
  Place at;
  double weight = 1;  // of a line all its points together weigh as much as a mark
};

std::vector<Marked> marked_on(const View& view, const Land& land) {
  std::vector<Marked> list;
  for (const Series& series : view.series) {
    if (series.z.size() != series.x.size()) continue;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Place at = land.place(series.x[i], series.y[i], series.z[i]);
      const bool within = std::abs(at.x) <= 0.5 && std::abs(at.y) <= 0.5 && std::isfinite(at.z);
      if (within) list.push_back({at, series.marks ? 1 : 1 / static_cast<double>(series.x.size())});
    }
  }
  if (list.size() <= kPoints) return list;
  std::vector<Marked> some;
  some.reserve(kPoints);
  for (std::size_t k = 0; k < kPoints; ++k) some.push_back(list[k * list.size() / kPoints]);
  return some;
}

// How steeply the line of sight may fall before the surface crosses it; negative where it is crossed.
double room(const Land& land, const Place& from, const Eye& eye) {
  const double dx = eye.x - from.x, dy = eye.y - from.y, far = std::hypot(dx, dy);
  double horizon = -1;
  for (double way = 2 * land.step(); way < far; way += land.step()) {
    const double x = from.x + way / far * dx, y = from.y + way / far * dy;
    if (std::abs(x) > 0.5 || std::abs(y) > 0.5) break;
    const double ground = land.under(x, y);
    if (std::isfinite(ground)) horizon = std::max(horizon, (ground - from.z) / way);
  }
  return (eye.z - from.z) / far - horizon;
}

Eye eye_at(double around, double above) {
  const double a = around * std::numbers::pi / 180, b = above * std::numbers::pi / 180;
  const auto rounded = [](double value) { return std::round(100 * value) / 100; };
  return {rounded(kDistance * std::cos(b) * std::cos(a)), rounded(kDistance * std::cos(b) * std::sin(a)),
          rounded(kDistance * std::sin(b))};
}

struct Sight {
  Eye eye;
  double hidden = 0;  // in whole multiples of kHidden
  double room = 0;
};

Sight sight(const Land& land, const std::vector<Marked>& marked, const Eye& eye) {
  Sight all{eye};
  double weights = 0;
  for (const Marked& mark : marked) {
    const double free = room(land, mark.at, eye);
    if (free < 0) all.hidden += mark.weight;
    all.room += mark.weight * free;
    weights += mark.weight;
  }
  all.hidden = std::floor(all.hidden / weights / kHidden);
  all.room /= weights;
  return all;
}

// The best from this height; of those alike the first, which is the usual one.
Sight best_around(const Land& land, const std::vector<Marked>& marked, double above) {
  Sight best = sight(land, marked, eye_at(kUsualAround, above));
  for (int turn = 1; turn < kAround; ++turn) {
    const double around = kUsualAround + 360.0 / kAround * turn;
    if (std::abs(std::remainder(around, 90)) < kOblique) continue;
    const Sight other = sight(land, marked, eye_at(around, above));
    if (other.hidden < best.hidden || (other.hidden == best.hidden && other.room > best.room + kAhead)) best = other;
  }
  return best;
}

}  // namespace

Eye eye_for(const View& view) {
  const Eye usual = eye_at(kUsualAround, kHeights[0]);
  if (!view.field || view.field->x.size() < 2 || view.field->y.size() < 2) return usual;
  const Land land(view);
  const std::vector<Marked> marked = marked_on(view, land);
  if (marked.empty()) return usual;
  Sight best = best_around(land, marked, kHeights[0]);
  for (std::size_t k = 1; k < kHeights.size() && best.hidden > 0; ++k) {
    const Sight higher = best_around(land, marked, kHeights[k]);
    if (higher.hidden < best.hidden) best = higher;
  }
  return best.eye;
}

}  // namespace saddlescope::report
