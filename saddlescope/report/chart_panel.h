// One view of a chart in a picture: its box, what is drawn in it, the words beside it (chart_svg.h puts several
// together).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/svg.h"

namespace saddlescope::report {

/// Heights of letters, millimetres: 8 and 7 points.
inline constexpr double kLetters = 2.8, kSmallLetters = 2.45;

/// Where a view lies on its picture.
struct PanelBox {
  double left = 0, top = 0, width = 0, height = 0;  ///< of the plot itself
  double outer_left = 0;  ///< where the words of the y axis begin
};

class Panel {
 public:
  /// with_y: words beside the y axis; false where the panel to the left has the same.
  Panel(const View& view, Range x, Range y, std::string id, bool with_y);

  /// Room left and right of the plot for words and colours.
  double left_margin() const;
  double right_margin() const;
  /// Width and height of the plot where there is so much room across; `single`: it stands alone in its row.
  std::pair<double, double> size_for(double room, bool single) const;
  /// Room below the plot.
  static double foot() { return 9.5; }

  /// Links lead somewhere in a page alone.
  void draw(Svg& svg, const PanelBox& box, bool in_page) const;

 private:
  const View& view_;
  Range x_, y_;
  std::string id_;
  bool with_y_;
};

/// The id of a shape's definition.
std::string shape_id(const std::string& chart, Shape shape);

}  // namespace saddlescope::report
