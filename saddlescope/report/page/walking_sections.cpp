// Results of moving: escape, training, the comparison of ways out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/report/run_words.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

std::string cell(double x) { return escaped(number(x)); }

void add_weights(std::vector<Fact>& facts, const std::string& weights, Language language) {
  if (!weights.empty()) facts.push_back(fact(say(language, "Weights written"), weights));
}

bool fell(const Escape& e) { return e.loss_before > e.loss; }

std::string rounds(const Escape& e, Language language) {
  if (e.rounds.empty()) return {};
  Table t{
      say(language, "Rounds of the escape"),
      {say(language, "Round"), say(language, "Curvature"), say(language, "Step length"), say(language, "Loss before"),
       say(language, "Predicted"), say(language, "Measured"), say(language, "Predicted by")},
      {}};
  for (std::size_t i = 0; i < e.rounds.size(); ++i) {
    const EscapeRound& r = e.rounds[i];
    t.rows.push_back({fmt::format("{}", i + 1), r.eigenvalue ? cell(*r.eigenvalue) : "–", cell(r.step),
                      escaped(precise(r.loss_before)), r.predicted_decrease ? cell(*r.predicted_decrease) : "–",
                      cell(r.measured_decrease), shown(predicted_by(r, language))});
  }
  return heading(say(language, "Rounds")) + table(t, language);
}

// The first sentence, taken off.
std::string_view next_sentence(std::string_view& text) {
  std::size_t end = 0;
  do {
    end = text.find(". ", end + 1);
  } while (end != std::string_view::npos && end + 2 < text.size() && !(text[end + 2] >= 'A' && text[end + 2] <= 'Z'));
  const std::string_view sentence = text.substr(0, end == std::string_view::npos ? end : end + 1);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  return sentence;
}

// The answer is the first sentence of the summary, where the page's language has it. The rest, a paragraph each: of
// twenty ways it is long.
void say_answer(Section& s, const Comparison& c, Language language) {
  std::string_view summary = c.summary, rest = summary;
  const std::vector<Saying> answer = retold(next_sentence(rest), language);
  if (answer.size() == 1 && answer[0].language == language) {
    s.sentence = answer[0].text;
    s.tells_interruption = c.interrupted && summary.starts_with("Interrupted");
    summary = rest;
  } else {
    s.sentence = say(language, "Ways out tried: {0}.", {fmt::format("{}", c.methods.size())});
  }
  while (!summary.empty()) s.lead += english(next_sentence(summary), language);
}

std::string methods(const Comparison& c, Language language) {
  if (c.methods.empty()) return {};
  Table t{say(language, "Ways out by loss, but those within 1 % of the lowest first, by cost"),
          {say(language, "Method"), say(language, "Learning rate"), say(language, "Loss"), say(language, "Lowest"),
           say(language, "Highest of the runs"), say(language, "Spent"), say(language, "Half way at"),
           say(language, "Distance"), say(language, "Moved")},
          {}};
  const std::size_t listed = std::min(c.methods.size(), kRowsListed);
  for (const ComparedMethod& m : std::span(c.methods).first(listed)) {
    const auto [low, high] = std::minmax_element(m.losses.begin(), m.losses.end());
    t.rows.push_back(
        {shown(retold_part(m.name, language)), m.learning_rate ? escaped(fmt::format("{:g}", *m.learning_rate)) : "–",
         cell(m.loss), cell(m.losses.empty() ? m.lowest : *low), m.losses.empty() ? "–" : cell(*high),
         escaped(fmt::format("{:.0f}", m.spent)), m.half_way ? escaped(fmt::format("{:.0f}", *m.half_way)) : "–",
         cell(m.distance), escaped(m.moved ? say(language, "yes") : say(language, "no"))});
  }
  std::string held;
  for (const ComparedMethod& m : std::span(c.methods).first(listed)) {
    if (m.held.empty()) continue;
    held += fmt::format("<li><strong>{}</strong>: {}</li>\n", shown(retold_part(m.name, language)),
                        english(m.held, language, "span"));
  }
  if (!held.empty()) {
    held = heading(say(language, "What held those that don't move")) + "<ul>\n" + held + "</ul>\n";
  }
  t.all = c.methods.size();
  return heading(say(language, "Methods")) + table(t, language) + held;
}

}  // namespace

Section section(const Escape& e, Language language) {
  Section s = section_of("escape", e.problem, language);
  s.sentence = escape_sentence(e, language);
  s.tells_interruption = !fell(e) && was_interrupted(e);
  s.tone = fell(e) ? Tone::way_out : Tone::open;
  s.lead = english(as_sentence(e.why), language);
  s.facts = {size_fact(e.problem, language), fact(say(language, "Loss before"), apart(e.loss_before, {e.loss})),
             fact(say(language, "Loss after"), apart(e.loss, {e.loss_before})),
             fact(say(language, "Cost"), say(language, "{0} gradient equivalents", {number(e.gradient_equivalents)}),
                  {}, "cost")};
  add_weights(s.facts, e.weights, language);
  s.after = rounds(e, language);
  complete(s, e, {}, language);
  return s;
}

Section section(const Training& t, Language language) {
  Section s = section_of("train", t.problem, language);
  const std::string ended = outcome(t, language), optimizer = retold_part(t.optimizer, language),
                    after = apart(t.loss, {t.loss_before}), before = apart(t.loss_before, {t.loss});
  s.sentence = t.steps == 1 ? say(language, "{0} after 1 step of {1}: the loss is {2}, it began at {3}.",
                                  {ended, optimizer, after, before})
                            : say(language, "{0} after {1} steps of {2}: the loss is {3}, it began at {4}.",
                                  {ended, fmt::format("{}", t.steps), optimizer, after, before});
  s.tells_interruption = t.stop.reason == StopReason::interrupted;
  s.tone = t.stop.reason == StopReason::not_finite  ? Tone::failed
           : t.stop.reason == StopReason::converged ? Tone::rest
                                                    : Tone::open;
  s.lead = english(as_sentence(t.stop.why), language);
  s.facts = {size_fact(t.problem, language),
             fact(say(language, "Loss before"), apart(t.loss_before, {t.loss})),
             fact(say(language, "Loss after"), apart(t.loss, {t.loss_before})),
             gradient_fact(t.gradient_norm, language),
             fact(say(language, "Optimizer"), retold_part(t.optimizer, language)),
             fact(say(language, "Steps"), fmt::format("{}", t.steps))};
  if (t.batch_size) {
    s.facts.push_back(fact(say(language, "Batch size"), fmt::format("{}", *t.batch_size),
                           say(language, "{0} epochs", {number(t.epochs)})));
  }
  s.facts.push_back(fact(say(language, "Time"), seconds(t.seconds)));
  add_weights(s.facts, t.weights, language);
  s.before = causes(t.stall, t.stall_undecided, language);
  complete(s, t, fmt::format(" --optimizer {}", t.optimizer), language);
  return s;
}

Section section(const Comparison& c, Language language) {
  Section s = section_of("compare", c.problem, language);
  say_answer(s, c, language);
  const ComparedMethod* const best = c.interrupted || c.methods.empty() ? nullptr : c.methods.data();
  s.tone = best && best->moved && best->loss < c.loss ? Tone::way_out : Tone::open;
  s.facts = {size_fact(c.problem, language), loss_fact(c.loss, c.floor, language),
             gradient_fact(c.gradient_norm, language),
             fact(say(language, "Budget"), say(language, "{0} gradient equivalents", {number(c.budget)}),
                  say(language, "Of each method; what comes first is taken off it."), "cost"),
             fact(say(language, "Ways out tried"), fmt::format("{}", c.methods.size()))};
  if (c.runs > 1) {
    s.facts.push_back(fact(say(language, "Runs"), fmt::format("{}", c.runs),
                           say(language, "Where noise is part of a method; the loss is their median.")));
  }
  s.before = english(as_sentence(c.escape), language);
  s.after = methods(c, language);
  complete(s, c, fmt::format(" --budget {:g}", c.budget), language);
  return s;
}

Section section(const Ways& w, Language language) {
  Section s = section_of("train", w.problem, language);
  s.title = retold_part(w.title, language) + " · " + s.title;
  const auto lowest = std::ranges::min_element(w.ways, {}, &Way::loss);
  if (lowest == w.ways.end()) {
    s.sentence = say(language, "No way out was tried.");
  } else {
    s.sentence = say(language, "Lowest of {0} ways: {1}, at a loss of {2}, with {3} % of the samples in their class.",
                     {fmt::format("{}", w.ways.size()), retold_part(lowest->name, language), precise(lowest->loss),
                      fmt::format("{:.1f}", lowest->accuracy)});
  }
  s.lead = english(as_sentence(w.why), language);
  s.facts = {size_fact(w.problem, language)};
  add_sources(s.facts, w.problem, language);
  Table t{say(language, "Ways side by side"),
          {say(language, "Method"), say(language, "Loss"), say(language, "In their class"), say(language, "Steps"),
           say(language, "Time")},
          {}};
  for (const Way& way : std::span(w.ways).first(std::min(w.ways.size(), kRowsListed))) {
    t.rows.push_back({shown(retold_part(way.name, language)), escaped(fmt::format("{:.5f}", way.loss)),
                      escaped(fmt::format("{:.1f} %", way.accuracy)), fmt::format("{}", way.steps),
                      escaped(seconds(way.seconds))});
  }
  t.all = w.ways.size();
  s.after = table(t, language);
  return s;
}

}  // namespace saddlescope::report
