#include "saddlescope/results/json.h"

#include <nlohmann/json.hpp>

#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::append_stall;
using json::count;
using json::header;
using json::kLargestDirection;
using json::member;
using json::nearby_from;
using json::number;
using json::numbers;
using json::optional_number;
using json::problem_from;
using json::read_provenance;
using json::read_stall;
using json::require_header;
using json::spectrum_from;
using json::stages;
using json::stages_from;
using json::throw_malformed;
using json::verdict_from;

Json member(const EscapeRoute& e) {
  Json j = {{"eigenvalue", number(e.eigenvalue)}};
  if (e.bound) j["bound"] = number(*e.bound);
  if (!e.direction.empty() && e.direction.size() <= kLargestDirection) j["direction"] = numbers(e.direction);
  j["step"] = number(e.step);
  j["worth"] = number(e.worth);
  j["predicted_decrease"] = optional_number(e.predicted_decrease);
  j["predicted_by"] = e.predicted_by;
  if (e.predicted_step) j["predicted_step"] = number(*e.predicted_step);
  j["measured_decrease"] = number(e.measured_decrease);
  j["loss_after"] = number(e.loss_after);
  return j;
}

EscapeRoute escape_route_from(const Json& j) {
  EscapeRoute e;
  e.eigenvalue = number(j.at("eigenvalue"));
  if (j.contains("bound")) e.bound = number(j.at("bound"));
  if (j.contains("direction")) e.direction = numbers(j.at("direction"));
  e.step = number(j.at("step"));
  e.worth = number(j.at("worth"));
  e.predicted_decrease = optional_number(j.at("predicted_decrease"));
  e.predicted_by = j.at("predicted_by");
  if (j.contains("predicted_step")) e.predicted_step = number(j.at("predicted_step"));
  e.measured_decrease = number(j.at("measured_decrease"));
  e.loss_after = number(j.at("loss_after"));
  return e;
}

// The signs are exact, so there is no tolerance to write.
Json member(const TheoryComparison& t) {
  Json eigenvalues = Json::array();
  for (const RepeatedEigenvalue& e : t.theory.eigenvalues) {
    eigenvalues.push_back({{"value", number(e.value)}, {"multiplicity", e.multiplicity}});
  }
  return {{"kind", to_string(t.theory.kind)},
          {"loss", number(t.theory.loss)},
          {"inertia",
           {{"negative", t.theory.inertia.negative},
            {"flat", t.theory.inertia.flat},
            {"positive", t.theory.inertia.positive}}},
          {"eigenvalues", std::move(eigenvalues)},
          {"relative_error", number(t.theory.relative_error)},
          {"source", t.theory.source},
          {"agreement", to_string(t.agreement)},
          {"why", t.why}};
}

TheoryComparison theory_from(const Json& j) {
  TheoryComparison t;
  t.theory.kind = verdict_kind(j.at("kind").get<std::string>());
  t.theory.loss = number(j.at("loss"));
  const Json& inertia = j.at("inertia");
  t.theory.inertia = {count(inertia.at("negative")), count(inertia.at("flat")), count(inertia.at("positive")), 0};
  for (const Json& e : json::list(j.at("eigenvalues"))) {
    t.theory.eigenvalues.push_back({number(e.at("value")), count(e.at("multiplicity"))});
  }
  t.theory.relative_error = number(j.at("relative_error"));
  t.theory.source = j.at("source");
  t.agreement = agreement(j.at("agreement").get<std::string>());
  t.why = j.at("why");
  return t;
}

}  // namespace

Json to_json(const Diagnosis& d) {
  Json j = header("diagnose");
  j["problem"] = member(d.problem);
  j["loss"] = number(d.loss);
  j["floor"] = optional_number(d.floor);
  j["stake"] = optional_number(d.stake);
  if (!d.gradient.empty()) j["gradient"] = numbers(d.gradient);
  j["gradient_norm"] = number(d.gradient_norm);
  j["gradient_flatness"] = optional_number(d.gradient_flatness);
  if (!d.hessian.empty()) {
    j["hessian"] = Json::array();
    for (const auto& row : d.hessian) j["hessian"].push_back(numbers(row));
  }
  j["spectrum"] = member(d.spectrum);
  j["verdict"] = member(d.verdict);
  append_stall(j, d);
  j["nearby"] = json::member(d.nearby);
  j["kink_distance"] = optional_number(d.kink_distance);
  j["escape"] = d.escape ? member(*d.escape) : Json(nullptr);
  if (!d.layers.empty()) {
    j["layers"] = Json::array();
    for (const ActivityRow& layer : d.layers) {
      j["layers"].push_back({{"name", layer.name},
                             {"activation", layer.activation},
                             {"units", layer.units},
                             {"dead", layer.dead},
                             {"saturated", layer.saturated}});
    }
  }
  if (d.theory) j["theory"] = member(*d.theory);
  if (d.landscape) j["landscape"] = json::member(*d.landscape);
  if (!d.seconds.empty()) j["seconds"] = stages(d.seconds);
  append_provenance(j, d);
  return j;
}

Diagnosis diagnosis_from_json(const Json& j) {
  try {
    require_header(j, "diagnose");
    Diagnosis d;
    d.problem = problem_from(j.at("problem"));
    d.loss = number(j.at("loss"));
    d.floor = optional_number(j.at("floor"));
    d.stake = optional_number(j.at("stake"));
    if (j.contains("gradient")) d.gradient = numbers(j.at("gradient"));
    d.gradient_norm = number(j.at("gradient_norm"));
    d.gradient_flatness = optional_number(j.at("gradient_flatness"));
    if (j.contains("hessian")) {
      for (const Json& row : json::list(j.at("hessian"))) d.hessian.push_back(numbers(row));
    }
    d.spectrum = spectrum_from(j.at("spectrum"));
    d.verdict = verdict_from(j.at("verdict"));
    read_stall(j, d);
    d.nearby = nearby_from(j.at("nearby"));
    d.kink_distance = optional_number(j.at("kink_distance"));
    if (!j.at("escape").is_null()) d.escape = escape_route_from(j.at("escape"));
    if (j.contains("layers")) {
      for (const Json& l : json::list(j.at("layers"))) {
        d.layers.push_back(
            {l.at("name"), l.at("activation"), count(l.at("units")), count(l.at("dead")), count(l.at("saturated"))});
      }
    }
    if (j.contains("theory")) d.theory = theory_from(j.at("theory"));
    if (j.contains("landscape")) d.landscape = json::landscape_from(j.at("landscape"));
    if (j.contains("seconds")) d.seconds = stages_from(j.at("seconds"));
    read_provenance(j, d);
    return d;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a diagnosis", error);
  }
}

}  // namespace saddlescope
