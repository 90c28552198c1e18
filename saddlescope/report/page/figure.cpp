#include "saddlescope/report/page/figure.h"

#include <fmt/format.h>

#include <string_view>

#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/chart_table.h"
#include "saddlescope/report/field_thinning.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/palette.h"

namespace saddlescope::report {
namespace {

// What a point says in lines, in one of a table.
std::string in_one_line(std::string_view cell, Language language) {
  std::string text;
  for (const char c : cell) {
    if (c == '\n') {
      text += language == Language::english ? "; " : "；";
    } else {
      text += c;
    }
  }
  return text;
}

std::string tables_of(const Chart& chart) {
  std::string text;
  for (const ChartTable& numbers : chart_table(chart)) {
    Table t{numbers.caption, numbers.columns, {}};
    for (const auto& row : numbers.rows) {
      auto& cells = t.rows.emplace_back();
      for (const std::string& cell : row) cells.push_back(shown(in_one_line(cell, chart.language)));
    }
    text += table(t, chart.language) + paragraph(numbers.note);
  }
  return text;
}

// What of the numbers isn't drawn: said here, where it stays when the live figure takes the picture's place.
std::string left_out(const Chart& chart) {
  const std::string thinned = thinned_note(chart);
  return paragraph(omitted_note(chart)) +
         (thinned.empty() ? thinned : paragraph(thinned + std::string(gap(chart.language)) + kept_note(chart)));
}

// Each term in the colour and with the dash of the line that shows it, its name and what it comes to under it.
std::string formula(const Chart& chart) {
  if (chart.formula.empty()) return {};
  std::string text;
  for (const FormulaTerm& term : chart.formula) {
    const std::string css = term.colour ? fmt::format(" t-{}{}", paint(*term.colour).name, dash_class(term.dash)) : "";
    text += fmt::format("<span class=\"term{}\"><b>{}</b> <small>{}</small> <small>{}</small></span>\n", css,
                        escaped(term.text), escaped(term.name), escaped(term.value));
  }
  return "<p class=\"formula\">" + text + "</p>\n";
}

}  // namespace

std::string figure(const Chart& chart, std::size_t number, const std::string& prefix) {
  const std::string id = prefix + "chart-" + escaped(chart.id);
  std::string text =
      fmt::format("<figure class=\"chart\" id=\"{0}\" data-chart=\"{1}\" aria-labelledby=\"{0}-title\">\n", id, number);
  const std::string subject =
      chart.subject.empty() ? "" : fmt::format("<p class=\"subject\">{}</p>\n", shown(chart.subject));
  text += fmt::format("<figcaption><h3 id=\"{}-title\">{}</h3>\n{}<p>{}</p>{}</figcaption>\n", id, shown(chart.title),
                      subject, shown(chart.description, 2000), left_out(chart));
  text += formula(chart);
  text += "<div class=\"picture\">" + chart_svg(chart, {.in_page = true, .id_prefix = prefix}) + "</div>\n";
  const std::string numbers = tables_of(chart);
  if (!numbers.empty()) {
    text += fmt::format("<details class=\"numbers\"><summary>{}</summary>\n{}</details>\n",
                        escaped(say(chart.language, "The numbers of this chart")), numbers);
  }
  return text + "</figure>\n";
}

}  // namespace saddlescope::report
