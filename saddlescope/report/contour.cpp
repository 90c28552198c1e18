#include "saddlescope/report/contour.h"

#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope::report {
namespace {

// A side of a cell, from its lower end: along i where `upward` is false, else along j. One number for each.
using Side = std::size_t;

struct Segment {
  Side to = 0;
  GridPoint from;
  bool line = false;  // both ends lie between finite values
};

class Tracer {
 public:
  Tracer(std::span<const double> values, std::size_t nx, std::size_t ny, double level)
      : values_(values), nx_(nx), ny_(ny), level_(level) {}

  Contour trace() {
    // Cell (i, j) has its corners at (i−1, j−1) … (i, j): the grid lies within a frame of nothing.
    for (std::size_t i = 0; i <= nx_; ++i) {
      for (std::size_t j = 0; j <= ny_; ++j) cross(i, j);
    }
    return linked();
  }

 private:
  struct Corner {
    std::size_t i = 0, j = 0;  // shifted by 1: 0 and n + 1 are beyond the grid
  };

  bool known(Corner c) const {
    return c.i > 0 && c.j > 0 && c.i <= nx_ && c.j <= ny_ && std::isfinite(values_[(c.i - 1) * ny_ + c.j - 1]);
  }
  double value(Corner c) const { return values_[(c.i - 1) * ny_ + c.j - 1]; }
  bool inside(Corner c) const { return known(c) && value(c) >= level_; }

  Side side(Corner a, Corner b) const {
    const bool upward = a.i == b.i;
    const Corner low = a.i < b.i || a.j < b.j ? a : b;
    return (low.i * (ny_ + 2) + low.j) * 2 + (upward ? 1 : 0);
  }

  // Where the level lies between a, inside, and b, outside.
  GridPoint between(Corner a, Corner b) const {
    double part = 0;
    if (known(b) && std::isfinite(level_)) {
      const double unit = std::abs(value(a)) > 1 || std::abs(value(b)) > 1 ? 0.5 : 1;  // no difference overflows
      part = (value(a) * unit - level_ * unit) / (value(a) * unit - value(b) * unit);
    }
    const auto mixed = [part](std::size_t from, std::size_t to) {
      const double x = static_cast<double>(from) - 1;
      return x + part * (static_cast<double>(to) - 1 - x);
    };
    return {mixed(a.i, b.i), mixed(a.j, b.j)};
  }

  // The segments of one cell, the inside on their left. Corners go round against the clock.
  void cross(std::size_t i, std::size_t j) {
    const std::array<Corner, 4> corners{Corner{i, j}, Corner{i + 1, j}, Corner{i + 1, j + 1}, Corner{i, j + 1}};
    std::array<bool, 4> in{};
    std::size_t count = 0;
    bool all_known = true;
    for (std::size_t c = 0; c < 4; ++c) {
      in[c] = inside(corners[c]);
      count += in[c];
      all_known = all_known && known(corners[c]);
    }
    if (count == 0 || count == 4) return;
    const bool opposite = count == 2 && in[0] == in[2];
    const bool middle =
        opposite && all_known &&
        (value(corners[0]) / 4 + value(corners[1]) / 4 + value(corners[2]) / 4 + value(corners[3]) / 4) >= level_;
    for (std::size_t c = 0; c < 4; ++c) {
      if (!in[c] || in[(c + 1) % 4]) continue;
      // The level is left across side c; the outline comes back in where the outside ends: at the next side on which it
      // does, or, where the middle is outside, at the last one before.
      std::size_t back = (c + 1) % 4;
      if (opposite && !middle) back = (c + 3) % 4;
      while (in[back] || !in[(back + 1) % 4]) back = (back + 1) % 4;
      add(corners[c], corners[(c + 1) % 4], corners[(back + 1) % 4], corners[back], all_known);
    }
  }

  // From the side on which the outline enters the cell to the one on which it leaves it.
  void add(Corner out_inside, Corner out_outside, Corner in_inside, Corner in_outside, bool line) {
    const Side from = side(out_inside, out_outside), to = side(in_inside, in_outside);
    if (!next_.emplace(from, Segment{to, between(out_inside, out_outside), line}).second) {
      throw_internal("one outline begins at a side of a cell");
    }
    order_.push_back(from);
  }

  Contour linked() {
    Contour result;
    for (const Side start : order_) {
      std::vector<Segment> loop;
      for (auto at = next_.find(start); at != next_.end(); at = next_.find(loop.back().to)) {
        loop.push_back(at->second);
        next_.erase(at);
      }
      if (!loop.empty()) keep(loop, result);
    }
    return result;
  }

  static void keep(const std::vector<Segment>& loop, Contour& result) {
    std::vector<GridPoint>& outline = result.outlines.emplace_back();
    for (const Segment& segment : loop) outline.push_back(segment.from);
    std::size_t first = 0;  // begin behind a part that is no line, if there is one
    while (first < loop.size() && loop[first].line) ++first;
    const bool closed = first == loop.size();
    if (closed) first = 0;
    bool drawing = false;
    for (std::size_t k = 0; k < loop.size(); ++k) {
      const Segment& segment = loop[(first + k) % loop.size()];
      if (segment.line && !drawing) result.lines.push_back({segment.from});
      drawing = segment.line;
      if (drawing) result.lines.back().push_back(loop[(first + k + 1) % loop.size()].from);
    }
  }

  std::span<const double> values_;
  std::size_t nx_, ny_;
  double level_;
  std::unordered_map<Side, Segment> next_;
  std::vector<Side> order_;
};

}  // namespace

Contour contour(std::span<const double> values, std::size_t nx, std::size_t ny, double level) {
  if (values.size() != nx * ny) throw_internal("a grid has a value at each of its points");
  return Tracer(values, nx, ny, level).trace();
}

}  // namespace saddlescope::report
