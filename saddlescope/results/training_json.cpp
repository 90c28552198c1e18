#include "saddlescope/results/json.h"

#include <nlohmann/json.hpp>

#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::append_stall;
using json::count;
using json::header;
using json::member;
using json::number;
using json::numbers;
using json::optional_number;
using json::problem_from;
using json::read_provenance;
using json::read_stall;
using json::require_header;
using json::stop_from;
using json::throw_malformed;

EscapeRound round_from(const Json& j) {
  EscapeRound round;
  round.eigenvalue = optional_number(j.at("eigenvalue"));
  round.step = number(j.at("step"));
  round.loss_before = number(j.at("loss_before"));
  round.predicted_decrease = optional_number(j.at("predicted_decrease"));
  round.predicted_by = j.at("predicted_by");
  round.measured_decrease = number(j.at("measured_decrease"));
  return round;
}

TrainingPoint point_from(const Json& j) {
  TrainingPoint point{count(j.at("step")), number(j.at("loss")), number(j.at("gradient_norm")),
                      number(j.at("seconds"))};
  if (j.contains("batch_loss")) point.batch_loss = number(j.at("batch_loss"));
  return point;
}

// The file written; null: none.
std::string weights_from(const Json& j) {
  return j.at("weights").is_null() ? std::string() : j.at("weights").get<std::string>();
}

}  // namespace

Json to_json(const Escape& e) {
  Json j = header("escape");
  j["problem"] = member(e.problem);
  j["rounds"] = Json::array();
  for (const EscapeRound& round : e.rounds) {
    j["rounds"].push_back({{"eigenvalue", optional_number(round.eigenvalue)},
                           {"step", number(round.step)},
                           {"loss_before", number(round.loss_before)},
                           {"predicted_decrease", optional_number(round.predicted_decrease)},
                           {"predicted_by", round.predicted_by},
                           {"measured_decrease", number(round.measured_decrease)}});
  }
  j["loss_before"] = number(e.loss_before);
  j["loss"] = number(e.loss);
  j["stopped"] = e.stopped;
  j["why"] = e.why;
  j["gradient_equivalents"] = number(e.gradient_equivalents);
  j["weights"] = e.weights.empty() ? Json(nullptr) : Json(e.weights);
  if (e.theta.size() <= kListedParameters) j["theta"] = numbers(e.theta);
  append_provenance(j, e);
  return j;
}

Escape escape_from_json(const Json& j) {
  try {
    require_header(j, "escape");
    Escape e;
    e.problem = problem_from(j.at("problem"));
    for (const Json& round : json::list(j.at("rounds"))) e.rounds.push_back(round_from(round));
    e.loss_before = number(j.at("loss_before"));
    e.loss = number(j.at("loss"));
    e.stopped = j.at("stopped");
    e.why = j.at("why");
    e.gradient_equivalents = number(j.at("gradient_equivalents"));
    e.weights = weights_from(j);
    if (j.contains("theta")) e.theta = numbers(j.at("theta"));
    read_provenance(j, e);
    return e;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("an escape", error);
  }
}

Json to_json(const Training& t) {
  Json j = header("train");
  j["problem"] = member(t.problem);
  j["optimizer"] = t.optimizer;
  j["stopped"] = to_string(t.stop.reason);
  j["stop"] = member(t.stop);
  j["steps"] = t.steps;
  if (t.batch_size) {
    j["batch_size"] = *t.batch_size;
    j["epochs"] = number(t.epochs);
  }
  j["loss_before"] = number(t.loss_before);
  j["loss"] = number(t.loss);
  j["gradient_norm"] = number(t.gradient_norm);
  j["seconds"] = number(t.seconds);
  append_stall(j, t);
  j["history"] = Json::array();
  for (const TrainingPoint& point : t.history) {
    j["history"].push_back({{"step", point.step},
                            {"loss", number(point.loss)},
                            {"gradient_norm", number(point.gradient_norm)},
                            {"seconds", number(point.seconds)}});
    if (point.batch_loss) j["history"].back()["batch_loss"] = number(*point.batch_loss);
  }
  j["weights"] = t.weights.empty() ? Json(nullptr) : Json(t.weights);
  if (t.theta.size() <= kListedParameters) j["theta"] = numbers(t.theta);
  append_provenance(j, t);
  return j;
}

Training training_from_json(const Json& j) {
  try {
    require_header(j, "train");
    Training t;
    t.problem = problem_from(j.at("problem"));
    t.optimizer = j.at("optimizer");
    t.stop = stop_from(stop_reason(j.at("stopped").get<std::string>()), j.at("stop"));
    t.steps = count(j.at("steps"));
    if (j.contains("batch_size")) {
      t.batch_size = count(j.at("batch_size"));
      t.epochs = number(j.at("epochs"));
    }
    t.loss_before = number(j.at("loss_before"));
    t.loss = number(j.at("loss"));
    t.gradient_norm = number(j.at("gradient_norm"));
    t.seconds = number(j.at("seconds"));
    read_stall(j, t);
    for (const Json& point : json::list(j.at("history"))) t.history.push_back(point_from(point));
    t.weights = weights_from(j);
    if (j.contains("theta")) t.theta = numbers(j.at("theta"));
    read_provenance(j, t);
    return t;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a training", error);
  }
}

}  // namespace saddlescope
