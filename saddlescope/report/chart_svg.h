// A chart as a static picture: vector text, sizes in millimetres, few and short elements, so that it may stand in a
// paper.
//
// The flat views stand side by side, or under one another in a page. Coordinates are cut to a hundredth of a
// millimetre, and points that fall onto one another there are drawn once where they have nothing else to say: a picture
// of 10⁴ eigenvalues stays light. A field is drawn as levels of colour with contour lines between them (contour.h).
#pragma once

#include <span>
#include <string>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

struct SvgOptions {
  double width = 0;  ///< millimetres; 0: 120, or 180 where views stand side by side
  /// Part of a page: <svg> as HTML5 takes it, classes without a style of their own (chart_css() once a page).
  bool in_page = false;
  /// Before each id and in each link to one, so that several pictures share a page.
  std::string id_prefix = {};
};

/// A whole document, or a part of a page.
std::string chart_svg(const Chart& chart, const SvgOptions& options = {});
/// Several under one another as one document; `title`: its name for who can't see it.
std::string chart_svg(std::span<const Chart> charts, const std::string& title, const SvgOptions& options = {});

/// The rules of the classes of pictures in a page; their colours are the variables --chart-ink, --chart-blue, ….
std::string chart_css();
/// "--chart-ink:#222222;--chart-faint:…": declarations of all of them, for light paper or dark.
std::string chart_variables(bool dark);

}  // namespace saddlescope::report
