// An axis of a picture: which numbers it spans, where they lie on paper, which of them are written beside it.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace saddlescope::report {

struct Tick {
  double value = 0;
  std::string label;  ///< empty: a mark without words
};

/// Maps low … high to from … to, linearly or by logarithm.
class Axis {
 public:
  /// low < high; from ≠ to; with logarithmic 0 < low.
  Axis(double low, double high, bool logarithmic, double from, double to);

  double low() const { return low_; }
  double high() const { return high_; }
  bool logarithmic() const { return logarithmic_; }
  /// Where x lies; beyond the ends, the end.
  double at(double x) const;
  /// Round numbers, at most about `count` with words.
  std::vector<Tick> ticks(std::size_t count) const;

 private:
  double scaled(double x) const;

  double low_, high_;
  bool logarithmic_;
  double from_, to_;
};

/// An axis for these numbers with some room at both ends: by logarithm where the positive ones span a factor of 100 or
/// more. Numbers ≤ 0 then lie at its low end. Empty, or all the same: room around them.
Axis axis_for(std::span<const double> values, double from, double to);

/// 10⁻⁸, 1, 10³.
std::string power_of_ten(int exponent);

}  // namespace saddlescope::report
