// An axis of a picture: which numbers it spans, where they lie on paper, which of them are written beside it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

struct Tick {
  double value = 0;
  std::string label;  ///< empty: a mark without words
};

/// Whether a scale has a place for x: finite, and > 0 by logarithm.
bool shows(const ChartAxis& axis, double x);
/// Whether an axis can go from the one to the other: finite, ascending, > 0 by logarithm.
bool spans(Scale scale, const std::pair<double, double>& range);
/// Where x lies on the scale, in units of its own: x; log₁₀ x; chart.h's formula for a symmetric one. shows(axis, x).
double scaled(Scale scale, double threshold, double x);
/// The same on a scale that shows low … high alone. A logarithm goes straight on below `low`, as steep as there, down to
/// where 0 lies: cut off, every level between a point below and one above would run along points of the grid.
double scaled_within(Scale scale, double threshold, const std::pair<double, double>& range, double x);
/// The x that lies there.
double unscaled(Scale scale, double threshold, double s);

/// Maps low … high to from … to by a scale.
class Axis {
 public:
  /// low < high; from ≠ to; by logarithm 0 < low.
  Axis(double low, double high, Scale scale, double threshold, double from, double to);
  Axis(const ChartAxis& of, const std::pair<double, double>& range, double from, double to)
      : Axis(range.first, range.second, of.scale, of.threshold, from, to) {}

  double low() const { return low_; }
  double high() const { return high_; }
  double from() const { return from_; }
  double to() const { return to_; }
  /// Where x lies; beyond the ends, the end.
  double at(double x) const;
  /// Where x lies, up to a whole axis beyond the ends: of lines that leave the picture.
  double beyond(double x) const;
  bool holds(double x) const { return low_ <= x && x <= high_; }
  /// Round numbers, at most about `count` with words.
  std::vector<Tick> ticks(std::size_t count) const;

 private:
  double part(double x) const;

  double low_, high_;
  Scale scale_;
  double threshold_;
  double from_, to_;
};

/// The axis' own range where it spans one; else that which shows these numbers with some room at both ends; those that
/// the scale has no place for don't count. None, or all the same: room around them.
std::pair<double, double> range_of(const ChartAxis& axis, std::span<const double> values);

/// The range and half as much again, as far as numbers reach.
std::pair<double, double> widened(const std::pair<double, double>& range);

/// An axis for these numbers: linear; where their sizes span a factor of 100 or more by logarithm, which is symmetric
/// where 0 or both signs occur.
ChartAxis axis_of(std::string label, std::span<const double> values);

/// Edges of so many cells that are equally long on the axis, over what it shows of these numbers; ascending.
std::vector<double> equal_cells(const ChartAxis& axis, std::span<const double> values, std::size_t count);
/// The cell that holds a number: its lower edge belongs to it, of the last one both; what lies beyond the ends counts
/// to the outermost.
std::size_t cell_of(double value, const std::vector<double>& edges);

/// Round numbers between low and high on a scale, at most about `count` with words.
std::vector<Tick> ticks(Scale scale, double threshold, double low, double high, std::size_t count);

/// 1, 2 or 5 times a power of ten, `least` or the next above it.
double round_step(double least);
/// The power of ten at or below x > 0; the least number there is where that underflows.
double decade_below(double x);

/// A multiple of `step` with the digits that tell it from its neighbours: 0.25, −2×10⁻⁹.
std::string tick_label(double value, double step);
/// A power of ten with its sign.
std::string decade_label(double value);
/// 10⁻⁸, 1, 10³.
std::string power_of_ten(int exponent);

}  // namespace saddlescope::report
