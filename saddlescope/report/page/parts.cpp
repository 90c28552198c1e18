#include "saddlescope/report/page/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/report/cause_words.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kHeading = 120;  // characters of a name in a heading
constexpr std::size_t kAt = 4;       // coordinates of a point in a heading

std::string plain(std::string_view text) { return std::string(text); }

std::string title_of(const ProblemSummary& p, Language language) {
  std::string title = p.description.empty() ? say(language, "An objective of your own") : p.description;
  if (p.loss == "function" && p.at.size() == p.variables.size() && p.at.size() <= kAt) {  // where: all else is the same
    for (std::size_t i = 0; i < p.at.size(); ++i) {
      title += fmt::format("{}{} = {}", i == 0 ? " · " : ", ", p.variables[i], number(p.at[i]));
    }
  }
  for (const std::string* more : {&p.data, &p.weights}) {
    if (!more->empty()) title += " · " + source_name(*more, language);
  }
  return title;
}

std::string_view css_class(Tone tone) {
  switch (tone) {
    case Tone::way_out:
      return "way-out";
    case Tone::rest:
      return "rest";
    case Tone::open:
      return "open";
    case Tone::failed:
      return "failed";
  }
  return {};
}

}  // namespace

void add_sources(std::vector<Fact>& facts, const ProblemSummary& p, Language language) {
  if (!p.data.empty()) facts.push_back({say(language, "Data"), english(p.data, language, "span"), {}, {}});
  if (!p.weights.empty()) facts.push_back({say(language, "Weights"), english(p.weights, language, "span"), {}, {}});
}

Section section_of(std::string command, const ProblemSummary& problem, Language language) {
  Section s;
  s.command = std::move(command);
  s.title = title_of(problem, language);
  return s;
}

Fact fact(std::string label, std::string_view value, std::string_view note, std::string word) {
  return {std::move(label), shown(value), escaped(note), std::move(word)};
}

Fact size_fact(const ProblemSummary& p, Language language) {
  const std::string between(comma(language));
  std::string value = p.parameters == 1 ? say(language, "1 parameter")
                                        : say(language, "{0} parameters", {fmt::format("{}", p.parameters)});
  if (p.loss != "function" && p.samples > 0) {
    value += between + say(language, "{0} samples", {fmt::format("{}", p.samples)}) + between + p.loss;
  }
  if (p.precision == "f32") value += between + say(language, "evaluated in f32");
  return {say(language, "Size"), shown(value), {}, {}};
}

Fact loss_fact(double loss, Language language) { return {say(language, "Loss"), escaped(precise(loss)), {}, "loss"}; }

Fact loss_fact(double loss, const std::optional<double>& floor, Language language) {
  std::string note = say(language, "No lower bound is proved.");
  if (floor) {
    note = say(language, "Floor {0}; {1} is left above it.", {apart(*floor, {loss}), number(loss - *floor)});
  }
  return {say(language, "Loss"), escaped(floor ? apart(loss, {*floor}) : precise(loss)), escaped(note), "loss"};
}

Fact gradient_fact(double norm, Language language) {
  return {say(language, "Gradient norm"), "‖∇L‖ = " + escaped(number(norm)), {}, "critical"};
}

std::string facts_list(const std::vector<Fact>& facts) {
  std::string rows;
  for (const Fact& f : facts) {
    const std::string label =
        f.word.empty() ? escaped(f.label) : fmt::format("<a href=\"#word-{}\">{}</a>", f.word, escaped(f.label));
    rows += fmt::format("<div><dt>{}</dt><dd>{}{}</dd></div>\n", label, f.value,
                        f.note.empty() ? "" : fmt::format("<small>{}</small>", f.note));
  }
  return "<dl class=\"facts\">\n" + rows + "</dl>\n";
}

std::string verdict_block(std::string_view sentence, Tone tone, const std::string& lead) {
  return fmt::format("<section class=\"verdict {}\">\n<p class=\"sentence\">{}</p>\n{}</section>\n", css_class(tone),
                     shown(sentence, 1000), lead);
}

std::string with_bound(const BoundedEigenvalue& e, Language language) {
  if (std::isnan(e.value)) return say(language, "unknown");
  return with_error(e.value, e.bound);
}

std::string causes(std::span<const StallCause> found, std::span<const UndecidedCause> undecided, Language language) {
  std::string items;
  for (const StallCause& cause : found) {
    items += fmt::format("<li><h4>{}</h4>\n", shown(cause_name(cause.cause, language)));
    if (const std::string meaning = cause_meaning(cause.cause, language); !meaning.empty()) {
      items += fmt::format("<p class=\"meaning\">{}</p>\n", escaped(meaning));
    }
    items += english(as_sentence(cause.evidence), language);
    if (!cause.remedy.empty()) {
      items += fmt::format("<p class=\"remedy\"><strong>{}</strong>{}{}</p>\n", escaped(say(language, "What helps:")),
                           gap(language), english(as_sentence(cause.remedy), language, "span"));
    }
    items += "</li>\n";
  }
  std::string text;
  if (!items.empty()) text += heading(say(language, "Why it stalled")) + "<ol class=\"causes\">\n" + items + "</ol>\n";
  std::string open;
  for (const UndecidedCause& one : undecided) {
    open += fmt::format("<li><strong>{}{}</strong>{}{}</li>\n", shown(cause_name(one.cause, language)),
                        language == Language::english ? "." : "：", gap(language),
                        english(as_sentence(one.why), language, "span"));
  }
  if (open.empty()) return text;
  return text + fmt::format("<details class=\"open\"><summary>{}</summary>\n<ul>\n{}</ul>\n</details>\n",
                            escaped(say(language, "What can't be told from here")), open);
}

void say_interrupted(Section& s, Language language) {
  if (s.tells_interruption) return;
  s.lead = paragraph(say(language, "Interrupted: what was found until then is shown.")) + s.lead;
}

std::string heading(std::string_view words) { return fmt::format("<h3>{}</h3>\n", escaped(words)); }

std::string paragraph(std::string_view words) {
  return words.empty() ? std::string() : fmt::format("<p>{}</p>\n", escaped(words));
}

std::string table(const Table& t, Language language) {
  std::string text = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>",
      shown(t.caption));
  for (const std::string& column : t.columns) text += fmt::format("<th scope=\"col\">{}</th>", shown(column, kHeading));
  text += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    text += i < t.row_ids.size() && !t.row_ids[i].empty() ? fmt::format("<tr id=\"{}\" tabindex=\"-1\">", t.row_ids[i])
                                                          : "<tr>";
    for (std::size_t k = 0; k < t.rows[i].size(); ++k) {
      text += fmt::format(fmt::runtime(k == 0 ? "<th scope=\"row\">{}</th>" : "<td>{}</td>"), t.rows[i][k]);
    }
    text += "</tr>\n";
  }
  text += "</tbody>\n</table>\n</div>\n";
  if (t.all <= t.rows.size()) return text;
  const std::size_t more = t.all - t.rows.size();
  return text + paragraph(more == 1 ? say(language, "1 more stands in the JSON.")
                                    : say(language, "{0} more stand in the JSON.", {fmt::format("{}", more)}));
}

std::vector<Fact> origin(const Environment& e, std::uint64_t seed, std::uint64_t entropy, std::string_view engine,
                         Language language) {
  std::vector<Fact> facts;
  const auto add = [&](std::string label, std::string_view value) {
    if (!value.empty()) facts.push_back({std::move(label), shown(value), {}, {}});
  };
  add(say(language, "Version"), e.version.empty() ? plain("") : "Saddlescope " + e.version);
  add(say(language, "Seed"), entropy == 0 ? fmt::format("{}", seed)
                                          : say(language, "{0}, and {1} of the machine's entropy",
                                                {fmt::format("{}", seed), fmt::format("{}", entropy)}));
  add(say(language, "Engine"), engine);
  add(say(language, "Processor"), e.cpu);
  add("BLAS", e.blas);
  add(say(language, "Threads"), fmt::format("{}", e.threads));
  return facts;
}

}  // namespace saddlescope::report
