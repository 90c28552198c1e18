// The land around a point: surfaces, Taylor's model beside the truth.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/critical_curves.h"
#include "saddlescope/report/direction_words.h"
#include "saddlescope/report/heights.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/report/surface_words.h"
#include "saddlescope/report/trust_words.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kDrawnLines = 32;  // of Taylor's, each some 50 kB of a page
constexpr std::size_t kReasons = 8;
constexpr int kDigits = 4;  // of a loss in a sentence

std::string optional_cell(const std::optional<double>& x) { return x ? escaped(number(*x)) : "–"; }

std::string directions(const CrossSection& c, Language language) {
  Table t{say(language, "Directions"),
          {say(language, "Direction"), say(language, "Norm"), say(language, "Slope"), say(language, "Curvature"),
           say(language, "Eigenvalue")},
          {}};
  for (const Direction& d : c.directions) {
    t.rows.push_back({shown(direction_name(d, language), 80), escaped(number(d.norm)), optional_cell(d.slope),
                      optional_cell(d.curvature), optional_cell(d.eigenvalue)});
  }
  const bool measured =
      std::ranges::any_of(c.directions, [](const Direction& d) { return d.slope || d.curvature || d.eigenvalue; });
  if (!measured) {  // as of a box: variables, and nothing else to say of them
    t.columns.resize(2);
    for (std::vector<std::string>& row : t.rows) row.resize(2);
  }
  return c.directions.empty() ? std::string() : heading(say(language, "Directions")) + table(t, language);
}

// A curve of critical points has one loss; a way has those of both its ends, the last being that of the mark there.
std::string losses(const CrossSection& c, const Curve& curve, const SurfaceLosses& told) {
  if (curve.verdict || curve.points.empty()) return told.of(curve, kDigits);
  const auto last = std::ranges::find_if(
      c.marks, [&](const Mark& mark) { return mark.kind == curve.kind && mark.at == curve.points.back(); });
  if (last == c.marks.end()) return number(curve.loss);
  return apart(curve.loss, {last->loss}, kDigits) + " → " + apart(last->loss, {curve.loss}, kDigits);
}

std::string marks(const CrossSection& c, Language language) {
  if (c.marks.empty() && c.curves.empty()) return {};
  Table t{say(language, "Marked points and curves"),
          {say(language, "Name"), say(language, "Kind"), say(language, "At"), say(language, "Loss")},
          {}};
  const SurfaceLosses told(c);
  const auto kind = [&](const std::optional<VerdictKind>& v) {
    return v ? escaped(verdict_name(*v, language)) : std::string("–");
  };
  for (const Mark& m : c.marks) {
    if (t.rows.size() == kRowsListed) break;
    t.rows.push_back(
        {shown(mark_name(m, language), 80), kind(m.verdict), escaped(vector(m.at)), escaped(told.of(m, kDigits))});
  }
  for (const Curve& curve : c.curves) {
    if (t.rows.size() == kRowsListed) break;
    t.rows.push_back({shown(curve_name(curve, language), 80), kind(curve.verdict),
                      escaped(say(language, "{0} points", {fmt::format("{}", curve.points.size())})),
                      escaped(losses(c, curve, told))});
  }
  t.all = c.marks.size() + c.curves.size();
  return heading(say(language, "Marked on it")) + table(t, language);
}

// What of a box is critical, by name.
std::string critical_words(const CrossSection& c, Language language) {
  constexpr std::size_t kNamed = 6;
  const SurfaceLosses told(c);
  std::vector<std::string> names;
  for (const Mark& mark : c.marks) {
    if (mark.kind != MarkKind::critical) continue;
    names.push_back(
        say(language, "{0} at {1}, loss {2}", {mark_name(mark, language), vector(mark.at), told.of(mark, kDigits)}));
  }
  for (const CriticalCurves& group : critical_curves(c)) {
    const std::string name = curves_name(group, language), loss = told.of(*group.lowest, kDigits),
                      pieces = fmt::format("{}", group.pieces);
    names.push_back(group.pieces > group.curves ? say(language, "{0}, loss {1}, in {2} pieces", {name, loss, pieces})
                                                : say(language, "{0}, loss {1}", {name, loss}));
  }
  if (names.empty()) return {};
  const std::size_t named = std::min(names.size(), kNamed);
  std::string list;
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) list += language == Language::english ? "; " : "；";
    list += names[i];
  }
  if (named == names.size()) return std::string(gap(language)) + say(language, "Critical there: {0}.", {list});
  return std::string(gap(language)) +
         say(language, "Critical there: {0}; and {1} more.", {list, fmt::format("{}", names.size() - named)});
}

std::string surface_sentence(const Surface& s, Language language) {
  const auto range = finite_range(s.section.loss);
  if (s.section.evaluated == 0) return say(language, "Nothing of the error surface was evaluated.");
  if (!range) return say(language, "Where it was evaluated the loss is nowhere finite.");
  const auto [low, high] = *range;
  if (s.section.evaluated < s.section.points()) {
    return say(language, "Interrupted: {0} of {1} points of the grid were evaluated; the loss there: from {2} to {3}.",
               {fmt::format("{}", s.section.evaluated), fmt::format("{}", s.section.points()),
                apart(low, {high}, kDigits), apart(high, {low}, kDigits)}) +
           critical_words(s.section, language);
  }
  if (over_box(s)) {
    return say(language, "The loss on a grid over the box: from {0} to {1}.",
               {apart(low, {high}, kDigits), apart(high, {low}, kDigits)}) +
           critical_words(s.section, language);
  }
  const double here = s.section.centre_loss;
  const std::string where = s.section.directions.size() == 2 ? say(language, "plane") : say(language, "line");
  return say(
      language, "The loss on the grid of a {0} through this point: from {1} to {2}; {3} here.",
      {where, apart(low, {high, here}, kDigits), apart(high, {low, here}, kDigits), apart(here, {low, high}, kDigits)});
}

// Of an interrupted surface: why points are blank, and how to have them.
std::string what_is_missing(const CrossSection& c, Language language) {
  if (c.evaluated == 0) return say(language, "No loss was there yet: the same command begins anew.");
  const auto finite = [](double loss) { return std::isfinite(loss); };
  const std::size_t without =
      c.evaluated - static_cast<std::size_t>(std::ranges::count_if(std::span(c.loss).first(c.evaluated), finite));
  std::string text =
      without == 0 ? say(language, "The points left blank weren't evaluated, which says nothing of the loss there.")
                   : say(language,
                         "Left blank are the points not evaluated ({0}), which says nothing of the loss there, and "
                         "those where it isn't finite ({1}).",
                         {fmt::format("{}", c.points() - c.evaluated), fmt::format("{}", without)});
  text += gap(language);
  return text + say(language, "Where -o DIR named a folder, the same command goes on from there; else it begins anew.");
}

// "x = -1 … 1, y = 0 … 2": coordinates of a box are its variables' own.
std::string box_words(const CrossSection& c) {
  std::string text;
  for (std::size_t k = 0; k < std::min(c.axes.size(), c.directions.size()); ++k) {
    if (c.axes[k].empty()) continue;
    text += fmt::format("{}{} = {} … {}", text.empty() ? "" : ", ", shown(c.directions[k].label, 40),
                        escaped(number(c.axes[k].front())), escaped(number(c.axes[k].back())));
  }
  return text;
}

// On one side or both a line may have no trust radius, or one that isn't known.
struct Trust {
  std::size_t lines = 0, untrusted = 0, undetermined = 0;
  double nearest = INFINITY;  // of the others

  explicit Trust(const TaylorAnswer& answer) : lines(answer.lines.size()) {
    for (const TaylorLine& line : answer.lines) {
      const std::optional<double> radius = line.trust_radius();
      undetermined += radius ? 0 : 1;
      untrusted += radius == 0 ? 1 : 0;
      if (radius > 0) nearest = std::min(nearest, *radius);
    }
  }
};

// Of so many lines so many that have no trust radius, or the smallest.
std::string how_far(const Trust& trust, Language language) {
  const std::string all = fmt::format("{}", trust.lines);
  if (trust.lines == 0) return say(language, "No line was followed.");
  if (trust.lines == 1 && trust.undetermined > 0) {
    return say(language, "Along the one line it is undetermined how far the model holds, on one side or both.");
  }
  std::string text;
  if (trust.lines == 1 && trust.untrusted > 0) {
    text = say(language, "Along the one line the model doesn't hold at all, on one side or both.");
  } else if (trust.untrusted > 0) {
    text = say(language, "Along {0} of {1} lines the model doesn't hold at all, on one side or both.",
               {fmt::format("{}", trust.untrusted), all});
  } else if (trust.lines == 1) {
    text =
        say(language, "Along the one line the model holds at least as far as {0} from here.", {number(trust.nearest)});
  } else if (trust.undetermined == 0) {
    text = say(language, "Along {0} lines the model holds at least as far as {1} from here.",
               {all, number(trust.nearest)});
  } else if (trust.undetermined < trust.lines) {
    text = say(language, "Along {0} of {1} lines the model holds at least as far as {2} from here.",
               {fmt::format("{}", trust.lines - trust.undetermined), all, number(trust.nearest)});
  }
  if (trust.undetermined == 0) return text;
  if (!text.empty()) text += gap(language);
  return text + say(language, "Along {0} of {1} lines it is undetermined how far the model holds, on one side or both.",
                    {fmt::format("{}", trust.undetermined), all});
}

// The model's coefficients of an order beyond the Hessian's, as far as any line has them.
std::vector<std::size_t> higher_orders(const TaylorAnswer& answer) {
  std::vector<std::size_t> orders;
  for (const TaylorLine& line : answer.lines) {
    while (3 + orders.size() < line.coefficients.size()) orders.push_back(3 + orders.size());
  }
  return orders;
}

Table lines_table(const TaylorAnswer& a, Language language) {
  Table t{say(language, "How far the model can be trusted"),
          {say(language, "Direction"), say(language, "Norm"), say(language, "Order"), say(language, "Slope"),
           say(language, "Curvature")},
          {}};
  const std::vector<std::size_t> higher = higher_orders(a);
  for (const std::size_t j : higher) {
    t.columns.push_back(say(language, "Coefficient of {0}", {power_of_t(j)}));
  }
  t.columns.insert(t.columns.end(), {say(language, "Trust radius forwards"), say(language, "Trust radius backwards")});
  for (const TaylorLine& line : a.lines) {
    if (t.rows.size() == kRowsListed) break;
    std::vector<std::string> row{shown(direction_name(line.direction, language), 80),
                                 escaped(number(line.direction.norm)), fmt::format("{}", line.order),
                                 optional_cell(line.direction.slope), optional_cell(line.direction.curvature)};
    for (const std::size_t j : higher) {
      row.push_back(j >= line.coefficients.size() ? "–"
                    : line.vanishes(j)            ? escaped(gone_words(line, j, language))
                                                  : escaped(number(line.coefficients[j])));
    }
    row.push_back(escaped(trust_words(line.forward, language)));
    row.push_back(escaped(trust_words(line.backward, language)));
    t.rows.push_back(std::move(row));
  }
  t.all = a.lines.size();
  return t;
}

// Each reason once, under the table.
std::string why_undetermined(const TaylorAnswer& answer, Language language) {
  std::set<std::string> reasons;
  for (const TaylorLine& line : answer.lines) {
    for (const TrustRadius& r : {line.forward, line.backward}) {
      if (!r.undetermined.empty() && reasons.size() < kReasons) reasons.insert(r.undetermined);
    }
  }
  std::string text;
  for (const std::string& reason : reasons) text += english(as_sentence(reason), language);
  return text.empty() ? text : paragraph(say(language, "Why a radius is undetermined:")) + text;
}

}  // namespace

Section section(const Surface& s, Language language) {
  Section out = section_of("surface", s.problem, language);
  out.sentence = surface_sentence(s, language);
  out.tone = Tone::open;
  if (s.section.evaluated < s.section.points()) {
    out.tells_interruption = finite_range(s.section.loss).has_value();
    out.lead = paragraph(what_is_missing(s.section, language));
  }
  out.lead += english(as_sentence(s.why), language);
  out.facts = {size_fact(s.problem, language)};
  if (over_box(s)) {
    out.facts.push_back({say(language, "Box"), box_words(s.section), {}, {}});
    if (s.floor)
      out.facts.push_back(fact(say(language, "Floor"), SurfaceLosses(s.section, s.floor).of_floor(*s.floor)));
  } else {
    out.facts.push_back(loss_fact(s.section.centre_loss, s.floor, language));
  }
  if (!s.asked.empty()) out.facts.push_back({say(language, "Directions"), shown(s.asked), {}, {}});
  out.facts.push_back({say(language, "Grid"),
                       escaped(grid_words(s.section)),
                       escaped(say(language, "{0} points evaluated", {fmt::format("{}", s.section.evaluated)})),
                       {}});
  if (!s.section.variance_shares.empty()) {
    std::string shares;
    for (const double share : s.section.variance_shares) {
      shares += fmt::format("{}{:.2f} %", shares.empty() ? "" : ", ", percent(share));
    }
    out.facts.push_back({say(language, "Share of the trajectory's variance"), escaped(shares), {}, {}});
  }
  out.after = directions(s.section, language) + marks(s.section, language);
  complete(out, s, {}, language);
  return out;
}

Section section(const TaylorAnswer& a, Language language) {
  Section s = section_of("taylor", a.problem, language);
  s.tone = Tone::open;
  s.sentence = how_far(Trust(a), language);
  s.lead = english(as_sentence(a.why), language);
  s.facts = {size_fact(a.problem, language), loss_fact(a.loss, a.floor, language),
             gradient_fact(a.gradient_norm, language)};
  if (!a.asked.empty()) s.facts.push_back({say(language, "Directions"), shown(a.asked), {}, {}});
  if (!a.lines.empty()) {
    s.after = heading(say(language, "Trust radius")) + table(lines_table(a, language), language) +
              why_undetermined(a, language);
  }
  complete(s, a, {}, language);
  if (s.charts.size() > kDrawnLines) {
    s.charts.resize(kDrawnLines);
    s.charts.back().description += gap(language);
    s.charts.back().description += say(language, "Of {0} lines the first {1} are drawn here; the JSON holds all.",
                                       {fmt::format("{}", a.lines.size()), fmt::format("{}", kDrawnLines)});
  }
  return s;
}

}  // namespace saddlescope::report
