#include "saddlescope/results/json.h"

#include <nlohmann/json.hpp>

#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::header;

}  // namespace

Json to_json(const Inspection& i) {
  Json j = header("inspect");
  j["what"] = i.what;
  j["parameters"] = Json::array();
  for (const InspectedParameter& p : i.parameters) {
    j["parameters"].push_back(
        {{"name", p.name}, {"shape", p.shape}, {"dtype", p.dtype}, {"trainable", p.trainable}, {"why", p.why}});
  }
  j["model"] = i.model.empty() ? Json(nullptr) : Json(i.model);
  j["unsupported"] = i.unsupported;
  j["notes"] = i.notes;
  if (!i.problems.empty()) {
    j["problems"] = Json::array();
    for (const ListedProblem& p : i.problems) {
      j["problems"].push_back(
          {{"name", p.name}, {"grammar", p.grammar}, {"summary", p.summary}, {"example", p.example}});
    }
  }
  append_provenance(j, i);
  return j;
}

Json to_json(const Failure& f) {
  Json j = header("error");
  j["exit_code"] = f.exit_code;
  j["message"] = f.message;
  j["where"] = f.where;
  j["remedy"] = f.remedy;
  return j;
}

std::string to_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace saddlescope
