#include "saddlescope/report/page/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/field_thinning.h"
#include "saddlescope/report/mark_thinning.h"
#include "saddlescope/report/page/assets.h"
#include "saddlescope/report/page/explanations.h"
#include "saddlescope/report/page/figure.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"

namespace saddlescope {
namespace {

using report::escaped;
using report::Fact;
using report::say;
using report::Section;
using report::shown;

std::string result_id(std::size_t index) { return fmt::format("result-{}", index + 1); }

std::string reproduce(const Section& s, Language language) {
  std::string text = report::command_block(s.again);
  if (!s.origin.empty()) text += report::facts_list(s.origin);
  if (text.empty()) return {};
  return fmt::format("<section class=\"reproduce\">\n<h3>{}</h3>\n{}</section>\n",
                     escaped(say(language, "To get this result again")), text);
}

// What the script needs of all charts, and how many there were before.
struct Charts {
  Json data = Json::array();
  std::size_t drawn = 0;
};

// The views of a chart say the same words of a point: they stand in the page once, as chart["texts"], and each
// "hovertext" is their numbers. Charts whose views share nothing stay as they are.
void share_texts(Json& chart) {
  std::map<std::string, std::size_t> numbers;
  std::size_t all = 0;
  Json texts = Json::array(), shared = chart;
  for (Json& view : shared.at("views")) {
    for (Json& trace : view.at("data")) {
      if (!trace.contains("hovertext") || !trace.at("hovertext").is_array()) continue;
      for (Json& text : trace.at("hovertext")) {
        if (!text.is_string()) return;
        const auto [at, added] = numbers.emplace(text.get<std::string>(), texts.size());
        if (added) texts.push_back(text);
        text = at->second;
        ++all;
      }
    }
  }
  if (2 * texts.size() > all) return;
  chart = std::move(shared);
  chart["texts"] = std::move(texts);
}

// All charts; those that belong beside each other in a row of their own.
std::string figures(const std::vector<report::Chart>& all, const std::string& prefix, Charts& charts) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool goes_on = i + 1 < all.size() && all[i + 1].beside, begins = i == 0 || !all[i].beside;
    if (begins && (goes_on || all[i].beside)) text += "<div class=\"beside\">\n";
    text += report::figure(all[i], charts.drawn++, prefix);
    if (all[i].beside && !goes_on) text += "</div>\n";
    charts.data.push_back(report::chart_plotly(all[i]));
    share_texts(charts.data.back());
    charts.data.back()["prefix"] = prefix;
  }
  return text.empty() ? text : "<div class=\"charts\">\n" + text + "</div>\n";
}

std::string article(const Section& s, std::size_t index, Language language, Charts& charts) {
  const std::string id = result_id(index), prefix = id + "-";
  std::string text = fmt::format("<article class=\"result\" id=\"{0}\" aria-labelledby=\"{0}-title\">\n", id);
  for (const report::Skip& skip : s.skips) {
    text += fmt::format("<a class=\"skip\" href=\"#{}{}\">{}</a>\n", report::kIdPrefix, skip.id, escaped(skip.words));
  }
  text += fmt::format("<p class=\"command-name\">{}</p>\n<h2 id=\"{}-title\">{}</h2>\n", escaped(s.command), id,
                      shown(s.title));
  text += report::verdict_block(s.sentence, s.tone, s.lead);
  if (!s.facts.empty()) {
    text += fmt::format("<section class=\"evidence\">\n<h3>{}</h3>\n{}</section>\n", escaped(say(language, "Evidence")),
                        report::facts_list(s.facts));
  }
  if (!s.before.empty()) text += "<section class=\"causes-section\">\n" + s.before + "</section>\n";
  text += figures(s.charts, prefix, charts);
  if (!s.after.empty()) {
    text += "<section class=\"more\">\n" + s.after + "</section>\n";
  }
  text += reproduce(s, language) + "</article>\n";
  return report::with_whole_numbers(report::with_id_prefix(text, prefix));
}

// Whether two results have a fact, or two results of the command that has it might: a column of blanks compares nothing.
bool compares(const std::vector<Section>& all, const std::string& label) {
  const auto has = [&](const Section& s) { return std::ranges::find(s.facts, label, &Fact::label) != s.facts.end(); };
  const auto first = std::ranges::find_if(all, has);
  return std::ranges::count_if(all, has) > 1 || std::ranges::count(all, first->command, &Section::command) > 1;
}

std::vector<std::string> compared_facts(const std::vector<Section>& all) {
  std::vector<std::string> labels;
  for (const Section& s : all) {
    for (const Fact& f : s.facts) {
      if (std::ranges::find(labels, f.label) == labels.end() && compares(all, f.label)) labels.push_back(f.label);
    }
  }
  return labels;
}

// Characters of a title: of a whole one, but for a formula or a path without end.
constexpr std::size_t kPageTitle = 200;

// The facts that results share beside each other: a row a label, a column a result.
std::string comparison(const std::vector<Section>& all, Language language) {
  const std::vector<std::string> labels = compared_facts(all);
  const std::string title = escaped(say(language, "Side by side"));
  std::string text = fmt::format(
      "<section class=\"comparison\" aria-labelledby=\"comparison\">\n<h2 id=\"comparison\">{0}</h2>\n", title);
  if (labels.empty()) {
    return text + report::paragraph(say(language, "These results have no facts in common to set side by side.")) +
           "</section>\n";
  }
  text += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table>\n<thead><tr><td></td>", title);
  for (std::size_t i = 0; i < all.size(); ++i) {
    text += fmt::format("<th scope=\"col\"><a href=\"#{}\">{} · {}</a></th>", result_id(i), escaped(all[i].command),
                        shown(all[i].title, kPageTitle));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const std::string& label : labels) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>", escaped(label));
    for (const Section& s : all) {
      const auto found = std::ranges::find(s.facts, label, &Fact::label);
      text += fmt::format("<td>{}</td>", found == s.facts.end() ? "–" : found->value);
    }
    text += "</tr>\n";
  }
  return report::with_whole_numbers(text + "</tbody>\n</table></div>\n</section>\n");
}

// So many surfaces and marks as a page is made of share what it may hold.
void thin_charts(std::vector<Section>& all) {
  std::vector<report::Chart*> charts;
  for (Section& s : all) {
    for (report::Chart& chart : s.charts) charts.push_back(&chart);
  }
  report::thin_fields(charts);
  report::thin_marks(charts);
}

std::string contents(const std::vector<Section>& all, Language language) {
  std::string items;
  for (std::size_t i = 0; i < all.size(); ++i) {
    items += fmt::format("<li><a href=\"#{}\">{} · {}</a><br>{}</li>\n", result_id(i), escaped(all[i].command),
                         shown(all[i].title, kPageTitle), shown(all[i].sentence, 400));
  }
  return fmt::format("<nav class=\"contents\" aria-label=\"{0}\">\n<h2>{0}</h2>\n<ol>\n{1}</ol>\n</nav>\n",
                     escaped(say(language, "Contents")), items);
}

std::string security_policy(bool scripts) {
  const std::string allowed =
      scripts ? fmt::format("script-src 'sha256-{}' 'sha256-{}' 'sha256-{}'; img-src data: blob:; ",
                            report::base64_of_hex(SADDLESCOPE_TARGETS_SCRIPT_SHA256),
                            report::base64_of_hex(SADDLESCOPE_CHARTS_SCRIPT_SHA256), report::plotly_hash())
              : std::string("img-src data:; ");
  return fmt::format("default-src 'none'; {}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'", allowed);
}

std::string head(const std::string& title, Language language, bool scripts) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n"
      "<style>\n:root{{{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n{}\n{}</style>\n</head>\n",
      to_string(language), security_policy(scripts), title, report::chart_variables(false),
      report::chart_variables(true), report::chart_css(), report::page_style());
}

// Words that the script shows.
std::string script_words(Language language) {
  return fmt::format(
      "data-copy=\"{}\" data-copied=\"{}\" data-picture=\"{}\" data-tools=\"{}\" data-keys=\"{}\" data-failed=\"{}\" "
      "data-previous=\"{}\" data-next=\"{}\" data-close=\"{}\" data-locale=\"{}\"",
      escaped(say(language, "Copy")), escaped(say(language, "Copied")), escaped(say(language, "Still picture")),
      escaped(say(language, "Tools of the chart")),
      escaped(say(language,
                  "Drag it or press the arrow keys to turn it, the wheel or + and − to zoom; Home takes it back.")),
      escaped(say(language, "This browser couldn't draw the live chart; the still picture stands in its place.")),
      escaped(say(language, "Previous")), escaped(say(language, "Next")), escaped(say(language, "Close")),
      language == Language::english ? "en" : "zh-TW");
}

std::string scripts(const Charts& charts) {
  return fmt::format(
      "<script type=\"application/json\" id=\"chart-data\">{}</script>\n"
      "<script type=\"application/gzip\" id=\"plotly\">{}</script>\n<script>{}</script>\n<script>{}</script>\n",
      report::script_data(charts.data), charts.drawn == 0 ? std::string() : report::base64(report::plotly_bundle()),
      report::charts_script(), report::targets_script());
}

}  // namespace

std::string page(std::span<const Json> documents, const PageOptions& options) {
  std::vector<Section> all;
  for (const Json& document : documents) {
    for (Section& s : report::sections(document, options.language)) all.push_back(std::move(s));
  }
  return report::page_of(std::move(all), documents.size() > 1, options);
}

std::string report::page_of(std::vector<Section> all, bool several, const PageOptions& options) {
  const Language language = options.language;
  if (all.empty()) throw_bad_input("there is nothing to make a page of.");
  const std::string title =
      (all.size() == 1 ? shown(all.front().title, 80) : escaped(say(language, "Results"))) + " · Saddlescope";
  Charts charts;
  std::string body = fmt::format("<body {}>\n<a class=\"skip\" href=\"#{}\">{}</a>\n", script_words(language),
                                 result_id(0), escaped(say(language, "To the result")));
  body += fmt::format("<header class=\"top\"><h1 class=\"brand\">Saddlescope</h1><p>{}</p></header>\n<main>\n",
                      escaped(say(language, "Where a stalled network is, and which way leads out")));
  if (several) body += comparison(all, language);
  if (!several && all.size() > 1) body += contents(all, language);
  body += several ? "<div class=\"results several\">\n" : "<div class=\"results\">\n";
  thin_charts(all);
  for (std::size_t i = 0; i < all.size(); ++i) body += article(all[i], i, language, charts);
  body += "</div>\n" + report::explanations_section(language) + "</main>\n";
  if (options.interactive) body += scripts(charts);
  return head(title, language, options.interactive) + body + "</body>\n</html>\n";
}

}  // namespace saddlescope
