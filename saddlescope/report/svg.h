// A small writer of SVG 1.1: shapes in millimetres, text escaped. The same calls give the same bytes: no clock, no
// locale.
//
// Limits: coordinates are written to a hundredth of a millimetre; one that isn't finite throws Error(internal): a
// picture that silently lacks a point lies.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace saddlescope::report {

/// Control characters but the line's end, those that reorder text (a name with one would turn the words around it, or hide
/// part of a command), and bytes that are no UTF-8, replaced by U+FFFD. Letters written from right to left stay.
std::string well_formed(std::string_view text);

/// well_formed(), with other words for some characters.
std::string respelt(std::string_view text, std::initializer_list<std::pair<char, std::string_view>> words);

/// Text as it may stand between tags or in an attribute in quotes: & < > " ' escaped; well formed.
std::string xml_escaped(std::string_view text);

/// A number of millimetres: "12.5", "-0.03", "7".
std::string millimetres(double x);

enum class Anchor { start, middle, end };

struct SvgHead {
  double width = 0, height = 0;  ///< millimetres
  std::string title = {}, description = {};  ///< what a screen reader says
  std::string style = {};  ///< CSS of the classes used below
  /// Part of an HTML page: as wide as there is room, styled by the page, spoken of by its label (a title would be shown
  /// wherever a pointer rests).
  bool in_page = false;
  std::string id_prefix = {};  ///< before every id and in every link to one
};

/// How every document of our own begins: by this a file is known for a picture that may be drawn again.
inline constexpr std::string_view kSvgBegin =
    R"(<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="chart" width=")";

class Svg {
 public:
  explicit Svg(const SvgHead& head);

  /// Everything until end_group() is seen within a rectangle alone. name: of its id, unique in the picture.
  void begin_clip(std::string_view name, double x, double y, double width, double height);
  void end_group();
  void line(double x1, double y1, double x2, double y2, std::string_view css_class = {});
  void rectangle(double x, double y, double width, double height, std::string_view css_class = {});
  /// data: SVG path data.
  void path(std::string_view data, std::string_view css_class, std::string_view fill = {});
  /// size: height of the letters in millimetres. rotated: reads upwards.
  void text(double x, double y, std::string_view words, double size, Anchor anchor = Anchor::start,
            bool rotated = false, std::string_view css_class = {});
  /// A shape to be used often. path: SVG path data around (0, 0), drawn `scale` times as large.
  void define(std::string_view name, std::string_view path, double scale = 1);
  /// tooltip: words shown where a pointer rests on it; link: where a click leads.
  void use(std::string_view name, double x, double y, std::string_view css_class = {}, std::string_view tooltip = {},
           std::string_view link = {});

  /// The whole document; open groups are closed.
  std::string document() const;

 private:
  void open(std::string_view element, std::string_view css_class);
  std::string id(std::string_view name) const;

  std::string id_prefix_, head_, definitions_, body_;
  int groups_ = 0;
};

}  // namespace saddlescope::report
