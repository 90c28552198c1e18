// Lines and planes: cross-sections, surfaces, the land around a diagnosed point.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "saddlescope/base/error.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace json {
namespace {

using Coordinates = std::vector<std::vector<double>>;

Json lists(const Coordinates& rows) {
  Json j = Json::array();
  for (const std::vector<double>& row : rows) j.push_back(numbers(row));
  return j;
}

Coordinates lists_from(const Json& j) {
  Coordinates rows;
  for (const Json& row : list(j)) rows.push_back(numbers(row));
  return rows;
}

// The values of a grid, nested as its axes are; from `evaluated` on they are null.
Json grid(const std::vector<double>& values, const Coordinates& axes, std::size_t evaluated) {
  const std::size_t width = axes.size() > 1 ? axes.back().size() : values.size();
  Json rows = Json::array();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % width == 0) rows.push_back(Json::array());
    rows.back().push_back(i < evaluated ? number(values[i]) : Json(nullptr));
  }
  if (axes.size() > 1) return rows;
  return rows.empty() ? Json::array() : rows.front();
}

double grid_value(const Json& j) { return j.is_null() ? std::numeric_limits<double>::quiet_NaN() : number(j); }

std::string counted(std::size_t n, const char* one, const char* several) {
  return fmt::format("{} {}", n, n == 1 ? one : several);
}

[[noreturn]] void throw_unsound(const std::string& what) { throw_bad_input("not a line or plane: " + what + "."); }

[[noreturn]] void throw_wrong_shape(const Coordinates& axes, std::string_view name) {
  std::string shape;
  for (const std::vector<double>& axis : axes) shape += (shape.empty() ? "" : " × ") + std::to_string(axis.size());
  throw_unsound(
      fmt::format("\"{}\" isn't nested as its axes are: {}", name, axes.empty() ? "without axes it is empty" : shape));
}

// Row-major, of a list for each point of the first axis where there are two.
std::vector<double> grid_from(const Json& j, const Coordinates& axes, std::string_view name) {
  std::vector<double> values;
  const auto append = [&](const Json& row, std::size_t points) {
    if (!row.is_array() || row.size() != points) throw_wrong_shape(axes, name);
    for (const Json& x : row) values.push_back(grid_value(x));
  };
  if (axes.size() < 2) {
    append(j, axes.empty() ? 0 : axes.front().size());
    return values;
  }
  if (!j.is_array() || j.size() != axes.front().size()) throw_wrong_shape(axes, name);
  for (const Json& row : j) append(row, axes[1].size());
  return values;
}

Json verdict_name(const std::optional<VerdictKind>& kind) { return kind ? Json(to_string(*kind)) : Json(nullptr); }

std::optional<VerdictKind> verdict_kind_from(const Json& j) {
  if (j.is_null()) return std::nullopt;
  return verdict_kind(j.get<std::string>());
}

Json member(const Mark& m) {
  return {{"at", numbers(m.at)},
          {"loss", number(m.loss)},
          {"label", m.label},
          {"kind", to_string(m.kind)},
          {"verdict", verdict_name(m.verdict)},
          {"off", number(m.off)}};
}

Mark mark_from(const Json& j) {
  return {numbers(j.at("at")),
          number(j.at("loss")),
          j.at("label"),
          mark_kind(j.at("kind").get<std::string>()),
          verdict_kind_from(j.at("verdict")),
          number(j.at("off"))};
}

Json member(const Curve& c) {
  Json j = {{"points", lists(c.points)},
            {"loss", number(c.loss)},
            {"label", c.label},
            {"kind", to_string(c.kind)},
            {"verdict", verdict_name(c.verdict)}};
  if (c.piece_of) j["piece_of"] = *c.piece_of;
  return j;
}

Curve curve_from(const Json& j) {
  Curve c = {lists_from(j.at("points")), number(j.at("loss")), j.at("label"),
             mark_kind(j.at("kind").get<std::string>()), verdict_kind_from(j.at("verdict"))};
  if (j.contains("piece_of")) c.piece_of = count(j.at("piece_of"));
  return c;
}

void append(Json& j, const CrossSection& s) {
  j["centre_loss"] = number(s.centre_loss);
  j["directions"] = Json::array();
  for (const Direction& direction : s.directions) j["directions"].push_back(json::member(direction));
  j["origin"] = numbers(s.origin);
  j["axes"] = lists(s.axes);
  j["loss"] = grid(s.loss, s.axes, s.evaluated);
  j["evaluated"] = s.evaluated;
  j["error"] = optional_number(s.error);
  if (!s.model.empty()) j["model"] = grid(s.model, s.axes, s.model.size());
  j["marks"] = Json::array();
  for (const Mark& mark : s.marks) j["marks"].push_back(member(mark));
  j["curves"] = Json::array();
  for (const Curve& curve : s.curves) j["curves"].push_back(member(curve));
  if (!s.variance_shares.empty()) j["variance_shares"] = numbers(s.variance_shares);
  if (s.angle) j["angle"] = number(*s.angle);
}

Json member(const Share& s) { return {{"minima", s.minima}, {"of", s.of}}; }
Share share_from(const Json& j) {
  const Share s = {count(j.at("minima")), count(j.at("of"))};
  if (s.minima <= s.of) return s;
  throw_bad_input(fmt::format("not a landscape: \"minima\" is {} of {} lines or planes.", s.minima, s.of));
}

Json member(const Appearance& a) {
  Json j = {{"parameter_lines", member(a.parameter_lines)},
            {"random_lines", member(a.random_lines)},
            {"random_planes", member(a.random_planes)},
            {"negative", a.negative}};
  if (a.at_least) j["at_least"] = true;
  j["parameters"] = a.parameters;
  j["tolerance"] = number(a.tolerance);
  return j;
}

Appearance appearance_from(const Json& j) {
  Appearance a;
  a.parameter_lines = share_from(j.at("parameter_lines"));
  a.random_lines = share_from(j.at("random_lines"));
  a.random_planes = share_from(j.at("random_planes"));
  a.negative = count(j.at("negative"));
  a.at_least = j.value("at_least", false);
  a.parameters = count(j.at("parameters"));
  a.tolerance = number(j.at("tolerance"));
  if (a.negative > a.parameters) {
    throw_bad_input(fmt::format("not a landscape: \"negative\" is {} of the eigenvalues of {} parameters.", a.negative,
                                a.parameters));
  }
  return a;
}

}  // namespace

Json member(const Direction& d) {
  Json j = {{"kind", to_string(d.kind)}, {"label", d.label}, {"norm", number(d.norm)}};
  if (d.eigenvalue) j["eigenvalue"] = number(*d.eigenvalue);
  j["slope"] = optional_number(d.slope);
  j["curvature"] = optional_number(d.curvature);
  if (!d.vector.empty() && d.vector.size() <= kLargestDirection) j["vector"] = numbers(d.vector);
  if (d.by_filters) j["by_filters"] = true;
  if (d.index) j["index"] = *d.index;
  return j;
}

Direction direction_from(const Json& j) {
  Direction d;
  d.kind = direction_kind(j.at("kind").get<std::string>());
  d.label = j.at("label");
  d.norm = number(j.at("norm"));
  if (j.contains("eigenvalue")) d.eigenvalue = number(j.at("eigenvalue"));
  d.slope = optional_number(j.at("slope"));
  d.curvature = optional_number(j.at("curvature"));
  if (j.contains("vector")) d.vector = numbers(j.at("vector"));
  d.by_filters = j.value("by_filters", false);
  if (j.contains("index")) d.index = count(j.at("index"));
  return d;
}

Json member(const CrossSection& section) {
  Json j = Json::object();
  append(j, section);
  return j;
}

namespace {

// Who draws it takes this for granted.
void require_sound(const CrossSection& s) {
  const std::size_t k = s.axes.size();
  if (k < 1 || k > 2) throw_unsound(fmt::format("\"axes\" are {}; there are one or two", k));
  const auto one_each = [&](std::size_t entries, const std::string& name) {
    if (entries == k) return;
    throw_unsound(
        fmt::format("{} has {} for {}", name, counted(entries, "entry", "entries"), counted(k, "axis", "axes")));
  };
  one_each(s.directions.size(), "\"directions\"");
  one_each(s.origin.size(), "\"origin\"");
  if (!s.variance_shares.empty()) one_each(s.variance_shares.size(), "\"variance_shares\"");
  for (std::size_t i = 0; i < k; ++i) {
    if (s.axes[i].empty() || !ascends(s.axes[i])) {
      throw_unsound(fmt::format("axis {} isn't made of finite numbers that ascend, one at least", i + 1));
    }
  }
  if (s.evaluated > s.loss.size()) {
    throw_unsound(fmt::format("\"evaluated\" is {} of {} losses", s.evaluated, s.loss.size()));
  }
  for (const Mark& mark : s.marks) one_each(mark.at.size(), fmt::format("the mark \"{:.60}\"", mark.label));
  for (const Curve& curve : s.curves) {
    for (const std::vector<double>& point : curve.points)
      one_each(point.size(), fmt::format("a point of the curve \"{:.60}\"", curve.label));
  }
}

}  // namespace

CrossSection cross_section_from(const Json& j) {
  CrossSection s;
  s.centre_loss = number(j.at("centre_loss"));
  for (const Json& direction : list(j.at("directions"))) s.directions.push_back(direction_from(direction));
  s.origin = numbers(j.at("origin"));
  s.axes = lists_from(j.at("axes"));
  s.loss = grid_from(j.at("loss"), s.axes, "loss");
  s.evaluated = count(j.at("evaluated"));
  s.error = optional_number(j.at("error"));
  if (j.contains("model")) s.model = grid_from(j.at("model"), s.axes, "model");
  for (const Json& mark : list(j.at("marks"))) s.marks.push_back(mark_from(mark));
  for (const Json& curve : list(j.at("curves"))) s.curves.push_back(curve_from(curve));
  if (j.contains("variance_shares")) s.variance_shares = numbers(j.at("variance_shares"));
  if (j.contains("angle")) s.angle = number(j.at("angle"));
  require_sound(s);
  return s;
}

Json member(const Landscape& l) {
  Json j = {{"plane", l.plane ? member(*l.plane) : Json(nullptr)}, {"line", l.line ? member(*l.line) : Json(nullptr)}};
  j["taylor"] = Json::array();
  for (const TaylorLine& line : l.taylor) j["taylor"].push_back(member(line));
  j["line_search"] = Json::array();
  for (const LineSearchPoint& p : l.line_search) {
    j["line_search"].push_back({{"t", number(p.t)}, {"loss", number(p.loss)}, {"model", optional_number(p.model)}});
  }
  j["appearance"] = l.appearance ? member(*l.appearance) : Json(nullptr);
  if (!l.why.empty()) j["why"] = l.why;
  return j;
}

Landscape landscape_from(const Json& j) {
  Landscape l;
  if (!j.at("plane").is_null()) l.plane = cross_section_from(j.at("plane"));
  if (!j.at("line").is_null()) l.line = cross_section_from(j.at("line"));
  for (const Json& line : list(j.at("taylor"))) l.taylor.push_back(taylor_line_from(line));
  for (const Json& p : list(j.at("line_search"))) {
    l.line_search.push_back({number(p.at("t")), number(p.at("loss")), optional_number(p.at("model"))});
  }
  if (!j.at("appearance").is_null()) l.appearance = appearance_from(j.at("appearance"));
  l.why = j.value("why", "");
  return l;
}

}  // namespace json

Json to_json(const Surface& s) {
  Json j = json::header("surface");
  j["problem"] = json::member(s.problem);
  j["asked"] = s.asked;
  j["floor"] = json::optional_number(s.floor);
  if (s.of_box) j["of_box"] = true;
  json::append(j, s.section);
  if (!s.kink.empty()) j["kink"] = s.kink;
  if (!s.why.empty()) j["why"] = s.why;
  json::append_provenance(j, s);
  return j;
}

Surface surface_from_json(const Json& j) {
  try {
    json::require_header(j, "surface");
    Surface s;
    s.problem = json::problem_from(j.at("problem"));
    s.asked = j.at("asked");
    s.floor = json::optional_number(j.at("floor"));
    s.of_box = j.value("of_box", false);
    s.section = json::cross_section_from(j);
    s.kink = j.value("kink", "");
    s.why = j.value("why", "");
    json::read_provenance(j, s);
    return s;
  } catch (const nlohmann::json::exception& error) {
    json::throw_malformed("a surface", error);
  }
}

}  // namespace saddlescope
