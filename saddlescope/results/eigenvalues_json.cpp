#include <nlohmann/json.hpp>

#include "saddlescope/base/error.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::count;
using json::header;
using json::member;
using json::number;
using json::numbers;
using json::problem_from;
using json::read_provenance;
using json::require_header;
using json::spectrum_from;
using json::stages;
using json::stages_from;
using json::throw_malformed;

Json member(const Density& d) {
  return {{"at", numbers(d.at)},
          {"mass", numbers(d.mass)},
          {"standard_error", numbers(d.standard_error)},
          {"vectors", d.vectors},
          {"steps", d.steps}};
}

Density density_from(const Json& j) {
  Density d = {numbers(j.at("at")), numbers(j.at("mass")), numbers(j.at("standard_error")), count(j.at("vectors")),
               count(j.at("steps"))};
  if (json::ascends(d.at) && d.at.size() == d.mass.size() + 1 && d.standard_error.size() == d.mass.size()) return d;
  throw_bad_input("not a spectrum: a density has edges that ascend, one more than cells, and an error for each cell.");
}

Json member(const EstimatedSigns::Count& c) {
  return {{"count", number(c.count)},
          {"standard_error", number(c.standard_error)},
          {"at_least", number(c.at_least)},
          {"at_most", number(c.at_most)}};
}

EstimatedSigns::Count count_from(const Json& j) {
  return {number(j.at("count")), number(j.at("standard_error")), number(j.at("at_least")), number(j.at("at_most"))};
}

}  // namespace

Json to_json(const SpectrumAnswer& a) {
  Json j = header("spectrum");
  j["problem"] = member(a.problem);
  j["loss"] = number(a.loss);
  j["gradient_norm"] = number(a.gradient_norm);
  j["which"] = a.which;
  j["spectrum"] = member(a.spectrum);
  if (!a.pairs.empty()) j["pairs"] = Json::array();
  for (const BoundedEigenvalue& e : a.pairs) {
    j["pairs"].push_back({{"value", number(e.value)}, {"bound", number(e.bound)}});
  }
  j["converged"] = a.converged;
  j["why"] = a.why;
  if (a.density) j["density"] = member(*a.density);
  if (!a.signs.empty()) j["signs"] = Json::array();
  for (const EstimatedSigns& s : a.signs) {
    j["signs"].push_back(
        {{"tolerance", number(s.tolerance)}, {"negative", member(s.negative)}, {"positive", member(s.positive)}});
  }
  j["seconds"] = stages(a.seconds);
  append_provenance(j, a);
  return j;
}

SpectrumAnswer spectrum_answer_from_json(const Json& j) {
  try {
    require_header(j, "spectrum");
    SpectrumAnswer a;
    a.problem = problem_from(j.at("problem"));
    a.loss = number(j.at("loss"));
    a.gradient_norm = number(j.at("gradient_norm"));
    a.which = j.at("which");
    a.spectrum = spectrum_from(j.at("spectrum"));
    if (j.contains("pairs")) {
      for (const Json& e : json::list(j.at("pairs"))) a.pairs.push_back({number(e.at("value")), number(e.at("bound"))});
    }
    a.converged = j.at("converged");
    a.why = j.at("why");
    if (j.contains("density")) a.density = density_from(j.at("density"));
    if (j.contains("signs")) {
      for (const Json& s : json::list(j.at("signs"))) {
        a.signs.push_back({number(s.at("tolerance")), count_from(s.at("negative")), count_from(s.at("positive"))});
      }
    }
    a.seconds = stages_from(j.at("seconds"));
    read_provenance(j, a);
    return a;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a spectrum", error);
  }
}

}  // namespace saddlescope
