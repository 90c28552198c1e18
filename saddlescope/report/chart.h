// What a chart shows, before anyone draws it: numbers in the units of the result, named axes, colours by their meaning.
// One description gives three things that can't disagree, each a pure function of it:
//
//   result ──(report/charts/)──► Chart ──► chart_svg     a static picture, for a paper and where no script runs
//                                      ├─► chart_plotly  the same, to be zoomed and hovered over
//                                      └─► chart_table   the same numbers in rows, for who can't see them
//
// A chart has one view or several of the same thing: a static picture sets the flat ones side by side, a page switches.
// Nothing here computes: what isn't in a result isn't drawn. A number that an axis can't show (not finite; ≤ 0 by
// logarithm) is left out, and each of the three says how many were (omitted()).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/language.h"

namespace saddlescope::report {

enum class Scale {
  linear,
  logarithmic,
  /// x/t up to |x| = t, the threshold, beyond it sign(x)·(1 + log₁₀(|x|/t)): 0 and both signs in one picture
  symmetric
};

/// What colours mean; each keeps its distance from the others for colour-blind eyes (Okabe & Ito) on light and on dark.
enum class Colour { ink, faint, blue, sky, green, yellow, orange, vermilion, purple };

enum class Shape { circle, square, triangle, diamond, triangle_down, cross, star };

enum class Dash { solid, dashed, dotted, dash_dotted };

struct ChartAxis {
  std::string label = {};
  Scale scale = Scale::linear;
  double threshold = 1;  ///< of a symmetric scale, > 0
  /// Ends of the axis; none: what is drawn, and some room.
  std::optional<std::pair<double, double>> range = {};
  /// Names at whole numbers, 0 first, instead of ticks (bars of named things); empty: numbers.
  std::vector<std::string> names = {};
  bool whole = false;  ///< counts: ticks at whole numbers alone
};

/// A line through points in their order, marks at them, or both.
struct Series {
  std::string name = {};  ///< in the legend; empty: not there
  bool line = false, marks = true;
  Colour colour = Colour::blue;
  Dash dash = Dash::solid;
  Shape shape = Shape::circle;
  bool hollow = false;
  bool listed = true;  ///< in the legend, if it has a name
  bool tabled = true;  ///< its points are rows of the table; false: they say no more than the field's do
  std::vector<double> x = {}, y = {};  ///< one length; what isn't finite interrupts a line
  std::vector<double> z = {};  ///< in a view with a surface: height; empty: lies on nothing, not drawn there
  std::vector<double> error_x = {}, error_y = {};  ///< ± of each; empty: none
  std::vector<std::string> label = {};  ///< written beside a mark; empty: none
  std::vector<std::string> hover = {};  ///< of each point, lines by '\n'; empty: its numbers
  /// What gives each alone, in a typewriter's letters under `hover`; empty: none.
  std::vector<std::string> command = {};
  std::vector<std::string> link = {};  ///< where a click leads in a page ("#network-3"); empty: nowhere
  /// Of a line: words beside its end, right of the plot, in place of the legend; empty: none.
  std::string end = {};
};

/// Bars that stand on `base`, over cells of the x axis.
struct Bars {
  std::string name = {};
  Colour colour = Colour::blue;
  std::vector<double> edges = {};  ///< ascending, one more than heights
  std::vector<double> heights = {};
  std::vector<double> base = {};  ///< empty: all 0
  std::vector<double> error = {};  ///< ± of the top; empty: none
  std::vector<std::string> hover = {};
};

/// Everything between two values of one axis.
struct Band {
  std::string name = {};
  bool of_x = false;  ///< of the x axis: upright; else of y
  double low = 0, high = 0;
  Colour colour = Colour::faint;
};

/// A line across the whole picture at one value of one axis, its name beside it.
struct Reference {
  std::string name = {};
  bool of_x = false;
  double value = 0;
  Colour colour = Colour::ink;
  Dash dash = Dash::dashed;
};

/// A value at each point of a grid: levels of colour with lines between them, or a surface in space.
struct Field {
  std::string name = {};  ///< of the values: "loss"
  std::string colours = {};  ///< beside the bar of colours: "loss (log)"; empty: the name
  std::vector<double> x = {}, y = {};  ///< ascending
  std::vector<double> values = {};  ///< x.size() × y.size(), x outermost; what isn't finite leaves a hole
  /// Of a finer grid of which this is a part (field_thinning.h); of a whole one nothing.
  struct Whole {
    std::size_t x = 0, y = 0;  ///< its points along either axis
    std::size_t every_x = 1, every_y = 1;  ///< of so many one is here
    std::vector<std::size_t> at_x = {}, at_y = {};  ///< which
    std::size_t holes = 0;  ///< of its values that aren't here so many aren't finite
  };
  std::optional<Whole> whole = {};
  /// The point it is about: the row and the column of the grid next to it stay, whatever of others is left out.
  std::optional<std::pair<double, double>> here = {};
  Scale scale = Scale::linear;  ///< of colours
  double threshold = 1;
  /// Ends of the colours; what lies beyond has the end's. None: all that is finite.
  std::optional<std::pair<double, double>> range = {};
};

/// Of the formula that a chart draws: set like the series of this colour and dash, the one that shows it.
struct FormulaTerm {
  std::string text = {};  ///< "+ t·gᵀd"
  std::string name = {};  ///< "gradient term"
  std::string value = {};  ///< what it comes to here: "−0.5·t"
  std::optional<Colour> colour = {};
  Dash dash = Dash::solid;
};

struct View {
  std::string label = {};  ///< of the switch between views
  ChartAxis x = {}, y = {}, z = {};
  bool spatial = false;  ///< the field is a surface over (x, y) of height z; drawn where there is WebGL
  bool same_unit = false;  ///< one unit of x is as long as one of y
  std::vector<Band> bands = {};
  std::vector<Reference> references = {};
  std::optional<Field> field = {};
  std::vector<Bars> bars = {};
  std::vector<Series> series = {};  ///< later ones lie above
};

struct Chart {
  std::string id = {};  ///< a-z, 0-9, '-': part of a file's name, an element's id in a page
  std::string title = {};  ///< what it is: "Eigenvalue spectrum"
  std::string subject = {};  ///< of what: "mlp:13-16-3:tanh, wine"; may be empty
  /// Charts of one name stand together in one static picture, because they are there to be compared; empty: alone.
  std::string picture = {};
  /// Stands beside the one before it wherever a page has room for two: each says what the other doesn't.
  bool beside = false;
  std::string description = {};  ///< one or two sentences: what is seen, in words
  std::vector<FormulaTerm> formula = {};  ///< shown beside it in a page; empty: none
  std::vector<View> views = {};  ///< at least one; at least one that isn't spatial
  /// Of its values that aren't finite so many were never evaluated, because a stop came first.
  std::size_t unevaluated = 0;
  Language language = Language::english;  ///< of the words that drawing adds
};

}  // namespace saddlescope::report
