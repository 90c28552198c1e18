// A diagnosis: the verdict, the way out, the evidence, why it stalled, what theory says.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/page/evidence.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kWrittenOut = 6;  // entries of a vector that are written out

std::string named(const Diagnosis& d, const std::vector<double>& values) {
  std::string names;
  if (d.problem.variables.size() == values.size()) {
    for (const std::string& name : d.problem.variables) names += (names.empty() ? "(" : ", ") + name;
    names += ") = ";
  }
  return shown(names + vector(values));
}

std::string step_sentence(const Diagnosis& d, const EscapeRoute& e, Language language) {
  if (!(e.measured_decrease > 0)) {
    return say(language, "But no step along it lowered the loss by more than rounding: it is worth nothing.");
  }
  const std::string predicted = e.predicted_decrease ? number(*e.predicted_decrease) : say(language, "nothing");
  if (e.predicted_decrease && e.predicted_elsewhere()) {
    return say(
        language,
        "A step of {0} along it takes the loss from {1} to {2}: {3} lower, measured; the {4} model is lowest at a "
        "step of {5} and predicts {6} there.",
        {number(e.step), apart(d.loss, {e.loss_after}), apart(e.loss_after, {d.loss}), number(e.measured_decrease),
         retold_part(e.predicted_by, language), number(*e.predicted_step), predicted});
  }
  return say(language,
             "A step of {0} along it takes the loss from {1} to {2}: {3} lower, measured; the {4} model predicts {5}.",
             {number(e.step), apart(d.loss, {e.loss_after}), apart(e.loss_after, {d.loss}), number(e.measured_decrease),
              retold_part(e.predicted_by, language), predicted});
}

// The direction taken is certain by its own error, finer than the band of all directions.
std::string curve_sentence(const Diagnosis& d, const EscapeRoute& e, Language language) {
  const std::string curvature = with_error(e.eigenvalue, e.bound);
  std::string text = d.problem.precision == "f32"
                         ? say(language, "The loss curves down here as far as f32 can tell: vᵀHv = {0}.", {curvature})
                         : say(language, "The loss curves down here beyond doubt: vᵀHv = {0}.", {curvature});
  if (not_the_lowest(d, e)) {
    text += gap(language);
    text += say(language, "Of the lowest eigenvectors and their sum, v is the one along which a step gains most.");
  }
  const double band = d.spectrum.inertia ? d.spectrum.inertia->tolerance : 0;
  if (-e.eigenvalue > band) return text;
  text += gap(language);
  return text + say(language,
                    "That is certain though within ±{0}, the tolerance of all directions: rounding was measured along "
                    "this direction alone, where it is smaller.",
                    {fmt::format("{:.2g}", band)});
}

// What to run to walk out; empty where nobody knows the flags of the problem.
std::string walk(const Diagnosis& d) {
  if (d.problem.arguments.empty()) return {};
  const char* output = d.problem.loss == "function" ? "" : " -o out.npz";
  return command_block("saddlescope escape " + d.problem.arguments + output);
}

std::string way_out_on_kink(const Diagnosis& d, Language language) {
  const std::optional<Witness> way = measured_way(d);
  if (!way && d.interrupted) return paragraph(no_way_out(d, language));
  return paragraph(measured_way_sentence(way, language)) + (way ? walk(d) : "");
}

std::string way_out(const Diagnosis& d, Language language) {
  std::string text = heading(say(language, "Way out"));
  if (d.on_kink()) return text + way_out_on_kink(d, language);
  if (d.escape) {
    const EscapeRoute& e = *d.escape;
    text += paragraph(curve_sentence(d, e, language) + std::string(gap(language)) + step_sentence(d, e, language));
    if (!e.direction.empty() && e.direction.size() <= kWrittenOut) {
      text +=
          fmt::format("<p>{}{}{}</p>\n", escaped(say(language, "Direction:")), gap(language), named(d, e.direction));
    }
    return e.measured_decrease > 0 ? text + walk(d) : text;
  }
  if (d.verdict.witness) {
    text += paragraph(say(language,
                          "None by curvature, but by higher order: at a distance of {0} the loss was measured "
                          "{1} lower.",
                          {number(d.verdict.witness->radius), number(d.verdict.witness->decrease)}));
    return text + walk(d);
  }
  return text + paragraph(no_way_out(d, language));
}

std::vector<Fact> evidence(const Diagnosis& d, Language language) {
  std::vector<Fact> facts;
  facts.push_back(verdict_fact(d.verdict, language));
  facts.push_back(size_fact(d.problem, language));
  if (!d.problem.at.empty() && d.problem.at.size() <= kWrittenOut) {
    facts.push_back({say(language, "Point"), named(d, d.problem.at), {}, {}});
  }
  facts.push_back(loss_fact(d.loss, d.floor, language));
  facts.push_back(gradient_fact(d.gradient_norm, language));
  facts.push_back(flatness_fact(d, language));
  for (Fact& end : end_facts(d.spectrum, language)) facts.push_back(std::move(end));
  for (Fact& signs : sign_facts(d, language)) facts.push_back(std::move(signs));
  if (d.escape) facts.push_back(worth_fact(d.escape->worth, d, language));
  if (d.spectrum.minimum_ratio) facts.push_back(ratio_fact(*d.spectrum.minimum_ratio, language));
  if (d.kink_distance && std::isfinite(*d.kink_distance)) {
    facts.push_back(
        {say(language, "Nearest kink"),
         escaped(number(*d.kink_distance)),
         escaped(d.on_kink() ? say(language, "The point lies on it: derivatives jump here, and prove nothing.")
                             : say(language, "Away, to first order: the verdict holds up to there.")),
         {}});
  }
  return facts;
}

std::string layers(const Diagnosis& d, Language language) {
  if (d.layers.empty()) return {};
  Table t{say(language, "Hidden layers over the samples"),
          {say(language, "Layer"), say(language, "Activation"), say(language, "Units"), say(language, "Dead"),
           say(language, "Saturated")},
          {}};
  for (const ActivityRow& l : d.layers) {
    t.rows.push_back({shown(l.name), shown(l.activation), fmt::format("{}", l.units), fmt::format("{}", l.dead),
                      fmt::format("{}", l.saturated)});
  }
  return heading(say(language, "Units")) + table(t, language);
}

std::string matrix(const Diagnosis& d, Language language) {
  constexpr std::size_t kMost = 8, kName = 24;  // characters of a name over its column
  if (d.hessian.empty() || d.hessian.size() > kMost) return {};
  const auto name = [&](std::size_t i) {
    return i < d.problem.variables.size() ? shortened(d.problem.variables[i], kName) : fmt::format("{}", i + 1);
  };
  Table t{say(language, "The Hessian, the matrix of second derivatives"), {""}, {}};
  for (std::size_t i = 0; i < d.hessian.size(); ++i) {
    t.columns.push_back(name(i));
    t.rows.push_back({shown(name(i))});
    for (const double entry : d.hessian[i]) t.rows.back().push_back(escaped(number(entry)));
  }
  return heading(say(language, "Hessian")) + table(t, language);
}

std::string theory(const Diagnosis& d, Language language) {
  if (!d.theory) return {};
  const Theory& known = d.theory->theory;
  std::string text = heading(say(language, "What theory says")) + english(known.source + ".", language);
  text +=
      paragraph(say(language, "Verdict: {0}; loss {1}; {2} negative, {3} flat, {4} positive eigenvalues.",
                    {verdict_name(known.kind, language), precise(known.loss), fmt::format("{}", known.inertia.negative),
                     fmt::format("{}", known.inertia.flat), fmt::format("{}", known.inertia.positive)}));
  return text + english(as_sentence(d.theory->why), language);
}

// Why nobody counted in how many dimensions the loss curves up; of a kink the landscape's own reason says so.
std::string no_appearance(const Diagnosis& d, Language language) {
  if (d.on_kink()) return {};
  std::string why;
  if (d.verdict.kind == VerdictKind::not_critical) {
    why = say(language,
              "In how many lines and planes the point looks like a minimum wasn't counted: it isn't critical, so along "
              "nearly every line its slope alone leads down.");
  } else if (!d.spectrum.inertia) {
    why = say(language,
              "In how many lines and planes the point looks like a minimum wasn't counted: the signs of its "
              "eigenvalues aren't known.");
  }
  return why.empty() ? why : heading(say(language, "In few dimensions and in all")) + paragraph(why);
}

// In how few dimensions the loss curves up all around.
std::string appearance(const Diagnosis& d, Language language) {
  if (!d.landscape) return {};
  if (!d.landscape->appearance) return no_appearance(d, language);
  const Appearance& a = *d.landscape->appearance;
  const auto share = [&](const Share& s) {
    return say(language, "{0} of {1}", {fmt::format("{}", s.minima), fmt::format("{}", s.of)});
  };
  Table t{say(language, "In how many lines and planes the loss curves up"),
          {say(language, "Seen along"), say(language, "Curves up in every direction of it")},
          {{escaped(say(language, "single parameters")), share(a.parameter_lines)},
           {escaped(say(language, "random lines")), share(a.random_lines)},
           {escaped(say(language, "random planes")), share(a.random_planes)},
           {escaped(say(language, "all dimensions")),
            escaped(say(language, "{0} of {1} eigenvalues go down",
                        {fmt::format("{}{}", a.at_least ? "≥ " : "", a.negative), fmt::format("{}", a.parameters)}))}}};
  return heading(a.negative > 0 ? say(language, "More dimensions, more ways out")
                                : say(language, "In few dimensions and in all")) +
         table(t, language);
}

std::string times(const Diagnosis& d, Language language) {
  double total = 0;
  for (const auto& [stage, s] : d.seconds) total += s;
  constexpr double kAtOnce = 0.5;  // of an answer that came at once nobody asks where the time went
  if (!(total >= kAtOnce)) return {};
  std::string stages;
  for (const auto& [stage, s] : d.seconds) {
    if (!stages.empty()) stages += comma(language);
    stages += retold_part(stage, language) + " " + seconds(s);
  }
  return fmt::format("<p>{}</p>\n", shown(say(language, "{0} in all: {1}.", {seconds(total), stages}), 1000));
}

}  // namespace

Section section(const Diagnosis& d, Language language) {
  Section s = section_of("diagnose", d.problem, language);
  s.sentence = verdict_sentence(d, language);
  s.tells_interruption = verdict_tells_interruption(d);
  s.tone = tone_of(d);
  s.lead = english(as_sentence(d.verdict.why), language) + way_out(d, language);
  s.facts = evidence(d, language);
  s.before = causes(told_causes(d), d.stall_undecided, language);
  s.after =
      appearance(d, language) + layers(d, language) + matrix(d, language) + theory(d, language) + times(d, language);
  if (d.landscape) s.after += english(as_sentence(d.landscape->why), language);
  complete(s, d, {}, language);
  return s;
}

}  // namespace saddlescope::report
