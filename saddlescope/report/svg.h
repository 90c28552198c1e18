// A small writer of SVG 1.1: shapes in millimetres, text escaped. The same calls give the same bytes: no clock, no locale.
//
// Limits: coordinates are written to a hundredth of a millimetre; one that isn't finite throws Error(internal): a picture
// that silently lacks a point lies.
#pragma once

#include <string>
#include <string_view>

namespace saddlescope::report {

/// Text as it may stand between tags or in an attribute in quotes: & < > " ' escaped, control characters and bytes that
/// are no UTF-8 replaced by U+FFFD.
std::string xml_escaped(std::string_view text);

/// A number of millimetres: "12.5", "-0.03", "7".
std::string millimetres(double x);

enum class Anchor { start, middle, end };

class Svg {
 public:
  /// title and description are what a screen reader says. style: CSS of the classes used below.
  Svg(double width, double height, std::string_view title, std::string_view description, std::string_view style);

  void begin_group(std::string_view css_class);  ///< everything until end_group() is of that class
  void end_group();
  void line(double x1, double y1, double x2, double y2, std::string_view css_class = {});
  void rectangle(double x, double y, double width, double height, std::string_view css_class = {});
  /// size: height of the letters in millimetres. rotated: reads upwards.
  void text(double x, double y, std::string_view words, double size, Anchor anchor = Anchor::start,
            bool rotated = false, std::string_view css_class = {});
  /// A shape to be used often. path: SVG path data around (0, 0), drawn `scale` times as large.
  void define(std::string_view id, std::string_view path, double scale = 1);
  void use(std::string_view id, double x, double y, std::string_view css_class = {});
  /// Words shown where a pointer rests on what the group holds.
  void tooltip(std::string_view words);

  /// The whole document; open groups are closed.
  std::string document() const;

 private:
  void open(std::string_view element, std::string_view css_class);

  std::string head_, definitions_, body_;
  int groups_ = 0;
};

}  // namespace saddlescope::report
