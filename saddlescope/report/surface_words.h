// What text and page say alike of a surface.
#pragma once

#include <optional>
#include <string>

#include "saddlescope/report/words.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// Whether it is over a box, not through a point that was asked about.
bool over_box(const Surface& surface);

/// A share in hundredths of a percent, so that shares and their sum agree wherever they are said.
double percent(double share);

/// The losses that are told of a surface in one list: of marks, of curves, and the floor where it is known. Of what is
/// critical 0 where it is no more than the square of rounding, which coordinates of critical points leave of it: ε² of
/// the largest loss of the grid.
class SurfaceLosses {
 public:
  explicit SurfaceLosses(const CrossSection& section, const std::optional<double>& floor = {});
  std::string of(const Mark& mark, int digits = 8) const { return list_.told(told(mark.kind, mark.loss), digits); }
  std::string of(const Curve& curve, int digits = 8) const { return list_.told(told(curve.kind, curve.loss), digits); }
  std::string of_floor(double floor) const { return list_.told(floor); }

 private:
  double told(MarkKind kind, double loss) const;

  double nothing_ = 0;
  LossList list_;
};

/// The points along its axes: "5 × 5".
std::string grid_words(const CrossSection& section);

}  // namespace saddlescope::report
