#include <nlohmann/json.hpp>

#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::header;
using json::member;
using json::number;
using json::numbers;
using json::optional_number;

Json member(const Sides& s) { return {{"low", numbers(s.low)}, {"high", numbers(s.high)}}; }

Json member(const SearchedBox& b) {
  Json j = member(b.sides);
  j["tested"] = b.tested;
  j["complete"] = b.complete;
  j["none_elsewhere"] = b.none_elsewhere;
  j["open"] = Json::array();
  for (const OpenPart& part : b.open) {
    j["open"].push_back(member(part.sides));
    if (!part.why.empty()) j["open"].back()["why"] = part.why;
  }
  j["open_parts"] = b.open_parts;
  j["tests"] = b.tests;
  j["starts"] = b.starts;
  return j;
}

Json member(const FoundPoint& p) {
  Json j = Json::object();
  if (p.at.size() <= kListedParameters) j["at"] = numbers(p.at);
  j["loss"] = number(p.loss);
  j["gradient_norm"] = number(p.gradient_norm);
  j["inertia"] = p.inertia ? member(*p.inertia) : Json(nullptr);
  j["nearby"] = json::member(p.nearby);
  j["verdict"] = member(p.verdict);
  if (p.alone) j["alone"] = member(*p.alone);
  if (p.extent > 0) j["extent"] = number(p.extent);
  if (!p.manifold_dimension) return j;
  j["manifold_dimension"] = *p.manifold_dimension;
  j["sample"] = Json::array();
  if (p.at.size() > kListedParameters) return j;
  for (const std::vector<double>& point : p.sample) j["sample"].push_back(numbers(point));
  return j;
}

Json member(const FinderRun& r) {
  Json j = {{"finder", r.finder}, {"end", to_string(r.end)}, {"stopped", to_string(r.stop.reason)}};
  j["stop"] = member(r.stop);
  j["loss"] = number(r.loss);
  j["gradient_norm"] = number(r.gradient_norm);
  j["gradient_flatness"] = optional_number(r.gradient_flatness);
  j["iterations"] = r.iterations;
  j["gradient_equivalents"] = number(r.gradient_equivalents);
  j["hessian_vector_products"] = number(r.hessian_vector_products);
  j["history"] = Json::array();
  for (const FinderPoint& point : r.history) {
    j["history"].push_back(
        {{"iteration", point.iteration}, {"loss", number(point.loss)}, {"gradient_norm", number(point.gradient_norm)}});
  }
  return j;
}

}  // namespace

Json to_json(const Finding& f) {
  Json j = header("find");
  j["problem"] = member(f.problem);
  j["points"] = Json::array();
  for (const FoundPoint& point : f.points) j["points"].push_back(member(point));
  if (f.run) j["run"] = member(*f.run);
  if (f.box) j["box"] = member(*f.box);
  if (!f.why.empty()) j["why"] = f.why;
  j["weights"] = f.weights.empty() ? Json(nullptr) : Json(f.weights);
  append_provenance(j, f);
  return j;
}

}  // namespace saddlescope
