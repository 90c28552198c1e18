#include "saddlescope/report/plotly_parts.h"

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>

#include "saddlescope/report/letters.h"
#include "saddlescope/report/palette.h"
#include "saddlescope/report/svg.h"

namespace saddlescope::report::plotly {
namespace {

constexpr std::size_t kName = 60;  // characters

}  // namespace

// Not update(): in an ordered object it loses track of parents, which JSON_DIAGNOSTICS asserts.
void put(Json& object, const Json& members) {
  for (const auto& [name, value] : members.items()) object[name] = value;
}

std::string escaped(std::string_view text) {
  return respelt(text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\n', "<br>"}});
}

std::string named(std::string_view name) { return escaped(elided(name, kName)); }

std::string colour_of(Colour colour) { return fmt::format("var:{}", paint(colour).name); }

std::string_view dash_of(Dash dash) {
  switch (dash) {
    case Dash::solid:
      return "solid";
    case Dash::dashed:
      return "dash";
    case Dash::dotted:
      return "dot";
    case Dash::dash_dotted:
      return "dashdot";
  }
  return {};
}

double place(const ChartAxis& axis, double x) {
  return axis.scale == Scale::symmetric ? scaled(axis.scale, axis.threshold, x) : x;
}

Json placed(const ChartAxis& axis, double x) { return shows(axis, x) ? Json(place(axis, x)) : Json(); }

Json placed(const ChartAxis& axis, const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(placed(axis, value));
  return list;
}

Json tick_words(const std::vector<Tick>& ticks, Scale scale, double threshold) {
  Json values = Json::array(), words = Json::array();
  for (const Tick& tick : ticks) {
    values.push_back(scaled(scale, threshold, tick.value));
    words.push_back(escaped(tick.label));
  }
  return Json{{"tickvals", values}, {"ticktext", words}};
}

}  // namespace saddlescope::report::plotly
