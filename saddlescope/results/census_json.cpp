#include <nlohmann/json.hpp>

#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::header;
using json::inertia_from;
using json::member;
using json::nearby_from;
using json::number;
using json::optional_number;
using json::problem_from;
using json::read_provenance;
using json::require_header;
using json::throw_malformed;
using json::verdict_from;
using json::whole;

Json member(const CensusModel& m) {
  return {{"model", m.description},
          {"parameters", m.parameters},
          {"samples", m.samples},
          {"outputs", m.outputs},
          {"loss", m.loss},
          {"floor", optional_number(m.floor)},
          {"best_constant_loss", number(m.best_constant_loss)},
          {"stake", number(m.stake)},
          {"rank_bound", optional_number(m.rank_bound)}};
}

CensusModel model_from(const Json& j) {
  return {j.at("model"),
          json::count(j.at("parameters")),
          json::count(j.at("samples")),
          json::count(j.at("outputs")),
          j.at("loss"),
          optional_number(j.at("floor")),
          number(j.at("best_constant_loss")),
          number(j.at("stake")),
          optional_number(j.at("rank_bound"))};
}

// Where it came from and how it was sought.
Json head(const CensusNetwork& n) {
  Json j = {{"model", n.model}, {"seed", n.seed}};
  if (!n.weights.empty()) {
    j["weights"] = n.weights;
    j["fingerprint"] = n.fingerprint;
  }
  j["start"] = number(n.start);
  j["steps"] = n.steps;
  if (!n.command.empty()) j["command"] = n.command;
  if (!n.diagnosis_commands.empty()) j["diagnosis_commands"] = n.diagnosis_commands;
  return j;
}

Json member(const CensusCounts& c) {
  return {{"points", c.points},
          {"networks", c.networks},
          {"failed", c.failed},
          {"saddles", c.saddles},
          {"certified_saddles", c.certified_saddles},
          {"degenerate_saddles", c.degenerate_saddles},
          {"local_minima", c.local_minima},
          {"certified_minima", c.certified_minima},
          {"degenerate_minima", c.degenerate_minima},
          {"maxima", c.maxima},
          {"gradient_flat", c.gradient_flat},
          {"not_critical", c.not_critical},
          {"undetermined", c.undetermined},
          {"finder_ended_critical", c.critical_by_finder},
          {"finder_ended_gradient_flat", c.flat_by_finder},
          {"finder_ended_neither", c.neither_by_finder},
          {"on_kink", c.on_kink},
          {"naive_minima", c.naive_minima},
          {"naive_saddles", c.naive_saddles},
          {"negative_here", c.negative_here},
          {"negative_nearby", c.negative_nearby}};
}

Json member(const OptimizationFailed& f) {
  return {{"deep", f.deep},
          {"shallow", f.shallow},
          {"loss_gap", number(f.loss_gap)},
          {"deep_loss", number(f.deep_loss)},
          {"shallow_loss", number(f.shallow_loss)},
          {"containment", f.exact ? "exact" : "limit"},
          {"why", f.why}};
}

OptimizationFailed failed_from(const Json& j) {
  return {j.at("deep"),
          j.at("shallow"),
          number(j.at("deep_loss")),
          number(j.at("shallow_loss")),
          number(j.at("loss_gap")),
          j.at("containment") == "exact",
          j.at("why")};
}

}  // namespace

Json to_json(const CensusNetwork& n) {
  Json j = head(n);
  if (!n.failed.empty()) {
    if (!n.finder.empty()) j["finder"] = n.finder;
    j["failed"] = n.failed;
    return j;
  }
  j["start_loss"] = number(n.start_loss);
  if (!n.finder.empty()) {
    j["finder"] = n.finder;
    j["end"] = to_string(n.end);
    j["stopped"] = n.stopped;
    j["iterations"] = n.iterations;
    j["gradient_equivalents"] = number(n.gradient_equivalents);
  }
  j["loss"] = number(n.loss);
  j["gradient_norm"] = number(n.gradient_norm);
  j["gradient_flatness"] = optional_number(n.gradient_flatness);
  j["inertia"] = json::member(n.inertia);
  j["nearby"] = json::member(n.nearby);
  j["minimum_ratio"] = number(n.minimum_ratio);
  if (!n.kink.empty()) j["kink"] = n.kink;
  j["worth"] = number(n.worth);
  j["verdict"] = json::member(n.verdict);
  return j;
}

CensusNetwork census_network_from_json(const Json& j) {
  try {
    CensusNetwork n;
    n.model = j.at("model");
    n.seed = whole(j.at("seed"));
    n.weights = j.value("weights", "");
    if (j.contains("fingerprint")) n.fingerprint = whole(j.at("fingerprint"));
    n.start = number(j.at("start"));
    n.steps = json::count(j.at("steps"));
    n.command = j.value("command", "");
    if (j.contains("diagnosis_commands")) {
      n.diagnosis_commands = j.at("diagnosis_commands").get<std::vector<std::string>>();
    }
    n.finder = j.value("finder", "");
    n.failed = j.value("failed", "");
    if (!n.failed.empty()) return n;
    n.start_loss = number(j.at("start_loss"));
    if (!n.finder.empty()) {
      n.end = finder_end(j.at("end").get<std::string>());
      n.stopped = j.at("stopped");
      n.iterations = json::count(j.at("iterations"));
      n.gradient_equivalents = number(j.at("gradient_equivalents"));
    }
    n.loss = number(j.at("loss"));
    n.gradient_norm = number(j.at("gradient_norm"));
    n.gradient_flatness = optional_number(j.at("gradient_flatness"));
    n.inertia = inertia_from(j.at("inertia"));
    n.nearby = nearby_from(j.at("nearby"));
    n.minimum_ratio = number(j.at("minimum_ratio"));
    n.kink = j.value("kink", "");
    n.worth = number(j.at("worth"));
    n.verdict = verdict_from(j.at("verdict"));
    return n;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a network of a census", error);
  }
}

Json to_json(const Census& c) {
  Json j = header("census");
  j["problem"] = member(c.problem);
  j["models"] = Json::array();
  for (const CensusModel& model : c.models) j["models"].push_back(member(model));
  j["runs"] = c.runs;
  j["finders"] = c.finders;
  j["tolerance"] = number(c.tolerance);
  j["optimizer"] = c.optimizer;
  j["steps"] = c.steps;
  j["counts"] = member(count(c));
  j["optimization_failed"] = Json::array();
  for (const OptimizationFailed& failed : c.optimization_failed) j["optimization_failed"].push_back(member(failed));
  j["networks"] = Json::array();
  for (const CensusNetwork& network : c.networks) j["networks"].push_back(to_json(network));
  append_provenance(j, c);
  return j;
}

Census census_from_json(const Json& j) {
  try {
    require_header(j, "census");
    Census c;
    c.problem = problem_from(j.at("problem"));
    for (const Json& model : json::list(j.at("models"))) c.models.push_back(model_from(model));
    c.runs = json::count(j.at("runs"));
    c.finders = j.at("finders").get<std::vector<std::string>>();
    c.tolerance = number(j.at("tolerance"));
    c.optimizer = j.at("optimizer");
    c.steps = json::count(j.at("steps"));
    for (const Json& failed : json::list(j.at("optimization_failed")))
      c.optimization_failed.push_back(failed_from(failed));
    for (const Json& network : json::list(j.at("networks"))) c.networks.push_back(census_network_from_json(network));
    read_provenance(j, c);
    return c;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a census", error);
  }
}

}  // namespace saddlescope
