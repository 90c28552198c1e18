#include "saddlescope/results/json.h"

#include <nlohmann/json.hpp>

#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::header;
using json::member;
using json::number;
using json::numbers;
using json::optional_number;
using json::problem_from;
using json::read_provenance;
using json::require_header;
using json::throw_malformed;

Json member(const ComparedMethod& m) {
  Json j = {{"name", m.name}};
  if (!m.before.empty()) j["before"] = m.before;
  if (!m.optimizer.empty()) j["optimizer"] = m.optimizer;
  j["learning_rate"] = optional_number(m.learning_rate);
  j["spent"] = number(m.spent);
  j["spent_before"] = number(m.spent_before);
  j["steps"] = m.steps;
  j["loss"] = number(m.loss);
  j["lowest"] = number(m.lowest);
  j["half_way"] = optional_number(m.half_way);
  j["distance"] = number(m.distance);
  j["moved"] = m.moved;
  j["why"] = m.why;
  if (!m.held.empty()) j["held"] = m.held;
  if (!m.losses.empty()) j["losses"] = numbers(m.losses);
  j["history"] = Json::array();
  for (const ComparedPoint& point : m.history) {
    j["history"].push_back({{"spent", number(point.spent)}, {"loss", number(point.loss)}});
  }
  return j;
}

ComparedMethod compared_method_from(const Json& j) {
  ComparedMethod m;
  m.name = j.at("name");
  m.before = j.value("before", "");
  m.optimizer = j.value("optimizer", "");
  m.learning_rate = optional_number(j.at("learning_rate"));
  m.spent = number(j.at("spent"));
  m.spent_before = number(j.at("spent_before"));
  m.steps = json::count(j.at("steps"));
  m.loss = number(j.at("loss"));
  m.lowest = number(j.at("lowest"));
  m.half_way = optional_number(j.at("half_way"));
  m.distance = number(j.at("distance"));
  m.moved = j.at("moved");
  m.why = j.at("why");
  m.held = j.value("held", "");
  if (j.contains("losses")) m.losses = numbers(j.at("losses"));
  for (const Json& point : json::list(j.at("history")))
    m.history.push_back({number(point.at("spent")), number(point.at("loss"))});
  return m;
}

}  // namespace

Json to_json(const Comparison& c) {
  Json j = header("compare");
  j["problem"] = member(c.problem);
  j["loss"] = number(c.loss);
  j["gradient_norm"] = number(c.gradient_norm);
  j["floor"] = optional_number(c.floor);
  j["budget"] = number(c.budget);
  j["learning_rates"] = numbers(c.learning_rates);
  j["runs"] = c.runs;
  j["escape"] = c.escape;
  j["methods"] = Json::array();
  for (const ComparedMethod& method : c.methods) j["methods"].push_back(member(method));
  j["summary"] = c.summary;
  append_provenance(j, c);
  return j;
}

Comparison comparison_from_json(const Json& j) {
  try {
    require_header(j, "compare");
    Comparison c;
    c.problem = problem_from(j.at("problem"));
    c.loss = number(j.at("loss"));
    c.gradient_norm = number(j.at("gradient_norm"));
    c.floor = optional_number(j.at("floor"));
    c.budget = number(j.at("budget"));
    c.learning_rates = numbers(j.at("learning_rates"));
    c.runs = json::count(j.at("runs"));
    c.escape = j.at("escape");
    for (const Json& method : json::list(j.at("methods"))) c.methods.push_back(compared_method_from(method));
    c.summary = j.at("summary");
    read_provenance(j, c);
    return c;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a comparison", error);
  }
}

}  // namespace saddlescope
