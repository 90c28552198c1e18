#include "saddlescope/report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "saddlescope/base/error.h"
#include "saddlescope/base/utf8.h"

namespace saddlescope::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// One of the characters that order what stands around them: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
bool reorders(std::string_view c) {
  constexpr std::string_view kLetterMark = "\xD8\x9C", kMarks = "\xE2\x80", kIsolates = "\xE2\x81";
  if (c == kLetterMark) return true;
  if (c.size() != 3) return false;
  const auto last = static_cast<unsigned char>(c[2]);
  if (c.starts_with(kMarks)) return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
  return c.starts_with(kIsolates) && last >= 0xA6 && last <= 0xA9;
}

}  // namespace

std::string well_formed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const char c = text[0];
    const bool control = length == 1 && ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F);
    const bool shown = length > 0 && !control && !reorders(text.substr(0, length));
    out += shown ? text.substr(0, length) : kReplacement;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string respelt(std::string_view text, std::initializer_list<std::pair<char, std::string_view>> words) {
  std::string out;
  for (const char c : well_formed(text)) {
    const auto* const word = std::ranges::find(words, c, &std::pair<char, std::string_view>::first);
    if (word == words.end()) {
      out += c;
    } else {
      out += word->second;
    }
  }
  return out;
}

std::string xml_escaped(std::string_view text) {
  return respelt(text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}});
}

std::string millimetres(double x) {
  if (!std::isfinite(x)) throw_internal("every coordinate of a picture is finite");
  std::string text = fmt::format("{:.2f}", x);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

Svg::Svg(const SvgHead& head) : id_prefix_(head.id_prefix) {
  const std::string w = millimetres(head.width), h = millimetres(head.height);
  if (head.in_page) {
    const std::string spoken = head.title + (head.description.empty() ? "" : ": ") + head.description;
    head_ = fmt::format("<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", w, h,
                        xml_escaped(spoken));
  } else {
    head_ = fmt::format(
        "{}{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n"
        "<style>\n{}</style>\n",
        kSvgBegin, w, h, w, h, xml_escaped(head.title), xml_escaped(head.description), head.style);
  }
  rectangle(0, 0, head.width, head.height, "paper");
}

void Svg::open(std::string_view element, std::string_view css_class) {
  body_ += fmt::format("<{}", element);
  if (!css_class.empty()) body_ += fmt::format(" class=\"{}\"", xml_escaped(css_class));
}

std::string Svg::id(std::string_view name) const { return xml_escaped(id_prefix_) + xml_escaped(name); }

void Svg::begin_clip(std::string_view name, double x, double y, double width, double height) {
  definitions_ += fmt::format("<clipPath id=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
                              id(name), millimetres(x), millimetres(y), millimetres(width), millimetres(height));
  body_ += fmt::format("<g clip-path=\"url(#{})\">\n", id(name));
  ++groups_;
}

void Svg::end_group() {
  if (groups_ == 0) throw_internal("a group that ends has begun");
  body_ += "</g>\n";
  --groups_;
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  open("line", css_class);
  body_ += fmt::format(" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", millimetres(x1), millimetres(y1),
                       millimetres(x2), millimetres(y2));
}

void Svg::rectangle(double x, double y, double width, double height, std::string_view css_class) {
  open("rect", css_class);
  body_ += fmt::format(" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", millimetres(x), millimetres(y),
                       millimetres(width), millimetres(height));
}

void Svg::path(std::string_view data, std::string_view css_class, std::string_view fill) {
  open("path", css_class);
  if (!fill.empty()) body_ += fmt::format(" fill=\"{}\"", xml_escaped(fill));
  body_ += fmt::format(" d=\"{}\"/>\n", xml_escaped(data));
}

void Svg::text(double x, double y, std::string_view words, double size, Anchor anchor, bool rotated,
               std::string_view css_class) {
  open("text", css_class);
  body_ += fmt::format(" x=\"{}\" y=\"{}\" font-size=\"{}\"", millimetres(x), millimetres(y), millimetres(size));
  if (anchor != Anchor::start) body_ += fmt::format(" text-anchor=\"{}\"", anchor == Anchor::middle ? "middle" : "end");
  if (rotated) body_ += fmt::format(" transform=\"rotate(-90 {} {})\"", millimetres(x), millimetres(y));
  body_ += fmt::format(">{}</text>\n", xml_escaped(words));
}

void Svg::define(std::string_view name, std::string_view path, double scale) {
  const std::string larger = scale == 1 ? "" : fmt::format(" transform=\"scale({})\"", millimetres(scale));
  definitions_ += fmt::format("<path id=\"{}\" d=\"{}\"{}/>\n", id(name), xml_escaped(path), larger);
}

void Svg::use(std::string_view name, double x, double y, std::string_view css_class, std::string_view tooltip,
              std::string_view link) {
  const std::string href = link.starts_with('#') ? "#" + id(link.substr(1)) : xml_escaped(link);
  if (!link.empty()) body_ += fmt::format("<a href=\"{}\" xlink:href=\"{}\">", href, href);
  open("use", css_class);
  body_ += fmt::format(" xlink:href=\"#{}\" x=\"{}\" y=\"{}\"", id(name), millimetres(x), millimetres(y));
  body_ += tooltip.empty() ? "/>" : fmt::format("><title>{}</title></use>", xml_escaped(tooltip));
  body_ += link.empty() ? "\n" : "</a>\n";
}

std::string Svg::document() const {
  std::string text = head_;
  if (!definitions_.empty()) text += "<defs>\n" + definitions_ + "</defs>\n";
  text += body_;
  for (int g = 0; g < groups_; ++g) text += "</g>\n";
  return text + "</svg>\n";
}

}  // namespace saddlescope::report
