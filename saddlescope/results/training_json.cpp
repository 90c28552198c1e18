#include "saddlescope/results/json.h"

#include <nlohmann/json.hpp>

#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::append_stall;
using json::header;
using json::member;
using json::number;
using json::numbers;
using json::optional_number;

}  // namespace

Json to_json(const Escape& e) {
  Json j = header("escape");
  j["problem"] = member(e.problem);
  j["rounds"] = Json::array();
  for (const EscapeRound& round : e.rounds) {
    j["rounds"].push_back({{"eigenvalue", number(round.eigenvalue)},
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

}  // namespace saddlescope
