#include "saddlescope/results/json_members.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope::json {

Json number(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return x;
}

double number(const Json& x) {
  if (x == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (x == "inf") return std::numeric_limits<double>::infinity();
  if (x == "-inf") return -std::numeric_limits<double>::infinity();
  return x.get<double>();
}

Json optional_number(const std::optional<double>& x) { return x ? number(*x) : Json(nullptr); }

std::optional<double> optional_number(const Json& x) { return x.is_null() ? std::nullopt : std::optional(number(x)); }

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

const Json& list(const Json& x) {
  if (x.is_array()) return x;
  throw Json::type_error::create(302, std::string("type must be array, but is ") + x.type_name(), &x);
}

std::vector<double> numbers(const Json& x) {
  std::vector<double> values;
  for (const Json& value : list(x)) values.push_back(number(value));
  return values;
}

bool ascends(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double x) { return std::isfinite(x); }) &&
         std::ranges::adjacent_find(values, std::greater_equal()) == values.end();
}

std::uint64_t whole(const Json& x) {
  if (x.is_number_unsigned() || (x.is_number_integer() && x.get<std::int64_t>() >= 0)) return x.get<std::uint64_t>();
  const char* kind = x.is_number() ? "another number" : x.type_name();
  throw Json::type_error::create(302, std::string("type must be a whole number from 0 up, but is ") + kind, &x);
}

std::size_t count(const Json& x) { return whole(x); }

std::optional<std::size_t> optional_count(const Json& x) {
  return x.is_null() ? std::nullopt : std::optional(count(x));
}

// Of counts that are lower bounds the flat ones aren't known.
Json member(const Inertia& inertia) {
  Json j = {{"negative", inertia.negative},
            {"flat", inertia.complete ? Json(inertia.flat) : Json(nullptr)},
            {"positive", inertia.positive},
            {"tolerance", number(inertia.tolerance)}};
  if (!inertia.complete) j["at_least"] = true;
  return j;
}

Inertia inertia_from(const Json& j) {
  const bool complete = !j.at("flat").is_null();
  return {count(j.at("negative")), complete ? count(j.at("flat")) : 0, count(j.at("positive")),
          number(j.at("tolerance")), complete};
}

Json member(const Verdict& v) {
  Json j = {{"kind", to_string(v.kind)},
            {"certified", v.certified},
            {"failure_probability", number(v.failure_probability)},
            {"why", v.why}};
  if (!v.witness) return j;
  j["witness"] = {{"radius", number(v.witness->radius)}, {"decrease", number(v.witness->decrease)}};
  if (!v.witness->direction.empty() && v.witness->direction.size() <= kLargestDirection) {
    j["witness"]["direction"] = numbers(v.witness->direction);
  }
  return j;
}

Verdict verdict_from(const Json& j) {
  Verdict v{verdict_kind(j.at("kind").get<std::string>()), j.at("certified"), number(j.at("failure_probability")),
            j.at("why")};
  if (!j.contains("witness")) return v;
  const Json& w = j.at("witness");
  v.witness = Witness{{}, number(w.at("radius")), number(w.at("decrease"))};
  if (w.contains("direction")) v.witness->direction = numbers(w.at("direction"));
  return v;
}

Json member(const std::optional<Nearby>& nearby) {
  if (!nearby) return nullptr;
  return {{"within", number(nearby->within)},
          {"inertia", member(nearby->inertia)},
          {"gradient_in_band", number(nearby->gradient_in_band)}};
}

std::optional<Nearby> nearby_from(const Json& j) {
  if (j.is_null()) return std::nullopt;
  return Nearby{number(j.at("within")), inertia_from(j.at("inertia")), number(j.at("gradient_in_band"))};
}

Json member(const Stop& stop) {
  return {{"criterion", stop.criterion},
          {"measured", number(stop.measured)},
          {"threshold", number(stop.threshold)},
          {"why", stop.why}};
}

Stop stop_from(StopReason reason, const Json& j) {
  return {reason, j.at("criterion"), number(j.at("measured")), number(j.at("threshold")), j.at("why")};
}

Json member(const ProblemSummary& p) {
  Json j = {{"parameters", p.parameters}, {"samples", p.samples}, {"loss", p.loss}, {"precision", p.precision}};
  if (!p.description.empty()) j["description"] = p.description;
  if (!p.data.empty()) j["data"] = p.data;
  if (!p.weights.empty()) j["weights"] = p.weights;
  if (!p.arguments.empty()) j["arguments"] = p.arguments;
  if (!p.variables.empty()) j["variables"] = p.variables;
  if (!p.at.empty()) j["at"] = numbers(p.at);
  return j;
}

ProblemSummary problem_from(const Json& j) {
  ProblemSummary p;
  p.parameters = count(j.at("parameters"));
  p.samples = count(j.at("samples"));
  p.loss = j.at("loss");
  p.precision = j.at("precision");
  p.description = j.value("description", "");
  p.data = j.value("data", "");
  p.weights = j.value("weights", "");
  p.arguments = j.value("arguments", "");
  p.variables = j.value("variables", std::vector<std::string>{});
  if (j.contains("at")) p.at = numbers(j.at("at"));
  return p;
}

Json header(std::string_view command) { return {{"format", "saddlescope/" + std::string(command)}, {"version", 1}}; }

void require_header(const Json& document, std::string_view command) {
  if (document.at("format") == "saddlescope/" + std::string(command) && document.at("version") == 1) return;
  throw_bad_input("not a saddlescope/" + std::string(command) + " document of version 1.");
}

void throw_malformed(std::string_view what, const nlohmann::json::exception& error) {
  const std::string_view text = error.what();
  throw_bad_input("not " + std::string(what) + ": " + std::string(text.substr(text.find(']') + 2)) + ".");
}

Json stages(const std::vector<std::pair<std::string, double>>& seconds) {
  Json j = Json::object();
  for (const auto& [stage, time] : seconds) j[stage] = number(time);
  return j;
}

std::vector<std::pair<std::string, double>> stages_from(const Json& j) {
  std::vector<std::pair<std::string, double>> seconds;
  for (const auto& [stage, time] : j.items()) seconds.emplace_back(stage, number(time));
  return seconds;
}

}  // namespace saddlescope::json
