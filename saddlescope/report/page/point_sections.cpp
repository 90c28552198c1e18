// Results about points: critical points found, eigenvalues.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/finding_text.h"
#include "saddlescope/report/page/evidence.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kEntries = 6;   // of a point that is written out

std::string empty_box_sentence(const SearchedBox& box, Language language) {
  if (box.complete) return say(language, "There is no critical point in the box: that is proved.");
  if (box.open_parts == 0) return say(language, "No critical point was found in the box.");
  if (box.open_parts == 1) {
    return say(language, "No critical point was found in the box; one part of it stays open and may hold some.");
  }
  return say(language, "No critical point was found in the box; {0} parts of it stay open and may hold some.",
             {fmt::format("{}", box.open_parts)});
}

std::string finding_sentence(const Finding& f, Language language) {
  if (f.box && f.points.empty()) return empty_box_sentence(*f.box, language);
  if (f.box && f.box->complete) {
    return say(language, "Critical in the box: {0}; it is proved that there is nothing else.",
               {found_counts(f, language)});
  }
  if (f.box) return say(language, "Found critical in the box: {0}.", {found_counts(f, language)});
  if (f.points.empty()) return say(language, "Nothing was found.");
  const VerdictKind verdict = f.points.front().verdict.kind;
  const std::string kind = verdict_name(verdict, language);
  const bool stalls = f.run && f.run->end == FinderEnd::gradient_flat && f.run->stop.reason != StopReason::interrupted;
  if (stalls && f.run->stop.reason != StopReason::converged) {
    return say(language,
               "Gradient-flat at iteration {0} of {1}, no critical point: the gradient lies where the loss hardly "
               "curves, and every finder of this kind stalls there.",
               {fmt::format("{}", f.run->iterations), f.run->finder});
  }
  if (verdict == VerdictKind::not_critical || verdict == VerdictKind::gradient_flat) {
    return say(language, "No critical point: the finder ended at a point that is {0}.", {kind});
  }
  if (!f.run || f.run->end == FinderEnd::critical_point) return say(language, "Found: {0}.", {kind});
  return say(language, "Not settled: {0}.", {kind});
}

std::string point_text(const FoundPoint& p) {
  if (p.at.empty() || p.at.size() > kEntries) return "–";
  return escaped(vector(p.at));
}

std::string points(const Finding& f, Language language) {
  if (f.points.empty()) return {};
  Table t{say(language, "Points"),
          {say(language, "Kind"), say(language, "Point"), say(language, "Loss"), say(language, "Gradient norm"),
           say(language, "Signs here"), say(language, "Dimension"), say(language, "Certified")},
          {}};
  if (f.box) t.columns.push_back(say(language, "There and alone, proved"));
  const LossList losses = losses_found(f);
  for (std::size_t i = 0; i < std::min(f.points.size(), kAnswersListed); ++i) {
    const FoundPoint& p = f.points[i];
    t.rows.push_back({escaped(verdict_name(p.verdict.kind, language)), point_text(p), escaped(losses.told(p.loss)),
                      escaped(number(p.gradient_norm)), p.inertia ? escaped(signs(*p.inertia, language)) : "–",
                      p.manifold_dimension ? fmt::format("{}", *p.manifold_dimension) : "0",
                      escaped(p.verdict.certified ? say(language, "yes") : say(language, "no"))});
    if (f.box) t.rows.back().push_back(escaped(p.alone ? say(language, "yes") : say(language, "no")));
  }
  t.all = f.points.size();
  return heading(say(language, "Points")) + table(t, language);
}

std::string open_parts(const Finding& f, Language language) {
  if (!f.box || f.box->open.empty()) return {};
  Table t{say(language, "Parts left open"), {say(language, "Part"), say(language, "Why")}, {}};
  for (const OpenPart& part : f.box->open) {
    t.rows.push_back({escaped(ranges(f, part.sides, " … ")),
                      part.why.empty() ? "–" : english(as_sentence(part.why), language, "span")});
  }
  std::string text = heading(say(language, "Parts left open")) + table(t, language);
  if (f.box->open_parts > f.box->open.size()) {
    text += paragraph(
        say(language, "{0} more aren't listed.", {fmt::format("{}", f.box->open_parts - f.box->open.size())}));
  }
  return text;
}

void add_box(std::vector<Fact>& facts, const SearchedBox& b, Language language) {
  facts.push_back(fact(say(language, "Box"), fmt::format("{} … {}", vector(b.sides.low), vector(b.sides.high))));
  facts.push_back(
      fact(say(language, "Proved"), b.complete ? say(language, "every critical point in it is listed, each alone")
                                    : b.none_elsewhere ? say(language, "none lies away from those listed")
                                    : b.tested ? say(language, "not for the whole box")
                                               : say(language, "nothing: no interval tests for this function")));
  if (b.open_parts > 0) facts.push_back(fact(say(language, "Parts left open"), fmt::format("{}", b.open_parts)));
}

std::string spectrum_sentence(const SpectrumAnswer& a, Language language) {
  const Spectrum& s = a.spectrum;
  if (std::isnan(s.lowest.value)) return say(language, "No eigenvalue is known yet.");
  if (s.inertia && s.inertia->complete) {
    return say(language, "Eigenvalues from {0} to {1}: {2}.",
               {number(s.lowest.value), number(s.highest.value), signs(*s.inertia, language)});
  }
  return say(language, "Eigenvalues from {0} to {1}.", {number(s.lowest.value), number(s.highest.value)});
}

std::string pairs(const SpectrumAnswer& a, Language language) {
  if (a.pairs.empty()) return {};
  Table t{say(language, "The eigenvalues asked for"), {"", say(language, "Eigenvalue"), say(language, "Bound")}, {}};
  for (std::size_t i = 0; i < std::min(a.pairs.size(), kAnswersListed); ++i) {
    t.rows.push_back({fmt::format("{}", i + 1), escaped(precise(a.pairs[i].value)), escaped(number(a.pairs[i].bound))});
  }
  t.all = a.pairs.size();
  return heading(say(language, "Eigenvalues")) + table(t, language);
}

std::vector<Fact> spectrum_facts(const SpectrumAnswer& a, Language language) {
  const Spectrum& s = a.spectrum;
  std::vector<Fact> facts{size_fact(a.problem, language), loss_fact(a.loss, language),
                          gradient_fact(a.gradient_norm, language)};
  for (Fact& end : end_facts(s, language)) facts.push_back(std::move(end));
  if (s.inertia) facts.push_back({say(language, "Signs here"), escaped(signs(*s.inertia, language)), {}, "signs"});
  if (s.minimum_ratio) facts.push_back(ratio_fact(*s.minimum_ratio, language));
  facts.push_back(fact(say(language, "Method"), s.method,
                       say(language, "{0} products with the Hessian", {fmt::format("{}", s.hessian_vector_products)})));
  return facts;
}

}  // namespace

Section section(const Finding& f, Language language) {
  ProblemSummary problem = f.problem;
  if (f.box) problem.at.clear();  // no point was asked about
  Section s = section_of("find", problem, language);
  s.sentence = finding_sentence(f, language);
  s.tone = f.box || (f.run && f.run->end == FinderEnd::critical_point) ? Tone::rest : Tone::open;
  s.lead = english(as_sentence(f.why), language);
  s.facts = {size_fact(f.problem, language)};
  if (f.run) {
    s.facts.push_back(fact(say(language, "Finder"), f.run->finder));
    s.facts.push_back(loss_fact(f.run->loss, language));
    s.facts.push_back(gradient_fact(f.run->gradient_norm, language));
    s.facts.push_back(fact(say(language, "Iterations"), fmt::format("{}", f.run->iterations)));
    s.facts.push_back(fact(say(language, "Cost"),
                           say(language, "{0} gradient equivalents", {number(f.run->gradient_equivalents)}), {},
                           "cost"));
    s.before = english(as_sentence(f.run->stop.why), language);
  }
  if (f.box) add_box(s.facts, *f.box, language);
  if (!f.weights.empty()) s.facts.push_back(fact(say(language, "Weights written"), f.weights));
  if (f.points.size() == 1) s.before += english(as_sentence(f.points.front().verdict.why), language);
  s.after = points(f, language) + open_parts(f, language);
  complete(s, f, {}, language);
  return s;
}

Section section(const SpectrumAnswer& a, Language language) {
  Section s = section_of("spectrum", a.problem, language);
  s.sentence = spectrum_sentence(a, language);
  s.tone = Tone::open;  // what eigenvalues mean is the verdict's
  s.lead = english(as_sentence(a.why), language);
  s.facts = spectrum_facts(a, language);
  s.after = pairs(a, language);
  complete(s, a, fmt::format(" --which {}", a.which), language);
  return s;
}

}  // namespace saddlescope::report
