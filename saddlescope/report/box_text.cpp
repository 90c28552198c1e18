// The text of `find --box`: what was found, kind by kind, then each point, curve and surface, then what that proves.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "saddlescope/report/finding_text.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kListed = 50;  // of points, of curves and of surfaces
constexpr std::size_t kListedOpen = 8;
constexpr int kEndDigits = 10, kAllDigits = 17;  // of the ends of a box: more where that many are the same

std::string counted_shapes(std::string_view shape, std::size_t count, Language language) {
  if (language == Language::english) return counted(count, shape);
  const std::string_view words = shape == "point"     ? "個點"
                                 : shape == "curve"   ? "條曲線"
                                 : shape == "surface" ? "個曲面"
                                 : shape == "region"  ? "個區域"
                                                      : "個流形";
  return fmt::format("{} {}", count, words);
}

std::string none(const SearchedBox& box, const std::string& where) {
  if (box.complete) return fmt::format("No critical point exists {}.", where);
  if (box.open_parts == 0) return fmt::format("No critical point was found {}.", where);
  return fmt::format("No critical point was found {}; {} of it {} open and may hold some.", where,
                     counted(box.open_parts, "part"), box.open_parts == 1 ? "stays" : "stay");
}

std::string entry(const Finding& f, const FoundPoint& p, const LossList& losses) {
  const bool isolated = p.manifold_dimension.value_or(0) == 0;
  std::string text = fmt::format("{}{}: {}, loss {}", isolated ? "" : "through ", named(f.problem, p.at),
                                 kind(p.verdict), losses.told(p.loss));
  if (!isolated) text += fmt::format("; {} of it traced", counted(p.sample.size(), "point"));
  if (!p.whole) text += ", not all of it";
  if (p.alone) text += "; there and alone, proved";
  if (!isolated && *p.manifold_dimension > 2) text += fmt::format("; of dimension {}", *p.manifold_dimension);
  if (p.extent > 0) text += fmt::format("; within {} of it others aren't excluded", number(p.extent));
  return row(capitalized(shape(p)), text);
}

}  // namespace

std::string_view shape(const FoundPoint& p) {
  const std::size_t k = p.manifold_dimension.value_or(0);
  if (k > 0 && k == p.at.size()) return "region";
  return k == 0 ? "point" : k == 1 ? "curve" : k == 2 ? "surface" : "manifold";
}

std::string ranges(const Finding& f, const Sides& box, std::string_view to) {
  std::string text;
  for (std::size_t i = 0; i < box.low.size(); ++i) {
    const std::string name = i < f.problem.variables.size() ? f.problem.variables[i] + " = " : "";
    int digits = kEndDigits;
    const auto same = [&] {
      return fmt::format("{:.{}g}", box.low[i], digits) == fmt::format("{:.{}g}", box.high[i], digits);
    };
    while (digits < kAllDigits && box.low[i] < box.high[i] && same()) ++digits;
    text += fmt::format("{}{}{:.{}g}{}{:.{}g}", i ? ", " : "", name, box.low[i], digits, to, box.high[i], digits);
  }
  return text;
}

LossList losses_found(const Finding& f) {
  std::vector<double> losses;
  losses.reserve(f.points.size());
  for (const FoundPoint& point : f.points) losses.push_back(point.loss);
  return LossList(std::move(losses));
}

std::string found_counts(const Finding& f, Language language) {
  std::map<std::tuple<std::size_t, std::string, std::string_view>, std::size_t> counts;
  for (const FoundPoint& p : f.points) {
    ++counts[{p.manifold_dimension.value_or(0), verdict_name(p.verdict.kind, language), shape(p)}];
  }
  std::string text;
  for (const auto& [key, count] : counts) {
    const auto& [dimension, kind, words] = key;
    const std::string one = counted_shapes(words, count, language);
    text += std::string(text.empty() ? "" : comma(language)) +
            (language == Language::english ? fmt::format("{} ({})", one, kind) : fmt::format("{}（{}）", one, kind));
  }
  return text;
}

std::string box_text(const Finding& f) {
  const SearchedBox& box = *f.box;
  const std::string where = "for " + ranges(f, box.sides, " to ");
  std::string text =
      folded(f.points.empty() ? none(box, where)
                              : fmt::format("Critical points {}: {}.", where, found_counts(f, Language::english)),
             0);
  text += "\n";
  if (!f.problem.description.empty()) text += row("Problem", f.problem.description);
  const LossList losses = losses_found(f);
  std::map<std::string_view, std::size_t> listed;
  for (const FoundPoint& p : f.points) {
    if (++listed[shape(p)] <= kListed) text += entry(f, p, losses);
  }
  for (const auto& [name, count] : listed) {
    if (count > kListed) text += row("More", fmt::format("{} more are in --json", counted(count - kListed, name)));
  }
  for (std::size_t i = 0; i < std::min(kListedOpen, box.open.size()); ++i) {
    const OpenPart& part = box.open[i];
    text += row("Open", ranges(f, part.sides, " to ") + (part.why.empty() ? "" : ": " + part.why));
  }
  if (box.open_parts > kListedOpen) text += row("Open", fmt::format("{} parts more", box.open_parts - kListedOpen));
  return text;
}

}  // namespace saddlescope::report
