// The text of `surface`: what was drawn, a coarse picture in letters, what is marked on it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "saddlescope/report/critical_curves.h"
#include "saddlescope/report/heights.h"
#include "saddlescope/report/surface_words.h"
#include "saddlescope/report/text.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kListedCritical = 12;

std::string share(double s) { return fmt::format("{:.1f} %", 100 * s); }

std::string coordinates(const std::vector<double>& at) { return at.size() == 1 ? number(at[0]) : vector(at); }

std::string direction_text(const CrossSection& s, std::size_t k) {
  const Direction& d = s.directions[k];
  std::string text = fmt::format("{}, from {} to {}", d.label, number(s.axes[k].front()), number(s.axes[k].back()));
  if (d.norm != 1) text += fmt::format(" times its length {}", number(d.norm));
  if (d.eigenvalue) text += fmt::format("; eigenvalue {}", number(*d.eigenvalue));
  if (d.slope && d.curvature) {
    text += fmt::format("; slope {}, curvature {}", number(*d.slope), number(*d.curvature));
  }
  if (k < s.variance_shares.size())
    text += fmt::format("; {} of the checkpoints' variance", share(s.variance_shares[k]));
  return text;
}

std::string headline(const Surface& surface) {
  const CrossSection& s = surface.section;
  const std::size_t points = s.points();
  const std::string what = s.axes.size() == 1 ? "line" : "plane";
  const std::vector<double> there(s.loss.begin(), s.loss.begin() + static_cast<std::ptrdiff_t>(s.evaluated));
  std::string text = s.evaluated < points
                         ? fmt::format("Interrupted: {} of the {} losses of a {} of {} points are there", s.evaluated,
                                       points, what, grid_words(s))
                         : fmt::format("The loss on a {} of {} points", what, grid_words(s));
  if (there.empty()) return text + ".";
  const auto range = finite_range(there);
  if (!range) return text + ": nowhere finite.";
  const auto [low, high] = *range;
  text += fmt::format(": from {} to {}.", apart(low, {high}), apart(high, {low}));
  const auto without = std::ranges::count_if(there, [](double x) { return !std::isfinite(x); });
  if (without > 0) text += fmt::format(" At {} of them it isn't finite.", without);
  return text;
}

std::string mark_row(const Mark& mark, const SurfaceLosses& losses) {
  const std::string label = mark.kind == MarkKind::here       ? "Here"
                            : mark.kind == MarkKind::critical ? "Critical"
                            : mark.kind == MarkKind::minimum  ? "Lowest"
                                                              : "Mark";
  const bool named = mark.kind == MarkKind::critical || mark.kind == MarkKind::target || mark.kind == MarkKind::way_out;
  return row(label,
             fmt::format("{}loss {} at {}", named ? mark.label + ", " : "", losses.of(mark), coordinates(mark.at)));
}

std::string mark_rows(const CrossSection& s, const SurfaceLosses& losses) {
  std::string text;
  std::size_t critical = 0, checkpoints = 0;
  for (const Mark& mark : s.marks) {
    if (mark.kind == MarkKind::checkpoint) {
      ++checkpoints;
    } else if (mark.kind != MarkKind::critical || ++critical <= kListedCritical) {
      text += mark_row(mark, losses);
    }
  }
  if (critical > kListedCritical) text += row("Critical", fmt::format("{} more", critical - kListedCritical));
  if (checkpoints > 0) {
    double off = 0;
    for (const Mark& mark : s.marks) off = std::max(off, mark.off);
    text += row("Checkpoints", fmt::format("{}, at most {} off the {}", checkpoints, number(off),
                                           s.axes.size() == 1 ? "line" : "plane"));
  }
  return text;
}

// "curve: degenerate minimum, loss 0, in 2 pieces", "2 curves: degenerate minimum, loss 0".
std::string curve_rows(const CrossSection& s, const SurfaceLosses& losses) {
  std::string text;
  for (const CriticalCurves& group : critical_curves(s)) {
    const std::string name = curves_name(group, Language::english);
    const std::string pieces = group.pieces > group.curves ? fmt::format(", in {} pieces", group.pieces) : "";
    text += row("Critical", fmt::format("{}, loss {}{}", name, losses.of(*group.lowest), pieces));
  }
  return text;
}

}  // namespace

std::string to_text(const Surface& surface) {
  const CrossSection& s = surface.section;
  std::string text = folded(headline(surface), 0) + "\n";
  const std::string picture = s.axes.size() == 2 ? plane_in_letters(s) : section_in_letters(s);
  if (!picture.empty()) text += picture + "\n";
  for (std::size_t k = 0; k < s.directions.size(); ++k)
    text += row(k == 0 ? "Across" : "Upwards", direction_text(s, k));
  if (s.angle) text += row("Angle", fmt::format("{:.4g}° between them, drawn as a right one", *s.angle));
  const SurfaceLosses losses(s, surface.floor);
  text += mark_rows(s, losses) + curve_rows(s, losses);
  if (surface.floor) text += row("Floor", losses.of_floor(*surface.floor));
  const bool said = s.evaluated < s.loss.size();  // by the headline
  const std::string why = std::string(interruption(surface.interrupted && !said)) + surface.why;
  if (!why.empty()) text += "\n" + folded(why, 0);
  return text;
}

}  // namespace saddlescope::report
