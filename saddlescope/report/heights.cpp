#include "saddlescope/report/heights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace saddlescope::report {
namespace {

constexpr std::size_t kColumns = 61;
constexpr double kAspect = 0.5;  // a letter is twice as high as wide
constexpr std::array<std::string_view, 5> kShades{" ", "░", "▒", "▓", "█"};
constexpr std::string_view kNoValue = "!", kNotThere = "?";
constexpr std::array<std::string_view, 8> kEighths{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// Cell number `i` of `cells` shows this entry of an axis.
std::size_t entry(std::size_t i, std::size_t cells, std::size_t axis) {
  return cells == 1 ? axis / 2 : (i * (axis - 1) + (cells - 1) / 2) / (cells - 1);
}

std::string_view letter(const Mark& mark) {
  switch (mark.kind) {
    case MarkKind::here:
      return "o";
    case MarkKind::checkpoint:
      return "·";
    case MarkKind::target:
      return "*";
    case MarkKind::minimum:
    case MarkKind::way_out:
      return "+";
    case MarkKind::critical:
      break;
  }
  switch (mark.verdict.value_or(VerdictKind::undetermined)) {
    case VerdictKind::saddle:
    case VerdictKind::degenerate_saddle:
      return "S";
    case VerdictKind::local_minimum:
    case VerdictKind::degenerate_minimum:
      return "m";
    case VerdictKind::local_maximum:
    case VerdictKind::degenerate_maximum:
      return "M";
    default:
      return "x";
  }
}

// What the letters stand for, in the order of the key.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kLetterKey{{{"o", "here"},
                                                                                    {"S", "saddle"},
                                                                                    {"m", "minimum"},
                                                                                    {"M", "maximum"},
                                                                                    {"x", "another critical point"},
                                                                                    {"·", "curve or checkpoint"},
                                                                                    {"+", "lowest, or way out"},
                                                                                    {"*", "other weights"},
                                                                                    {kNotThere, "not evaluated"},
                                                                                    {kNoValue, "no finite loss"}}};

// Of the letters that occur.
std::string key(const std::vector<std::string_view>& cells) {
  std::string text;
  for (const auto& [letter, words] : kLetterKey) {
    if (std::ranges::find(cells, letter) == cells.end()) continue;
    text.append(text.empty() ? "  " : "; ").append(letter).append(" ").append(words);
  }
  return text.empty() ? text : text + "\n";
}

// The height of a loss between both ends of the range.
std::string_view height(double loss, const std::pair<double, double>& range) {
  const auto [low, high] = range;
  const double part = high > low ? std::clamp((loss - low) / (high - low), 0.0, 1.0) : 0;
  return std::isfinite(loss) ? kEighths[static_cast<std::size_t>(std::lround(7 * part))] : kNoValue;
}

class Plane {
 public:
  explicit Plane(const CrossSection& section)
      : section_(section),
        columns_(std::min(kColumns, section.axes[0].size())),
        rows_(std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(kAspect * static_cast<double>(columns_))), 1,
                                      section.axes[1].size())),
        cells_(columns_ * rows_, " ") {
    for (std::size_t i = 0; i < section.evaluated && i < section.loss.size(); ++i) {
      if (std::isfinite(section.loss[i])) sorted_.push_back(section.loss[i]);
    }
    std::ranges::sort(sorted_);
  }

  std::string draw() {
    if (sorted_.empty()) return {};
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t column = 0; column < columns_; ++column) cells_[row * columns_ + column] = shade(column, row);
    }
    for (const Curve& curve : section_.curves) {
      for (const std::vector<double>& point : curve.points) put(point, "·");
    }
    for (const Mark& mark : section_.marks) {
      if (mark.kind != MarkKind::here) put(mark.at, letter(mark));
    }
    for (const Mark& mark : section_.marks) {
      if (mark.kind == MarkKind::here) put(mark.at, letter(mark));
    }
    std::string text;
    for (std::size_t row = rows_; row-- > 0;) {
      text += "  ";
      for (std::size_t column = 0; column < columns_; ++column) text += cells_[row * columns_ + column];
      text += "\n";
    }
    return text + key(cells_);
  }

 private:
  // By the share of values below it, ties in the middle.
  std::string_view shade(std::size_t column, std::size_t row) const {
    const std::size_t width = section_.axes[1].size();
    const std::size_t i = entry(column, columns_, section_.axes[0].size()) * width + entry(row, rows_, width);
    if (i >= section_.evaluated) return kNotThere;
    const double loss = section_.loss[i];
    if (!std::isfinite(loss)) return kNoValue;
    const auto [low, high] = std::equal_range(sorted_.begin(), sorted_.end(), loss);
    const double rank = 0.5 * static_cast<double>((low - sorted_.begin()) + (high - sorted_.begin()));
    const auto shades = static_cast<double>(kShades.size());
    const double share = rank / static_cast<double>(sorted_.size());
    return kShades[static_cast<std::size_t>(std::min(shades - 1, std::floor(share * shades)))];
  }

  static std::optional<std::size_t> cell(double x, const std::vector<double>& axis, std::size_t cells) {
    const double part = (x - axis.front()) / (axis.back() - axis.front());
    if (!(part >= 0 && part <= 1)) return std::nullopt;
    return static_cast<std::size_t>(std::lround(part * static_cast<double>(cells - 1)));
  }

  void put(const std::vector<double>& at, std::string_view sign) {
    if (at.size() != 2) return;
    const auto column = cell(at[0], section_.axes[0], columns_), row = cell(at[1], section_.axes[1], rows_);
    if (column && row) cells_[*row * columns_ + *column] = sign;
  }

  const CrossSection& section_;
  std::size_t columns_, rows_;
  std::vector<std::string_view> cells_;
  std::vector<double> sorted_;
};

}  // namespace

std::string plane_in_letters(const CrossSection& section) {
  return section.axes.size() == 2 ? Plane(section).draw() : std::string();
}

std::optional<std::pair<double, double>> finite_range(const std::vector<double>& values) {
  std::optional<std::pair<double, double>> range;
  for (const double x : values) {
    if (!std::isfinite(x)) continue;
    range = range ? std::pair(std::min(range->first, x), std::max(range->second, x)) : std::pair(x, x);
  }
  return range;
}

std::string line_in_letters(const std::vector<double>& losses, std::optional<std::pair<double, double>> range) {
  if (!range) range = finite_range(losses);
  if (!range) return {};
  std::string text;
  const std::size_t cells = std::min(kColumns, losses.size());
  for (std::size_t i = 0; i < cells; ++i) text += height(losses[entry(i, cells, losses.size())], *range);
  return text;
}

std::string section_in_letters(const CrossSection& section) {
  const std::span<const double> there = std::span(section.loss).first(section.evaluated);
  const auto range = finite_range({there.begin(), there.end()});
  if (!range) return {};
  std::vector<std::string_view> cells(std::min(kColumns, section.loss.size()));
  std::string text = "  ";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::size_t i = entry(c, cells.size(), section.loss.size());
    cells[c] = i < there.size() ? height(there[i], *range) : kNotThere;
    text += cells[c];
  }
  return text + "\n" + key(cells);
}

}  // namespace saddlescope::report
