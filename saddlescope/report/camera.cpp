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

constexpr double kDistance = 2.45;
constexpr double kUsualAround = -136.2;  // degrees from the x axis
constexpr std::array kHeights{24.8, 35.0, 48.0};  // degrees above the ground
constexpr int kAround = 24;
constexpr double kOblique = 10;  // degrees from an axis at least: along it, it would be a point
constexpr double kLost = 0.05;  // shares are told apart in such steps
constexpr double kSide = 0.8;  // of its length that a line is seen to have, where it is seen from the side
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

using Line = std::vector<Place>;

std::vector<Line> lines_on(const View& view, const Land& land) {
  std::vector<Line> list;
  for (const Series& series : view.series) {
    if (!series.line || series.z.size() != series.x.size()) continue;
    Line line;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Place at = land.place(series.x[i], series.y[i], series.z[i]);
      const bool within = std::abs(at.x) <= 0.5 && std::abs(at.y) <= 0.5 && std::isfinite(at.z);
      if (within) line.push_back(at);
    }
    if (line.size() > 1) list.push_back(std::move(line));
  }
  return list;
}

// Which share of a line's length is seen from so far that all lines of sight are parallel: 0 along it, 1 from its side.
double seen_length(const Line& line, const Eye& eye) {
  const double away = std::hypot(eye.x, eye.y, eye.z);
  double length = 0, seen = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double x = line[i].x - line[i - 1].x, y = line[i].y - line[i - 1].y, z = line[i].z - line[i - 1].z;
    const double towards = (x * eye.x + y * eye.y + z * eye.z) / away, all = std::hypot(x, y, z);
    length += all;
    seen += std::sqrt(std::max(0.0, all * all - towards * towards));
  }
  return length > 0 ? seen / length : 1;
}

Eye eye_at(double around, double above) {
  const double a = around * std::numbers::pi / 180, b = above * std::numbers::pi / 180;
  const auto rounded = [](double value) { return std::round(100 * value) / 100; };
  return {rounded(kDistance * std::cos(b) * std::cos(a)), rounded(kDistance * std::cos(b) * std::sin(a)),
          rounded(kDistance * std::sin(b))};
}

// What is drawn on the surface.
struct Drawn {
  std::vector<Marked> marked;
  std::vector<Line> lines;
};

// By how much the lines are seen shorter than from the side, on average.
double length_lost(const std::vector<Line>& lines, const Eye& eye) {
  double sum = 0;
  for (const Line& line : lines) sum += std::max(0.0, kSide - seen_length(line, eye));
  return lines.empty() ? 0 : sum / static_cast<double>(lines.size());
}

struct Sight {
  Eye eye;
  double lost = 0;  // what is hidden, or shortened, in whole multiples of kLost
  double room = 0;
};

Sight sight(const Land& land, const Drawn& drawn, const Eye& eye) {
  Sight all{eye};
  double weights = 0;
  for (const Marked& mark : drawn.marked) {
    const double free = room(land, mark.at, eye);
    if (free < 0) all.lost += mark.weight;
    all.room += mark.weight * free;
    weights += mark.weight;
  }
  all.lost = std::floor((all.lost / weights + length_lost(drawn.lines, eye)) / kLost);
  all.room /= weights;
  return all;
}

// The best from this height; of those alike the first, which is the usual one.
Sight best_around(const Land& land, const Drawn& drawn, double above) {
  Sight best = sight(land, drawn, eye_at(kUsualAround, above));
  for (int turn = 1; turn < kAround; ++turn) {
    const double around = kUsualAround + 360.0 / kAround * turn;
    if (std::abs(std::remainder(around, 90)) < kOblique) continue;
    const Sight other = sight(land, drawn, eye_at(around, above));
    if (other.lost < best.lost || (other.lost == best.lost && other.room > best.room + kAhead)) best = other;
  }
  return best;
}

}  // namespace

Eye eye_for(const View& view) {
  const Eye usual = eye_at(kUsualAround, kHeights[0]);
  if (!view.field || view.field->x.size() < 2 || view.field->y.size() < 2) return usual;
  const Land land(view);
  const Drawn drawn{marked_on(view, land), lines_on(view, land)};
  if (drawn.marked.empty()) return usual;
  Sight best = best_around(land, drawn, kHeights[0]);
  for (std::size_t k = 1; k < kHeights.size() && best.lost > 0; ++k) {
    const Sight higher = best_around(land, drawn, kHeights[k]);
    if (higher.lost < best.lost) best = higher;
  }
  return best.eye;
}

}  // namespace saddlescope::report
